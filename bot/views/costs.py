"""What a ticket's work costs, in words: to the client before it begins, and on the card for staff."""

from collections.abc import Mapping
from typing import Final

from bot.domain.costs import coverage_in, coverage_of
from bot.domain.estimates import EstimateState, agreed_among
from bot.domain.terms import Cover, Coverage
from bot.domain.tickets import RequestKind
from bot.views import ids
from bot.views.markup import Safe, clip, escape
from bot.views.money import exact_money
from bot.views.offers import offer_in_words
from bot.views.rendered import Block, Rendered, actions, button, lines, message, section
from bot.views.scene import Scene
from bot.views.text import STAFF, plain, say

Facts = Mapping[str, object]

_MOST_CLAUSE: Final = 300


def coverage(scene: Scene, facts: Facts) -> Rendered:
    """What kind of work a ticket is and what that costs, with a button for who sees it differently.

    Without the button once another kind stands in its place (`past`), or it was pressed (`contested`).
    """
    language, known = scene.language, coverage_in(facts)
    kind = scene.kind(RequestKind(str(facts["kind"])))
    said = say(language, "client.coverage.kind", number=scene.ticket.number, kind=kind)
    after = Safe()
    if known.after_hours is not known.in_hours:
        after = _said("client.coverage.after", known.after_hours, known, language)
    cost = [_said("client.coverage.now", known.in_hours, known, language), after]
    text = lines([said, *cost, _clause(scene, known), _outcome(facts, language)])
    return message(text, section(text), *_contest(scene, known, facts))


def contested(scene: Scene, facts: Facts) -> Rendered:
    """That we heard that the client sees the kind differently, and who answers (`told`)."""
    told = str(facts.get("told") or "")
    key = "client.coverage.heard_by" if told else "client.coverage.heard"
    text = say(scene.language, key, number=scene.ticket.number, name=scene.client_name(told))
    return message(text, section(text))


def card_cost(scene: Scene) -> Safe:
    """Return, for the card, the kind with what it costs by the plan's clause; nothing before one is set."""
    ticket, known = scene.ticket, coverage_of(scene.ticket, scene.plan)
    if ticket.kind is None:
        return Safe()
    kind = escape(scene.plan_kind(ticket.kind))
    if known is None:
        return say(STAFF, "staff.cost.not_offered", kind=kind)
    parts = [kind, _cover(known.in_hours, known)]
    if known.clause:
        parts.append(say(STAFF, "staff.cost.clause", clause=clip(known.clause, _MOST_CLAUSE)))
    if known.after_hours is not known.in_hours:
        parts.append(say(STAFF, "staff.cost.after", cover=_cover(known.after_hours, known)))
    return Safe(" · ".join(parts))


def card_estimate(scene: Scene) -> Safe:
    """Return, for the card, what is agreed, what waits for an answer, or that an estimate is missing."""
    known, agreed = coverage_of(scene.ticket, scene.plan), agreed_among(scene.estimates)
    told = []
    if agreed:
        said = {
            "offer": offer_in_words(agreed.offer, STAFF, for_staff=True),
            "by": scene.name(agreed.answered_by),
        }
        told.append(say(STAFF, "staff.cost.agreed", **said))
    newest = scene.estimates[-1] if scene.estimates else None
    if newest and newest.state in _TOLD_ON_CARD:
        offer = offer_in_words(newest.offer, STAFF, for_staff=True)
        told.append(say(STAFF, f"staff.cost.{newest.state}", offer=offer))
    if not scene.estimates and known and known.needs_approval and scene.ticket.is_active:
        told.append(say(STAFF, "staff.cost.none", number=scene.ticket.number))
    return lines(told)


_TOLD_ON_CARD: Final = frozenset({EstimateState.OPEN, EstimateState.DECLINED, EstimateState.EXPIRED})


def _said(key: str, cover: Cover, known: Coverage, language: str) -> Safe:
    """Return the sentence for who pays: of billable work the rate, and whether it needs an approval."""
    if cover is not Cover.BILLABLE:
        return say(language, f"{key}.{cover}")
    how = "rate" if known.hourly_rate else "billable"
    variant = f"{how}_approved" if known.needs_approval else how
    price = exact_money(known.hourly_rate, language) if known.hourly_rate else ""
    return say(language, f"{key}.{variant}", price=price)


def _clause(scene: Scene, known: Coverage) -> Safe:
    """Return the plan's own words, where the client reads its language."""
    if not (known.clause and scene.speaks_plan):
        return Safe()
    return say(scene.language, "client.coverage.clause", clause=clip(known.clause, _MOST_CLAUSE))


def _outcome(facts: Facts, language: str) -> Safe:
    if facts.get("contested"):
        return say(language, "client.coverage.contested")
    return say(language, "client.coverage.past") if facts.get("past") else Safe()


def _contest(scene: Scene, known: Coverage, facts: Facts) -> tuple[Block, ...]:
    is_free = {known.in_hours, known.after_hours} == {Cover.INCLUDED}
    if is_free or facts.get("past") or facts.get("contested"):
        return ()
    number, said = scene.ticket.number, str(facts.get("of_kind") or 0)
    label = plain(scene.language, "client.button.contest")
    row = [button(ids.CONTEST, label, ids.number_value(number, said))]
    return actions(f"coverage:{number}:{said}", row)


def _cover(cover: Cover, known: Coverage) -> Safe:
    if cover is Cover.BILLABLE and known.hourly_rate:
        return say(STAFF, "staff.cost.rate", price=exact_money(known.hourly_rate, STAFF))
    return say(STAFF, f"staff.cost.cover.{cover}")
