"""What the weekly look at who is on call found, in words for staff. English."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.terms import Level
from bot.domain.tickets import Severity
from bot.views.markup import Safe
from bot.views.rendered import lines
from bot.views.scene import severity_word
from bot.views.text import STAFF, moment, say


class Why(StrEnum):
    """Why a level of an escalation reaches nobody; the facts its sentence needs stand beside it."""

    NO_ROTATION = "no_rotation"
    """name"""
    GAP = "gap"
    """name, from_at, to_at"""
    NO_ACCOUNT_MANAGER = "no_account_manager"
    """client"""
    NO_PERSON = "no_person"
    """name"""


@dataclass(frozen=True, slots=True)
class Unreached:
    """A level of an escalation that reaches nobody who is active."""

    severity: Severity
    level: Level
    why: Why
    facts: Mapping[str, object]


def unreached_text(client: str, found: Sequence[Unreached]) -> Safe:
    """Return which levels of a client's escalations reach nobody, why, and how to mend each."""
    return lines([say(STAFF, "staff.oncall_check.head", client=client), *(_level(each) for each in found)])


def _level(each: Unreached) -> Safe:
    severity = severity_word(each.severity)
    return say(STAFF, "staff.oncall_check.level", severity=severity, level=each.level.name, why=_why(each))


def _why(each: Unreached) -> Safe:
    shown = {
        name: moment(fact, STAFF, "UTC") if isinstance(fact, datetime) else fact
        for name, fact in each.facts.items()
    }
    return say(STAFF, f"staff.oncall_check.{each.why}", **shown)
