"""What a command raises of a file that it cannot use."""


class UnusableFileError(Exception):
    """A file that was named on the command line cannot be used; the text says which and why."""
