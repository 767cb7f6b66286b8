"""A sentence for every refusal: what happened, and what to do instead.

Clients read theirs in their language and without a word about how we work; staff read English with the
command that helps.
"""

from collections.abc import Callable, Mapping
from typing import Final

from bot.cost_errors import (
    BadEndError,
    BadEstimateError,
    BadPauseError,
    BadWorkError,
    EstimateAwaitedError,
    EstimateSettledError,
    KindNotOfferedError,
    NotApproverError,
    StopwatchError,
)
from bot.domain.access import CLIENT_ONLY
from bot.domain.people import STAFF as OUR_ROLES
from bot.domain.people import Person, Role
from bot.domain.tickets import ACTIVE, EventKind, Status
from bot.errors import (
    BadFormError,
    BadHoursError,
    BadMomentError,
    BadRotationError,
    BadTimesError,
    CannotBeOnCallError,
    CannotMergeError,
    CannotSplitError,
    CannotSwapError,
    IllegalMoveError,
    MissingTextError,
    NotAllowedError,
    NothingToChangeError,
    NothingToTakeBackError,
    NoTicketNamedError,
    SupportError,
    TriageInUseError,
    UnknownRotationError,
    UnknownWordError,
)
from bot.report_errors import BadPeriodError, BadScheduleError, CheckInError, DigestPlaceError
from bot.views.markup import Safe, channel_link, spoken, typed
from bot.views.rendered import lines
from bot.views.scene import named, status_word
from bot.views.text import STAFF, has, plain, say

Words = Mapping[str, object]

_NAMES: Final[Mapping[str, str]] = {}


def explain(error: SupportError, person: Person, names: Mapping[str, str] = _NAMES) -> Safe:
    """Return what *person* reads, as mrkdwn; *names* are display names for ids that the error carries."""
    if person.role is Role.CLIENT:
        return _to_client(error, person.language)
    words = {**_worded(error, names), **_MORE.get(type(error), _nothing)(error)}
    said = say(STAFF, _staff_key(error), **words)
    return lines([said, *_problems(error)])


def explain_plainly(error: SupportError, person: Person, names: Mapping[str, str] = _NAMES) -> str:
    """Return the same for a place where Slack reads no mark-up, such as an error beside a modal's field."""
    return spoken(explain(error, person, names))


def problems_of(error: BadFormError, language: str = STAFF) -> dict[str, str]:
    """Return, for each field of a modal that cannot be used, what to put there."""
    return {field: plain(language, f"staff.form.{key}") for field, key in error.problems.items()}


def _to_client(error: SupportError, language: str) -> Safe:
    key = f"client.errors.{error.key}"
    words = dict(error.facts)
    if isinstance(error, IllegalMoveError):
        # What cannot be done from a finished status is explained by the status alone.
        key = _kept(f"{key}.{error.status}", f"{key}.other")
        words["status"] = plain(language, f"client.status.{Status(error.status)}")
    elif isinstance(error, NothingToChangeError):
        key = _kept(f"{key}.{error.what}", f"{key}.other")
    elif isinstance(error, NotApproverError):
        key = f"{key}.{'who' if error.who else 'nobody'}"
    elif isinstance(error, EstimateSettledError):
        key = _kept(f"{key}.{error.state}", f"{key}.other")
    return say(language, _kept(key, "client.errors.other"), **words)


def _staff_key(error: SupportError) -> str:
    key = f"staff.errors.{error.key}"
    variant = _VARIANT.get(type(error), _no_variant)(error)
    return _kept(
        f"{key}.{variant}", key if has(key) and not variant else f"{key}.other", "staff.errors.other"
    )


def _kept(*keys: str) -> str:
    """Return the first key that has a sentence."""
    return next(key for key in keys if has(key))


def _worded(error: SupportError, names: Mapping[str, str]) -> dict[str, object]:
    """Return the error's facts in words: names for people, a link for the channel, lists with commas."""
    words: dict[str, object] = {"key": error.key}
    for name, fact in error.facts.items():
        words[name] = _in_words(fact, names)
        if name in _PEOPLE:
            words[name] = named(names, fact) or plain(STAFF, "staff.somebody")
        elif name == "channel":
            words[name] = channel_link(str(fact))
    return words


def _in_words(fact: object, names: Mapping[str, str]) -> object:
    """Return a fact for a sentence: what people typed readable and harmless, a list with commas."""
    if isinstance(fact, tuple):
        return ", ".join(map(str, fact))
    return typed(fact, names) if isinstance(fact, str) else fact


def _problems(error: SupportError) -> list[Safe]:
    """Return the problems of a file, of settings or of a form, one a line."""
    if isinstance(error, BadFormError):
        found = list(problems_of(error).values())
    else:
        listed = error.facts.get("problems")
        found = [str(each) for each in listed] if isinstance(listed, tuple) else []
    return [say(STAFF, "staff.errors.problem", problem=problem) for problem in found]


def _illegal(error: SupportError) -> str:
    """From a finished status all is refused alike; from an active one, each move for its own reason."""
    status, move = Status(str(error.facts["status"])), str(error.facts["move"])
    if status not in ACTIVE:
        return status.value
    return "closed_move" if move == EventKind.CLOSED else move


def _refused_role(error: SupportError) -> str:
    """No other role of ours helps where only the client may: said as to somebody who has them all.

    An action that one role alone may do has a sentence of its own.
    """
    role, action = Role(str(error.facts["role"])), str(error.facts["action"])
    if has(f"staff.errors.not_allowed.{action}"):
        return action
    return Role.ADMIN.value if role in OUR_ROLES and action in CLIENT_ONLY else role.value


def _word(error: SupportError) -> str:
    facts = error.facts
    if not facts["word"] and facts["choices"]:
        return "nothing"
    if facts["what"] in {"month", "rest"}:
        return str(facts["what"])
    if facts["nearest"]:
        return "nearest"
    if facts["words"]:
        return "words" if facts["choices"] else "words_alone"
    if facts["choices"] and facts["what"] != "party":
        return "choices"
    return str(facts["what"]) if facts["what"] in {"party", "time_zone"} else "bare"


def _rotation(error: SupportError) -> str:
    if not error.facts["known"]:
        return "none"
    return "known" if error.facts["rotation"] else "which"


def _why(error: SupportError) -> str:
    return str(error.facts["why"])


def _no_variant(_error: SupportError) -> str:
    return ""


def _nothing(_error: SupportError) -> Words:
    return {}


def _not_allowed(error: SupportError) -> Words:
    key = f"staff.action.{error.facts['action']}"
    return {"action": plain(STAFF, _kept(key, "staff.action.other"))}


def _status(error: SupportError) -> Words:
    return {"status": status_word(Status(str(error.facts["status"])))}


def _missing(error: SupportError) -> Words:
    return {"what": plain(STAFF, _kept(f"staff.field.{error.facts['what']}", "staff.field.other"))}


def _unknown(error: SupportError) -> Words:
    return {"what": plain(STAFF, _kept(f"staff.word.{error.facts['what']}", "staff.word.other"))}


def _kinds(error: SupportError) -> Words:
    offered = error.facts["offered"]
    listed = ", ".join(map(_kind, offered)) if isinstance(offered, tuple) else ""
    return {"kind": _kind(error.facts["kind"]), "offered": listed}


def _kind(kind: object) -> str:
    key = f"staff.kind.{kind}"
    return plain(STAFF, key) if has(key) else str(kind)


def _numbers(error: SupportError) -> Words:
    numbers = error.facts["open_tickets"]
    listed = [f"#{number}" for number in numbers] if isinstance(numbers, tuple) else []
    return {"numbers": ", ".join(listed), "first": listed[0].removeprefix("#") if listed else ""}


_PEOPLE: Final = frozenset({"assignee"})
_VARIANT: Final[Mapping[type[SupportError], Callable[[SupportError], str]]] = {
    NotAllowedError: _refused_role,
    IllegalMoveError: _illegal,
    TriageInUseError: lambda error: "clients" if error.facts["clients"] else "tickets",
    NothingToChangeError: lambda error: str(error.facts["what"]),
    NothingToTakeBackError: lambda error: str(error.facts["what"]),
    BadEstimateError: _why,
    EstimateAwaitedError: lambda error: "by" if error.facts["approvers"] else "nobody",
    BadHoursError: _why,
    BadRotationError: _why,
    BadTimesError: _why,
    BadPeriodError: _why,
    BadScheduleError: _why,
    CheckInError: _why,
    BadWorkError: _why,
    DigestPlaceError: _why,
    StopwatchError: _why,
    CannotBeOnCallError: _why,
    BadMomentError: _why,
    BadEndError: _why,
    BadPauseError: _why,
    CannotMergeError: _why,
    CannotSplitError: _why,
    CannotSwapError: _why,
    UnknownRotationError: _rotation,
    UnknownWordError: _word,
    NoTicketNamedError: lambda error: "many" if error.facts["open_tickets"] else "none",
}
_MORE: Final[Mapping[type[SupportError], Callable[[SupportError], Words]]] = {
    NotAllowedError: _not_allowed,
    IllegalMoveError: _status,
    KindNotOfferedError: _kinds,
    MissingTextError: _missing,
    UnknownWordError: _unknown,
    NoTicketNamedError: _numbers,
}
