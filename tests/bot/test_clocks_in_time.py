"""Ten hours and thirty days of a ticket: its clocks run, pause, go on and breach as `/ticket why` says.

The moments were worked out by hand. Matai Growth is open from 9 to 18 on workdays in New York, five hours
behind UTC; 11 November 2026 is Veterans Day. Staff read by London's clock, which shows UTC.
"""

import re
from datetime import UTC, datetime
from typing import Final

import pytest

from tests.databases import ON_SQLITE
from tests.live import Live, shown

pytestmark = ON_SQLITE

START: Final = datetime(2026, 11, 2, 13, 0, tzinfo=UTC)


@pytest.fixture
def starts_at() -> datetime:
    """A Monday, an hour before New York opens."""
    return START


async def at(live: Live, moment: str) -> None:
    """Let time go on to a moment of November 2026, in UTC, or of another month of that year."""
    day = moment if moment.count("-") else f"11-{moment}"
    await live.post("clock", to=f"2026-{day.replace(' ', 'T')}:00+00:00")
    await live.settle()


async def clock(live: Live, name: str) -> str:
    """What `/ticket why` says of a clock of the first ticket, on the line that tells how it stands."""
    place = {"user": "sam", "channel": "#triage", "command": "/ticket", "text": "why 1"}
    [said] = (await live.post("command", **place))["responses"]
    return next(line for line in shown(said).splitlines() if f"*{name}*" in line)


async def due(live: Live, name: str) -> str:
    """When a clock is due, as `/ticket why` says."""
    place = {"user": "sam", "channel": "#triage", "command": "/ticket", "text": "why 1"}
    [said] = (await live.post("command", **place))["responses"]
    told = shown(said)
    found = re.search(r"due (\w+, \w+ \d+, \d+, \d\d:\d\d)", told[told.index(f"*{name}*") :])
    return found[1] if found else ""


def stands(told: str, sign: str, hours: int, words: str) -> bool:
    """Whether a clock is told to stand so, to the minute: seconds pass while a test runs."""
    almost = f"{hours - 1} h 59 min" if hours > 1 else "59 min( \\d+ s)?"
    lengths = f"({hours} h|{hours} h 1 min|{almost}|{hours} h \\d+ s)"
    return re.search(f"{sign} .*{words.format(lengths)}", told) is not None


TEN_HOURS: Final = (
    ("02 15:00", "running, {} left", 3, "running, {} left", 8),
    ("02 16:00", "running, {} left", 2, "running, {} left", 7),
    ("02 17:00", "running, {} left", 1, "running, {} left", 6),
    ("02 19:00", "in breach, overdrawn by {}", 1, "running, {} left", 4),
    ("02 22:00", "in breach, overdrawn by {}", 4, "running, {} left", 1),
    ("03 00:00", "in breach, overdrawn by {}", 5, "in breach", 0),
)
"""Of a critical report from before 14:00, when hours begin: first response (4 h), and resolution (9 h)."""


async def test_ten_hours_of_a_critical_ticket_that_nobody_answers(live: Live) -> None:
    await at(live, "02 13:30")
    await live.say("ana", "#acme", "Order processing is not running")
    await live.command("sam", "/ticket", "severity 1 critical")
    for moment, first, first_hours, resolution, hours in TEN_HOURS:
        await at(live, moment)
        told = await clock(live, "First response"), await clock(live, "Resolution")
        late = first.startswith("in breach")
        assert stands(told[0], "🔴" if late else "⏱️", first_hours, first), (moment, told)
        over = resolution.startswith("in breach")
        assert stands(told[1], "🔴" if over else "⏱️", hours, resolution), (moment, told)


async def test_thirty_days_of_a_ticket_that_waits_is_resolved_late_and_opened_again(live: Live) -> None:
    await at(live, "02 15:00")
    await live.advance(seconds=30)  # in the middle of a minute, for seconds pass while a test runs
    ts = await live.say("ana", "#acme", "The export looks odd")
    assert await due(live, "Resolution") == "Mon, Nov 9, 2026, 15:00", "five business days"

    await at(live, "03 17:00")
    await live.say("sam", "#acme", "Which of the columns?", ts)
    assert (await clock(live, "First response")).startswith("✅ ")
    await at(live, "04 15:00")
    await live.command("sam", "/ticket", "wait 1")
    await at(live, "06 14:00")
    assert (await clock(live, "Resolution")).startswith("⏸️ ")

    await at(live, "06 15:00")
    await live.say("ana", "#acme", "The one with the prices", ts)
    assert await due(live, "Resolution") == "Thu, Nov 12, 2026, 15:00", "eighteen hours later, past a holiday"
    await at(live, "12 14:58")
    assert (await clock(live, "Resolution")).startswith("⏱️ ")
    await at(live, "12 15:01")
    assert (await clock(live, "Resolution")).startswith("🔴 ")

    await at(live, "13 17:00")
    await live.command("sam", "/resolve", "1 Rounded as the tax office wants it")
    assert stands(await clock(live, "Resolution"), "❌", 11, "missed by {}")
    await at(live, "16 15:00")
    await live.say("ana", "#acme", "It is still odd", ts)
    assert (await clock(live, "Resolution")).startswith("🔴 ")
    await at(live, "12-02 15:00")
    await live.command("sam", "/resolve", "1 Now for good")
    assert (await clock(live, "Resolution")).startswith("❌ ")
    assert (await clock(live, "First response")).startswith("✅ ")
