"""How whoever watches the sandbox hears that something in it has changed."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Pulse:
    """Beats at every change; a listener that was busy meanwhile hears of all that it missed as one."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Event] = set()

    def beat(self) -> None:
        """Tell every listener that something has changed."""
        for listener in self._listeners:
            listener.set()

    @contextmanager
    def heard(self) -> Iterator[asyncio.Event]:
        """Give an event that is set at every beat until the block ends; the listener clears it."""
        listener = asyncio.Event()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)
