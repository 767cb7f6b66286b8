"""Faults that the sandbox was asked to make: the next calls of a method go wrong in a chosen way."""

from dataclasses import dataclass
from enum import StrEnum

from bot.sandbox.shapes import Json

ANY_METHOD = "*"
RESPONSE_URL = "response_url"
UPLOAD = "upload"
"""The address that a file's content is sent to."""


class FaultKind(StrEnum):
    """How a call goes wrong."""

    RATE_LIMITED = "rate_limited"
    HTTP_500 = "http_500"
    TIMEOUT = "timeout"
    """Not done, and never answered."""
    DROP_BEFORE = "drop_before"
    """Not done, and the connection is cut."""
    DROP_AFTER = "drop_after"
    """Done, and the connection is cut before the answer."""
    SCANNING = "scanning"
    """Done and answered, but for a while Slack looks through the files that this completed."""
    SLOW = "slow"
    """Done and answered, after a while."""
    REFUSED = "refused"
    """Not done, and answered with an error of Slack's that the fault names."""


@dataclass(slots=True)
class Fault:
    """The next `count` calls of `method` go wrong, once `after` calls went through.

    `seconds` is a wait; `error` what a refused call is answered; `channel` the id of the only channel meant.
    """

    method: str
    kind: FaultKind
    count: int
    after: int = 0
    seconds: int = 1
    error: str = ""
    channel: str = ""

    def as_json(self) -> Json:
        """Return what is left of the fault for the control API."""
        return {
            "method": self.method,
            "kind": self.kind.value,
            "count": self.count,
            "after": self.after,
            "seconds": self.seconds,
            **({"error": self.error} if self.error else {}),
            **({"channel": self.channel} if self.channel else {}),
        }


class Faults:
    """The faults that are still to come, first asked first made."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []
        self.token_refusal = ""
        """What every call with the bot's token is answered, as after an uninstall; empty while it is good."""

    def add(self, fault: Fault) -> None:
        """Make *fault* from now on; a count of 0 withdraws what was asked for this method."""
        if fault.count:
            self.waiting.append(fault)
        else:
            self.waiting = [each for each in self.waiting if each.method != fault.method]

    def next_for(self, method: str, channel: str | None = None) -> Fault | None:
        """Return the fault that this call of *method*, about that *channel*, meets, and count it."""
        for fault in self.waiting:
            if fault.method in {method, ANY_METHOD} and fault.channel in {"", channel}:
                return self._met(fault)
        return None

    def _met(self, fault: Fault) -> Fault | None:
        if fault.after:
            fault.after -= 1
            return None
        fault.count -= 1
        if not fault.count:
            self.waiting.remove(fault)
        return fault
