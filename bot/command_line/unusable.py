"""What a command raises of a word on the command line that it cannot use; its text says which and why."""


class UnusableFileError(Exception):
    """A file that was named."""


class UnknownKeyError(Exception):
    """A key under which nothing is put aside."""
