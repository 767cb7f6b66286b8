"""Shipped plans, tickets of each severity, four moments: every deadline beside a table worked out by hand.

The tables were made from the plans' texts with a calendar on paper, in the plan's own local time, and never
by running the code. In 2026, October begins on a Thursday, November on a Sunday, December on a Tuesday and
July on a Wednesday. The United States are closed on Monday 12 October (Columbus Day) and on Thursday
26 November (Thanksgiving); São Paulo on Thursday 9 July (the state's day), Monday 12 October (Aparecida) and
Friday 20 November (Consciência Negra). Clocks in New York go back on 1 November.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from itertools import product
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from bot.domain.plan_terms import PlanTerms
from bot.domain.simulation import simulate
from bot.domain.sla import measured
from bot.domain.targets import Clock
from bot.domain.tickets import EventKind, Severity, TicketEvent
from bot.services.plans import find_plan, load_plans

MATAI: Final = ("matai-efficiency", "matai-growth", "matai-transformation")
# By the plan's own local time.
OPENED: Final = {
    "open hours": "Mon 23 Nov 10:30",
    "evening": "Tue 24 Nov 20:15",
    "Friday 17:59:59": "Fri 9 Oct 17:59:59",
    "holiday": "Thu 26 Nov 11:00",
}
OPENED_IN_BRAZIL: Final = {
    "open hours": "Thu 19 Nov 10:30",
    "evening": "Wed 8 Jul 20:15",
    "Friday 17:59:59": "Fri 9 Oct 17:59:59",
    "holiday": "Fri 20 Nov 11:00",
}

# A line for each severity, worst first: first response, next response, update, resolution. `-` is not
# promised, `never` is best effort.
DUE: Final[Mapping[str, Mapping[str, str]]] = {
    # Matai: Monday to Friday, 9 to 18, nine hours a day. Critical 4 h, 4 h, 1 day, 9 h; high 24 h, 24 h, 1
    # day, 2 days; medium 48 h, 48 h, 5 days, 5 days; low waits for the check-in call, at ten on the first
    # business day from the 5th: in November Thursday the 5th; 5 December is a Saturday, so Monday the 7th.
    "matai": {
        # Open hours. Monday leaves 7:30. 4 h: 14:30. 9 h: 1:30 of Tuesday. 24 h: Mon 7:30, Tue 16:30, 7:30 of
        # Wednesday. 48 h: Wed 25:30, Fri 34:30, Mon 43:30, 4:30 of Tuesday. Days: Tue, Wed, Fri, Mon, Tue.
        "open hours": """
        Mon 23 Nov 14:30 | Mon 23 Nov 14:30 | Tue 24 Nov 10:30 | Tue 24 Nov 10:30
        Wed 25 Nov 16:30 | Wed 25 Nov 16:30 | Tue 24 Nov 10:30 | Wed 25 Nov 10:30
        Tue 1 Dec 13:30  | Tue 1 Dec 13:30  | Tue 1 Dec 10:30  | Tue 1 Dec 10:30
        Mon 7 Dec 10:00  | -                | -                | never
        """,
        # Evening. From Wednesday at nine, with Thursday closed. 9 h: all of Wednesday. 24 h: Wed 9, Fri 18, 6
        # of Monday. 48 h: Mon 27, Tue 36, Wed 45, 3 of Thursday. Days: Fri, Mon, Tue, Wed, Thu.
        "evening": """
        Wed 25 Nov 13:00 | Wed 25 Nov 13:00 | Fri 27 Nov 09:00 | Wed 25 Nov 18:00
        Mon 30 Nov 15:00 | Mon 30 Nov 15:00 | Fri 27 Nov 09:00 | Mon 30 Nov 09:00
        Thu 3 Dec 12:00  | Thu 3 Dec 12:00  | Thu 3 Dec 09:00  | Thu 3 Dec 09:00
        Mon 7 Dec 10:00  | -                | -                | never
        """,
        # Friday. One second counts, then Monday is closed. 4 h: 3:59:59 of Tuesday. 9 h: 8:59:59 of it. 24 h:
        # Tue 9, Wed 18, 5:59:59 of Thursday. 48 h: Thu 27, Fri 36, Mon 45, 2:59:59 of Tuesday. Days, at the
        # same second of the day: Tue, Wed, Thu, Fri, Mon. October's call was on Monday the 5th.
        "Friday 17:59:59": """
        Tue 13 Oct 12:59:59 | Tue 13 Oct 12:59:59 | Tue 13 Oct 17:59:59 | Tue 13 Oct 17:59:59
        Thu 15 Oct 14:59:59 | Thu 15 Oct 14:59:59 | Tue 13 Oct 17:59:59 | Wed 14 Oct 17:59:59
        Tue 20 Oct 11:59:59 | Tue 20 Oct 11:59:59 | Mon 19 Oct 17:59:59 | Mon 19 Oct 17:59:59
        Thu 5 Nov 10:00     | -                   | -                   | never
        """,
        # Thanksgiving. From Friday at nine. 9 h: all of Friday. 24 h: Fri 9, Mon 18, 6 of Tuesday. 48 h: Tue
        # 27, Wed 36, Thu 45, 3 of Friday. Days: Mon, Tue, Wed, Thu, Fri.
        "holiday": """
        Fri 27 Nov 13:00 | Fri 27 Nov 13:00 | Mon 30 Nov 09:00 | Fri 27 Nov 18:00
        Tue 1 Dec 15:00  | Tue 1 Dec 15:00  | Mon 30 Nov 09:00 | Tue 1 Dec 09:00
        Fri 4 Dec 12:00  | Fri 4 Dec 12:00  | Fri 4 Dec 09:00  | Fri 4 Dec 09:00
        Mon 7 Dec 10:00  | -                | -                | never
        """,
    },
    # AetherLink Enterprise: around the clock. Critical 1 h, 1 h, 4 h, 24 h; high 4 h, 4 h, 72 h; medium 8 h,
    # low 24 h, both resolved with best effort. Plain addition; no clock is changed in these days.
    "aetherlink-enterprise": {
        "open hours": """
        Mon 23 Nov 11:30 | Mon 23 Nov 11:30 | Mon 23 Nov 14:30 | Tue 24 Nov 10:30
        Mon 23 Nov 14:30 | Mon 23 Nov 14:30 | -                | Thu 26 Nov 10:30
        Mon 23 Nov 18:30 | Mon 23 Nov 18:30 | -                | never
        Tue 24 Nov 10:30 | Tue 24 Nov 10:30 | -                | never
        """,
        "evening": """
        Tue 24 Nov 21:15 | Tue 24 Nov 21:15 | Wed 25 Nov 00:15 | Wed 25 Nov 20:15
        Wed 25 Nov 00:15 | Wed 25 Nov 00:15 | -                | Fri 27 Nov 20:15
        Wed 25 Nov 04:15 | Wed 25 Nov 04:15 | -                | never
        Wed 25 Nov 20:15 | Wed 25 Nov 20:15 | -                | never
        """,
        "Friday 17:59:59": """
        Fri 9 Oct 18:59:59  | Fri 9 Oct 18:59:59  | Fri 9 Oct 21:59:59 | Sat 10 Oct 17:59:59
        Fri 9 Oct 21:59:59  | Fri 9 Oct 21:59:59  | -                  | Mon 12 Oct 17:59:59
        Sat 10 Oct 01:59:59 | Sat 10 Oct 01:59:59 | -                  | never
        Sat 10 Oct 17:59:59 | Sat 10 Oct 17:59:59 | -                  | never
        """,
        "holiday": """
        Thu 26 Nov 12:00 | Thu 26 Nov 12:00 | Thu 26 Nov 15:00 | Fri 27 Nov 11:00
        Thu 26 Nov 15:00 | Thu 26 Nov 15:00 | -                | Sun 29 Nov 11:00
        Thu 26 Nov 19:00 | Thu 26 Nov 19:00 | -                | never
        Fri 27 Nov 11:00 | Fri 27 Nov 11:00 | -                | never
        """,
    },
    # AetherLink Professional: Monday to Friday, 8 to 18, ten hours a day. Critical 4 h, 4 h, 4 h, 24 h; high
    # 8 h, 8 h, 72 h; medium 24 h, low 48 h, both resolved with best effort.
    "aetherlink-professional": {
        # Open hours. Monday leaves 7:30. 8 h: 0:30 of Tuesday. 24 h: Mon 7:30, Tue 17:30, 6:30 of Wednesday.
        # 48 h: Wed 27:30, Fri 37:30, Mon 47:30, 0:30 of Tuesday. 72 h: Tue 57:30, Wed 67:30, 4:30 of
        # Thursday.
        "open hours": """
        Mon 23 Nov 14:30 | Mon 23 Nov 14:30 | Mon 23 Nov 14:30 | Wed 25 Nov 14:30
        Tue 24 Nov 08:30 | Tue 24 Nov 08:30 | -                | Thu 3 Dec 12:30
        Wed 25 Nov 14:30 | Wed 25 Nov 14:30 | -                | never
        Tue 1 Dec 08:30  | Tue 1 Dec 08:30  | -                | never
        """,
        # Evening. From Wednesday at eight, with Thursday closed. 24 h: Wed 10, Fri 20, 4 of Monday. 48 h: Mon
        # 30, Tue 40, 8 of Wednesday. 72 h: Wed 50, Thu 60, Fri 70, 2 of Monday.
        "evening": """
        Wed 25 Nov 12:00 | Wed 25 Nov 12:00 | Wed 25 Nov 12:00 | Mon 30 Nov 12:00
        Wed 25 Nov 16:00 | Wed 25 Nov 16:00 | -                | Mon 7 Dec 10:00
        Mon 30 Nov 12:00 | Mon 30 Nov 12:00 | -                | never
        Wed 2 Dec 16:00  | Wed 2 Dec 16:00  | -                | never
        """,
        # Friday. One second counts, then from Tuesday at eight. 24 h: Tue 10, Wed 20, 3:59:59 of Thursday. 48
        # h: Thu 30, Fri 40, 7:59:59 of Monday. 72 h: Mon 50, Tue 60, Wed 70, 1:59:59 of Thursday.
        "Friday 17:59:59": """
        Tue 13 Oct 11:59:59 | Tue 13 Oct 11:59:59 | Tue 13 Oct 11:59:59 | Thu 15 Oct 11:59:59
        Tue 13 Oct 15:59:59 | Tue 13 Oct 15:59:59 | -                   | Thu 22 Oct 09:59:59
        Thu 15 Oct 11:59:59 | Thu 15 Oct 11:59:59 | -                   | never
        Mon 19 Oct 15:59:59 | Mon 19 Oct 15:59:59 | -                   | never
        """,
        # Thanksgiving. From Friday at eight. 24 h: Fri 10, Mon 20, 4 of Tuesday. 48 h: Tue 30, Wed 40, 8 of
        # Thursday. 72 h: Thu 50, Fri 60, Mon 70, 2 of Tuesday.
        "holiday": """
        Fri 27 Nov 12:00 | Fri 27 Nov 12:00 | Fri 27 Nov 12:00 | Tue 1 Dec 12:00
        Fri 27 Nov 16:00 | Fri 27 Nov 16:00 | -                | Tue 8 Dec 10:00
        Tue 1 Dec 12:00  | Tue 1 Dec 12:00  | -                | never
        Thu 3 Dec 16:00  | Thu 3 Dec 16:00  | -                | never
        """,
    },
    # AetherLink Starter: the same hours, so the same sums. Critical 8 h, 8 h, 8 h, 24 h; high 24 h, 24 h, 72
    # h; medium 48 h, low 72 h, both resolved with best effort.
    "aetherlink-starter": {
        "open hours": """
        Tue 24 Nov 08:30 | Tue 24 Nov 08:30 | Tue 24 Nov 08:30 | Wed 25 Nov 14:30
        Wed 25 Nov 14:30 | Wed 25 Nov 14:30 | -                | Thu 3 Dec 12:30
        Tue 1 Dec 08:30  | Tue 1 Dec 08:30  | -                | never
        Thu 3 Dec 12:30  | Thu 3 Dec 12:30  | -                | never
        """,
        "evening": """
        Wed 25 Nov 16:00 | Wed 25 Nov 16:00 | Wed 25 Nov 16:00 | Mon 30 Nov 12:00
        Mon 30 Nov 12:00 | Mon 30 Nov 12:00 | -                | Mon 7 Dec 10:00
        Wed 2 Dec 16:00  | Wed 2 Dec 16:00  | -                | never
        Mon 7 Dec 10:00  | Mon 7 Dec 10:00  | -                | never
        """,
        "Friday 17:59:59": """
        Tue 13 Oct 15:59:59 | Tue 13 Oct 15:59:59 | Tue 13 Oct 15:59:59 | Thu 15 Oct 11:59:59
        Thu 15 Oct 11:59:59 | Thu 15 Oct 11:59:59 | -                   | Thu 22 Oct 09:59:59
        Mon 19 Oct 15:59:59 | Mon 19 Oct 15:59:59 | -                   | never
        Thu 22 Oct 09:59:59 | Thu 22 Oct 09:59:59 | -                   | never
        """,
        "holiday": """
        Fri 27 Nov 16:00 | Fri 27 Nov 16:00 | Fri 27 Nov 16:00 | Tue 1 Dec 12:00
        Tue 1 Dec 12:00  | Tue 1 Dec 12:00  | -                | Tue 8 Dec 10:00
        Thu 3 Dec 16:00  | Thu 3 Dec 16:00  | -                | never
        Tue 8 Dec 10:00  | Tue 8 Dec 10:00  | -                | never
        """,
    },
    # Ongoing Support: around the clock, resolved with best effort. Critical 1 h, 1 h, update each 4 h; high 4
    # h, 4 h, update each day of 24 h; medium 8 h, low 24 h. Plain addition.
    "ongoing-support": {
        "open hours": """
        Mon 23 Nov 11:30 | Mon 23 Nov 11:30 | Mon 23 Nov 14:30 | never
        Mon 23 Nov 14:30 | Mon 23 Nov 14:30 | Tue 24 Nov 10:30 | never
        Mon 23 Nov 18:30 | Mon 23 Nov 18:30 | -                | never
        Tue 24 Nov 10:30 | Tue 24 Nov 10:30 | -                | never
        """,
        "evening": """
        Tue 24 Nov 21:15 | Tue 24 Nov 21:15 | Wed 25 Nov 00:15 | never
        Wed 25 Nov 00:15 | Wed 25 Nov 00:15 | Wed 25 Nov 20:15 | never
        Wed 25 Nov 04:15 | Wed 25 Nov 04:15 | -                | never
        Wed 25 Nov 20:15 | Wed 25 Nov 20:15 | -                | never
        """,
        "Friday 17:59:59": """
        Fri 9 Oct 18:59:59  | Fri 9 Oct 18:59:59  | Fri 9 Oct 21:59:59  | never
        Fri 9 Oct 21:59:59  | Fri 9 Oct 21:59:59  | Sat 10 Oct 17:59:59 | never
        Sat 10 Oct 01:59:59 | Sat 10 Oct 01:59:59 | -                   | never
        Sat 10 Oct 17:59:59 | Sat 10 Oct 17:59:59 | -                   | never
        """,
        "holiday": """
        Thu 26 Nov 12:00 | Thu 26 Nov 12:00 | Thu 26 Nov 15:00 | never
        Thu 26 Nov 15:00 | Thu 26 Nov 15:00 | Fri 27 Nov 11:00 | never
        Thu 26 Nov 19:00 | Thu 26 Nov 19:00 | -                | never
        Fri 27 Nov 11:00 | Fri 27 Nov 11:00 | -                | never
        """,
    },
    # Macktez promises no time at all: whatever is opened when, nothing is ever due.
    "macktez-managed": dict.fromkeys(OPENED, 4 * "\nnever | - | - | never"),
    # Apêndice B, in São Paulo: Monday to Friday, 9 to 18. The first contact within one business day, whatever
    # the severity; critical ones are updated each 4 h; resolved with best effort.
    "apendice-b": {
        # Open hours: the Friday after it is closed, so one day later is Monday.
        "open hours": (
            "Mon 23 Nov 10:30 | - | Thu 19 Nov 14:30 | never" + 3 * "\nMon 23 Nov 10:30 | - | - | never"
        ),
        # Evening before the state's day: from Friday at nine, and one day later is Monday at nine.
        "evening": (
            "Mon 13 Jul 09:00 | - | Fri 10 Jul 13:00 | never" + 3 * "\nMon 13 Jul 09:00 | - | - | never"
        ),
        # Friday before Aparecida: Tuesday is the next business day, and has 3:59:59 of the four hours.
        "Friday 17:59:59": (
            "Tue 13 Oct 17:59:59 | - | Tue 13 Oct 12:59:59 | never"
            + 3 * "\nTue 13 Oct 17:59:59 | - | - | never"
        ),
        # Consciência Negra: from Monday at nine, and one day later is Tuesday at nine.
        "holiday": (
            "Tue 24 Nov 09:00 | - | Mon 23 Nov 13:00 | never" + 3 * "\nTue 24 Nov 09:00 | - | - | never"
        ),
    },
}
CASES: Final = [
    pytest.param(plan, moment, severity, id=f"{plan}, {severity}, {moment}")
    for group, moments in DUE.items()
    for plan in (MATAI if group == "matai" else (group,))
    for moment in moments
    for severity in Severity
]


@cache
def promised(plan: str) -> PlanTerms:
    found = find_plan(plan, None)
    return PlanTerms(found, found.time_zone)


def by_hand(plan: str, moment: str, severity: Severity) -> list[str]:
    lines = DUE["matai" if plan in MATAI else plan][moment].strip().splitlines()
    return [cell.strip() for cell in lines[list(Severity).index(severity)].split("|")]


def opened_at(plan: str, moment: str, zone: ZoneInfo) -> datetime:
    written = (OPENED_IN_BRAZIL if plan == "apendice-b" else OPENED)[moment]
    form = "%a %d %b %H:%M:%S %Y" if written.count(":") > 1 else "%a %d %b %H:%M %Y"
    found = datetime.strptime(f"{written} 2026", form).replace(tzinfo=zone)
    assert local(found, zone) == written, "the day of the week is right"
    return found


def local(at: datetime, zone: ZoneInfo) -> str:
    wall = at.astimezone(zone)
    assert wall.microsecond == 0
    return f"{wall:%a} {wall.day} {wall:%b %H:%M}{f':{wall:%S}' if wall.second else ''}"


def events(severity: Severity, plan: str, moments: Iterable[tuple[EventKind, datetime]]) -> list[TicketEvent]:
    facts = {"severity": severity.value, "origin": "message", "plan": plan}
    return [
        TicketEvent(
            142, number, kind, at, "U1", _ROLES.get(kind, "client"), "v1", {} if number > 1 else facts
        )
        for number, (kind, at) in enumerate(moments, start=1)
    ]


_ROLES: Final = {EventKind.REPLIED: "engineer"}
EARLIER: Final = timedelta(hours=1)


def starting(clock: Clock, at: datetime) -> list[tuple[EventKind, datetime]]:
    """What has to happen on a ticket for a clock to start at a moment."""
    opened, answered = (EventKind.OPENED, at - EARLIER), (EventKind.REPLIED, at - EARLIER / 2)
    return {
        Clock.FIRST_RESPONSE: [(EventKind.OPENED, at)],
        Clock.NEXT_RESPONSE: [opened, answered, (EventKind.MESSAGED, at)],
        Clock.UPDATE: [opened, (EventKind.REPLIED, at)],
        Clock.RESOLUTION: [(EventKind.OPENED, at)],
    }[clock]


@pytest.mark.parametrize(("plan", "moment", "severity"), CASES)
def test_every_clock_of_a_ticket_is_due_as_worked_out_by_hand(
    plan: str, moment: str, severity: Severity
) -> None:
    terms = promised(plan)
    zone = ZoneInfo(terms.time_zone)
    start, found = opened_at(plan, moment, zone), []
    for clock in Clock:
        log = events(severity, plan, starting(clock, start))
        last = [each for each in measured(log, lambda _: terms, start) if each.clock is clock][-1]
        assert last.started_at == start
        due = local(last.due_at, zone) if last.due_at else "never"
        found.append(due if last.is_promised else "-")
    assert found == by_hand(plan, moment, severity)


@pytest.mark.parametrize(("plan", "moment", "severity"), CASES)
def test_a_sample_ticket_is_due_as_worked_out_by_hand(plan: str, moment: str, severity: Severity) -> None:
    terms = promised(plan)
    zone = ZoneInfo(terms.time_zone)
    sample = simulate(terms, severity, opened_at(plan, moment, zone))
    found = {each.clock: local(each.due_at, zone) if each.due_at else "never" for each in sample.clocks}
    assert [found.get(clock, "-") for clock in Clock] == by_hand(plan, moment, severity)


def test_every_shipped_plan_has_four_moments_for_each_severity() -> None:
    cases = {(plan, moment, severity) for plan, moment, severity in (each.values for each in CASES)}
    assert cases == set(product(load_plans(None), OPENED, Severity))
