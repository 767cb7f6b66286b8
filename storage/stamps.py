"""Marks that rows are given when they are saved: the time, and ids that grow."""

import secrets
from collections.abc import Callable
from datetime import datetime

from bot.domain.instants import micros

_MICROS_SHIFT = 6
_TAG_BITS = 17


class Stamps:
    """The time, and ids in order of saving: steps of 64 microseconds, then the process's own number.

    That number keeps two processes apart that save in the same step; 63 bits last until the year 2112.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self._tag = secrets.randbits(_TAG_BITS)
        self._last = 0

    def next_id(self) -> int:
        """Return an id above every earlier one, even where the clock stands still or was set back."""
        self._last = max(self._last + 1, micros(self.now()) >> _MICROS_SHIFT)
        return (self._last << _TAG_BITS) | self._tag
