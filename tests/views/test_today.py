"""The post of the morning, in words; whatever people wrote, Slack takes it and nobody is notified."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.tickets import Severity, Status
from bot.domain.today import Named, Part, Section
from bot.views.rendered import NOTHING, Rendered
from bot.views.today import Today, what_needs_us
from tests.views.clocked import receipt
from tests.views.kit import HOSTILE, HUGE, NOW, TICKET, alarms, refused, rows, words_of

DAY = date(2026, 11, 23)
CLOCK = receipt(("23 10:00", "opened"), now="23 11:00").scene.clocks[0]
LATE_CLOCK = receipt(("02 10:00", "opened"), now="23 11:00").scene.clocks[0]


def post(*parts: Part, late: bool = False, client: str = "Acme Orders") -> Rendered:
    cards = {142: "https://northwind.slack.com/archives/C0TRIAGE/p1"}
    late_since = NOW - timedelta(hours=3) if late else None
    return what_needs_us(Today(parts, rows({"acme": client}), cards, DAY, late_since))


def part(section: Section, *named: Named, more: int = 0) -> Part:
    return Part(section, named, more)


def test_each_ticket_is_linked_to_its_card_with_why_it_is_named() -> None:
    waiting = replace(TICKET, status=Status.WAITING_ON_CLIENT, assignee="U0SAM", severity=Severity.CRITICAL)
    told = post(
        part(Section.UNCLAIMED, Named(replace(TICKET, assignee=None), CLOCK), more=3),
        part(Section.AT_RISK, Named(replace(TICKET, assignee="U0KIM"), LATE_CLOCK)),
        part(Section.WAITING, Named(waiting, None)),
    )
    lines = told.text.splitlines()
    card = "*<https://northwind.slack.com/archives/C0TRIAGE/p1|#142>* Acme Orders"
    assert lines[0] == "*What needs us today*, Monday, November 23"
    assert [line for line in lines if line.startswith("*")] == [
        lines[0],
        "*Unclaimed*",
        "*At risk*",
        "*Waiting longest*",
    ]
    assert [line.partition(" · ")[0] for line in lines if "|#142>" in line] == [f"🟡 {card}"] * 2 + [
        f"🔴 {card}"
    ]
    assert [line.partition("<")[0] for line in lines if "<!date^" in line] == [
        "opened ",
        "first response was due ",
        "waiting on client since ",
    ]
    assert "· first response by <!date^" in lines[3]
    assert [line.rpartition(" · ")[2] for line in lines if "<!date^" in line][1:] == ["Kim", "Sam"]
    assert "and 3 more: `/ticket list unclaimed` shows them too" in lines
    assert words_of(told) == told.text


def test_what_comes_late_says_so() -> None:
    unclaimed = part(Section.UNCLAIMED, Named(TICKET, CLOCK))
    assert "This comes late: it was due <!date^" in post(unclaimed, late=True).text
    assert "late" not in post(unclaimed).text


def test_where_nothing_needs_us_there_is_no_post() -> None:
    assert post() == post(late=True) == NOTHING


def test_where_not_all_were_looked_at_it_says_so() -> None:
    told = what_needs_us(Today((), rows({}), {}, DAY, None, looked_at=500, left_out=1))
    assert told.text.splitlines()[1:] == [
        (
            "Of 501 tickets that somebody has, the 500 oldest were looked at. "
            "`/ticket list open` shows the others too."
        )
    ]
    assert words_of(told) == told.text


@pytest.mark.parametrize("text", [HUGE, HOSTILE, "", " \n "])
def test_it_is_taken_whatever_people_wrote(text: str) -> None:
    ticket = replace(TICKET, title=text, assignee="U0SAM")
    full = [part(section, *[Named(ticket, CLOCK)] * 5, more=10_000) for section in Section]
    told = post(*full, late=True, client=text)
    assert refused(told) == []
    assert alarms(told) == []
