"""Death at a named step: the process kills itself as one of the program's own functions is reached.

Nothing in the program knows of it: Python's profiler tells of every call and every return.
"""

import dis
import os
import signal
import sqlite3
import sys
import threading
from dataclasses import dataclass
from enum import StrEnum
from types import CodeType, FrameType
from typing import Final

_SEAMS: Final = ("storage.", "bot.services.", "bot.slack", "handlers.", "scheduled.")
"""Where the steps that can be recorded stand."""
_PARTS: Final = 3
_RESUMED_BITS: Final = 3
"""Bits of RESUME's argument that say whether a function begins (0) or goes on after a wait."""


class Moment(StrEnum):
    """When, in a function, the process dies."""

    CALLED = "called"
    RETURNED = "returned"
    GAVE = "gave"
    """As it returns something: a row, or a list that is not empty."""
    SAVED = "saved"
    """At the end of the first commit after it was called, before anybody knows of that."""


@dataclass(frozen=True, slots=True)
class Step:
    """A moment in a function, which is named by its module and its qualified name."""

    module: str
    function: str
    moment: Moment

    @classmethod
    def named(cls, name: str) -> "Step":
        """Read `storage.inbox:Inbox.add returned`."""
        place, _, moment = name.partition(" ")
        module, _, function = place.partition(":")
        return cls(module, function, Moment(moment))


class Watch:
    """Watches every function of this process, and kills the process at a chosen step."""

    def __init__(self) -> None:
        self._step: Step | None = None
        self._times = 1
        self._was_called = False
        self._open: dict[int, int] = {}
        """Open SQLite transactions: how much their connections had changed before them."""
        self._recorded: dict[str, None] | None = None

    def begin(self) -> None:
        """Watch the threads started from now on; this one is watched once there is something to find."""
        threading.setprofile(self._look)

    def arm(self, step: str, times: int = 1) -> None:
        """Die when *step* is reached, counted from now on, for the *times*-th time."""
        self._times, self._was_called = times, False
        self._step = Step.named(step)
        sys.setprofile(self._look)

    def record(self) -> list[str]:
        """Return the functions that were called since this was asked last, and note those to come."""
        found, self._recorded = self._recorded, {}
        sys.setprofile(self._look)
        return list(found or ())

    def _look(self, frame: FrameType, event: str, arg: object) -> None:
        if self._recorded is not None and event == "call" and _begins(frame):
            module = str(frame.f_globals.get("__name__"))
            if module.startswith(_SEAMS):
                self._recorded[f"{module}:{frame.f_code.co_qualname}"] = None
        step = self._step
        if step is not None and self._is_reached(step, frame, event, arg):
            os.kill(os.getpid(), signal.SIGKILL)

    def _is_reached(self, step: Step, frame: FrameType, event: str, arg: object) -> bool:
        if step.moment is Moment.SAVED and self._is_commit(frame, event, arg) and self._was_called:
            return True
        if frame.f_code.co_qualname != step.function or not _is_at(step.moment, frame, event, arg):
            return False
        if frame.f_globals.get("__name__") != step.module:
            return False
        self._times -= 1
        self._was_called = self._was_called or self._times == 0
        return self._times == 0 and step.moment is not Moment.SAVED

    def _is_commit(self, frame: FrameType, event: str, arg: object) -> bool:
        """Whether a transaction that changed something has just ended."""
        if event == "return":
            ends = frame.f_code.co_qualname == "Transaction.commit" and _ends(frame)
            return ends and frame.f_globals.get("__name__") == "asyncpg.transaction"
        connection = getattr(arg, "__self__", None) if event == "c_return" else None
        if not isinstance(connection, sqlite3.Connection):
            return False
        if connection.in_transaction:
            self._open.setdefault(id(connection), connection.total_changes)
            return False
        before = self._open.pop(id(connection), connection.total_changes)
        return connection.total_changes > before


def _is_at(moment: Moment, frame: FrameType, event: str, arg: object) -> bool:
    match moment:
        case Moment.CALLED | Moment.SAVED:
            return event == "call" and _begins(frame)
        case Moment.GAVE:
            return event == "return" and bool(arg) and _ends(frame)
    return event == "return" and _ends(frame)


def _begins(frame: FrameType) -> bool:
    """Whether a function is called, and does not merely go on after it waited for something."""
    code: CodeType = frame.f_code
    last = frame.f_lasti
    return last < 0 or not code.co_code[last + 1] & _RESUMED_BITS


def _ends(frame: FrameType) -> bool:
    """Whether a function returns, and does not merely wait for something, nor raise."""
    name = dis.opname[frame.f_code.co_code[frame.f_lasti]]
    return name in {"RETURN_VALUE", "RETURN_CONST"}
