"""Estimates in words: what the client is asked in their thread, and what staff read of it below the card."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.estimates import Estimate, EstimateState, Offer, offer_in
from bot.domain.tickets import EventKind, RequestKind
from bot.views import ids
from bot.views.alarms import remarks
from bot.views.markup import Safe, mention, quote
from bot.views.offers import offer_in_words
from bot.views.promises import staff_moment
from bot.views.rendered import (
    NOTHING,
    Block,
    Rendered,
    actions,
    button,
    lines,
    message,
    section,
    sections,
)
from bot.views.scene import Scene
from bot.views.text import STAFF, moment, plain, say
from bot.views.times import minutes_length, moment_in

Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a client was asked to approve, and who of them may."""

    number: int
    """Of the ticket."""
    offer: Offer
    approvers: tuple[str, ...]
    """Names; none where the client has named nobody."""
    earlier_minutes: int = 0
    """Of work that was logged before, and is no part of it."""


def proposed(asked: Proposed) -> Rendered:
    """Return what staff read who sent an estimate; how to name an approver, where there is none."""
    key = "staff.estimate.proposed" if asked.approvers else "staff.estimate.nobody"
    words = {
        "offer": offer_in_words(asked.offer, STAFF, for_staff=True),
        "approvers": ", ".join(asked.approvers),
    }
    said = say(STAFF, key, number=asked.number, **words)
    time = minutes_length(asked.earlier_minutes, STAFF)
    earlier = say(STAFF, "staff.estimate.earlier", time=time) if asked.earlier_minutes else ""
    said = lines([said, earlier])
    return message(said, section(said))


def estimate(scene: Scene, facts: Facts) -> Rendered:
    """What the client is asked to approve; what became of it, once that is settled."""
    asked = _which(scene, facts)
    if asked is None:
        return NOTHING
    head = say(scene.language, "client.estimate.head", number=scene.ticket.number)
    offer = say(scene.language, "client.estimate.offer", offer=offer_in_words(asked.offer, scene.language))
    included, state = quote(scene.typed(asked.text)), _state(scene, asked)
    # What was asked may be long, and a telephone shows the beginning alone.
    text = lines([Safe(f"{head}."), offer, state, included])
    body = (section(Safe(f"*{head}*")), *sections(included), section(lines([offer, state])))
    return message(text, *body, *_buttons(scene, asked))


def estimate_reminder(scene: Scene, facts: Facts) -> Rendered:
    """That an estimate waits for those who may approve it, and until when."""
    words = {"number": scene.ticket.number, "offer": offer_in_words(offer_in(facts), scene.language)}
    at = _when(scene, moment_in(facts, "expires"))
    said = say(scene.language, "client.estimate.reminder", **words, at=at)
    text = Safe(" ".join([*map(mention, scene.client.approvers), said]))
    return message(text, section(text))


def _which(scene: Scene, facts: Facts) -> Estimate | None:
    return next((each for each in scene.estimates if each.id == facts.get("estimate")), None)


def _state(scene: Scene, asked: Estimate) -> Safe:
    """Return who may answer and until when, or what became of it."""
    language, at = scene.language, asked.answered_at
    if not asked.is_open:
        words = {"name": scene.client_name(asked.answered_by), "at": _when(scene, at) if at else ""}
        settled = say(language, f"client.estimate.{_outcome(asked)}", **words)
        return lines([settled, quote(scene.typed(asked.reason))])
    if not scene.ticket.is_active:
        return say(language, "client.estimate.ended", number=scene.ticket.number)
    until = say(language, "client.estimate.until", at=_when(scene, asked.expires_at))
    return lines([_who(scene), until])


def _outcome(asked: Estimate) -> str:
    """One that was approved and then replaced says both."""
    was_agreed = asked.state is EstimateState.REPLACED and asked.answered_at is not None
    return "agreed_before" if was_agreed else asked.state.value


def _who(scene: Scene) -> Safe:
    approvers = [mention(each) for each in scene.client.approvers]
    if not approvers:
        return say(scene.language, "client.estimate.nobody")
    return say(scene.language, "client.estimate.who", names=Safe(", ".join(approvers)))


def _buttons(scene: Scene, asked: Estimate) -> tuple[Block, ...]:
    if not (asked.is_open and scene.ticket.is_active):
        return ()
    number, language = scene.ticket.number, scene.language
    value = ids.number_value(number, str(asked.id))
    row = [
        button(ids.APPROVE, plain(language, "client.button.approve"), value, style="primary"),
        button(ids.DECLINE_ESTIMATE, plain(language, "client.button.decline"), value),
    ]
    return actions(ids.block_id("estimate", number, asked.id), row)


def _when(scene: Scene, at: datetime) -> str:
    return moment(at, scene.language, scene.client.time_zone)


def contested_line(scene: Scene, facts: Facts) -> Rendered:
    """A client's person sees the kind of the ticket differently; the account manager is called."""
    kind = scene.plan_kind(RequestKind(str(facts["kind"])))
    said = say(STAFF, "staff.estimate.contested", by=scene.name(facts.get("by")), kind=kind)
    return _line([said, quote(scene.typed(facts.get("reason"))), *remarks(scene, facts)])


def _estimated(scene: Scene, facts: Facts) -> Rendered:
    words = {
        "by": scene.name(facts.get("by")),
        "offer": offer_in_words(offer_in(facts), STAFF, for_staff=True),
    }
    said = say(STAFF, "staff.estimate.estimated", **words)
    return _line([said, quote(scene.typed(facts.get("text")))])


def _answered(key: str) -> Callable[[Scene, Facts], Rendered]:
    """Return what words the line of an answer, or of its lack."""

    def line(scene: Scene, facts: Facts) -> Rendered:
        words = {
            "by": scene.name(facts.get("by")),
            "offer": offer_in_words(offer_in(facts), STAFF, for_staff=True),
        }
        said = say(STAFF, f"staff.estimate.{key}", **words, number=scene.ticket.number)
        reason = quote(scene.typed(facts.get("reason")))
        return _line([said, reason, *remarks(scene, facts)])

    return line


def _reminded(scene: Scene, facts: Facts) -> Rendered:
    offer = offer_in_words(offer_in(facts), STAFF, for_staff=True)
    until = staff_moment(moment_in(facts, "expires"))
    return _line([say(STAFF, "staff.estimate.reminded", offer=offer, until=until), *remarks(scene, facts)])


def _used(key: str) -> Callable[[Scene, Facts], Rendered]:
    """Return what words the warning that approved hours are used up, or nearly."""

    def line(scene: Scene, facts: Facts) -> Rendered:
        minutes = offer_in(facts).minutes or 0
        words = {
            "used": minutes_length(int(str(facts.get("used") or 0)), STAFF),
            "allowed": minutes_length(minutes, STAFF),
            "number": scene.ticket.number,
        }
        return _line([say(STAFF, f"staff.estimate.{key}", **words), *remarks(scene, facts)])

    return line


def _line(parts: list[Safe]) -> Rendered:
    said = lines(parts)
    return message(said, *sections(said))


LINES: Final[Mapping[EventKind, Callable[[Scene, Facts], Rendered]]] = {
    EventKind.COVERAGE_CONTESTED: contested_line,
    EventKind.ESTIMATED: _estimated,
    EventKind.ESTIMATE_REMINDED: _reminded,
    EventKind.ESTIMATE_APPROVED: _answered("approved"),
    EventKind.ESTIMATE_DECLINED: _answered("declined"),
    EventKind.ESTIMATE_EXPIRED: _answered("expired"),
    EventKind.ESTIMATE_NEAR: _used("near"),
    EventKind.ESTIMATE_PASSED: _used("passed"),
}
"""How each kind of event reads that is about what work costs."""
