"""What is raised of words on the command line that cannot be used; the text says which and why."""


class TypedWronglyError(Exception):
    """There is no such command, or it is typed in another way."""

    def __init__(self, message: str, code: int) -> None:
        """Say what is wrong, and what to exit with."""
        super().__init__(message)
        self.code = code


class UnusableFileError(Exception):
    """A file that was named."""


class UnknownKeyError(Exception):
    """A key under which nothing is put aside."""
