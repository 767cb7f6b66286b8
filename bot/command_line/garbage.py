"""How often Python looks for garbage that only cycles keep: seldom, as next to none is made here."""

import gc
from typing import Final

_THRESHOLDS: Final = (20_000, 20, 50)


def collect_seldom() -> None:
    """Look after 20,000 new objects, not after 700: for all commands, before anything else is imported.

    Imports alone make 80,000 objects and 45 of them are garbage, but were searched 190 times: 100 ms of each
    start. At work it was a quarter of an event's time (1.8 ms of CPU without this, 1.3 ms with it).
    """
    gc.set_threshold(*_THRESHOLDS)


def keep_all_that_is_here() -> None:
    """Never look again at what is there once all is wired: it stays until the end."""
    gc.freeze()
