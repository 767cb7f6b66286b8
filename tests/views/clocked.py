"""Receipts to draw: a ticket of Acme's under a shipped plan, with what happened to it in November 2026."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.folding import fold
from bot.domain.plan_terms import PlanTerms
from bot.domain.plans import Plan
from bot.domain.sla import measured
from bot.domain.tickets import Basis, EventKind, Fact, Severity, TicketEvent
from bot.services.plans import find_plan
from bot.views.receipt import Receipt
from tests.views.kit import scene

Entry = tuple[str, str] | tuple[str, str, Mapping[str, Fact]]
NEW_YORK: Final = ZoneInfo("America/New_York")
GROWTH: Final = find_plan("matai-growth", None)
APENDICE: Final = find_plan("apendice-b", None)
ON_CLIENT: Final = {"status": "waiting_on_client"}
ON_THIRD_PARTY: Final = {"status": "waiting_on_third_party"}
DONE: Final = {"summary": "Done"}


def at(text: str) -> datetime:
    """A local time in New York in November 2026, `23 10:00`, or with another month, `12-24 10:00`."""
    written = text if text[2] == "-" else f"11-{text}"
    return (
        datetime.fromisoformat(f"2026-{written}".replace(" ", "T")).replace(tzinfo=NEW_YORK).astimezone(UTC)
    )


def closing(plan: Plan, calendar: str, day: date, reason: str) -> Plan:
    """The plan with one more date closed."""
    timetable = replace(plan.calendars[calendar], closed={day: reason})
    return replace(plan, calendars={**plan.calendars, calendar: timetable})


def receipt(
    *entries: Entry,
    now: str,
    severity: str = "high",
    plan: Plan = GROWTH,
    language: str = "en",
    time_zone: str = "America/New_York",
    title: str = "Orders are stuck",
    others: tuple[Plan, ...] = (),
) -> Receipt:
    """The receipt of a ticket that was opened by the first of *entries*.

    A `replanned` entry names the version of one of *others*, by which the ticket goes from then on.
    """
    events, version = [], plan.version
    for number, entry in enumerate(entries, 1):
        event = _event(number, entry, severity, plan)
        version = event.text("version") or version
        events.append(replace(event, plan_version=version))
    drawn = scene(replace(fold(events), title=title), language=language)
    client = replace(drawn.client, time_zone=time_zone)
    plans = {plan.version: plan, **{each.version: each for each in others}}

    def terms_of(basis: Basis) -> PlanTerms:
        return PlanTerms(plans[basis.version], basis.time_zone or time_zone)

    clocks = measured(events, terms_of, at(now))
    return Receipt(replace(drawn, plan=plan, client=client, now=at(now), clocks=clocks), plans)


def _event(number: int, entry: Entry, severity: str, plan: Plan) -> TicketEvent:
    when, kind, *more = entry
    facts: dict[str, Fact] = dict(more[0]) if more else {}
    role = "client" if kind in {"opened", "messaged"} else "engineer"
    if kind == "opened":
        place = {"client": "acme", "channel": "C0ACME", "triage": "C0TRIAGE", "requester": "U0ANA"}
        facts = {"severity": severity, "origin": "message", "plan": plan.id, **place, **facts}
    return TicketEvent(142, number, EventKind(kind), at(when), "U1", role, plan.version, facts)


def to(severity: Severity) -> Mapping[str, Fact]:
    return {"severity": severity.value, "source": "staff"}


def busy(turns: int) -> list[Entry]:
    """A ticket that staff and client answer in turn, once an hour of each day, with a wait in between."""
    told: list[Entry] = [("02 09:00", "opened")]
    for turn in range(turns):
        day, minute = 2 + turn // 4, turn % 4 * 15
        told.append((f"{day:02} 10:{minute:02}", "replied"))
        told.append((f"{day:02} 10:{minute + 2:02}", "waited", ON_CLIENT))
        told.append((f"{day:02} 10:{minute + 5:02}", "messaged"))
        told.append((f"{day:02} 10:{minute + 5:02}:00.5", "resumed"))
    return told
