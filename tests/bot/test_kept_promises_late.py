"""A bot that was off while a ticket's moments passed: what it says of them after all, once, as late.

The tables were worked out by hand; `tests.bot.test_kept_promises` has what is posted where it stays on.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from bot.sandbox import Sandbox, demo_world
from tests.bot.away import bot
from tests.bot.walks import STARTS_AT, Post, as_told, at, moment, posts, report, with_mornings
from tests.databases import ON_SQLITE
from tests.live import slack

pytestmark = ON_SQLITE


@pytest.fixture
async def world() -> AsyncIterator[Sandbox]:
    """A local Slack on a Friday, shortly before the plan of Acme closes."""
    async with slack(demo_world().model_copy(update={"starts_at": STARTS_AT})) as sandbox:
        yield sandbox


BEFORE: Final = [
    Post("Fri 17:30", "client", "Ticket #1 is open."),
    Post("Fri 17:30", "triage", "medium · new · unclaimed · Order processing is not running"),
    Post("Fri 17:30", "card", "ana chose *critical*."),
    Post("Fri 17:30", "card", "escalated to *L1*, 1 of 4: ", "sam"),
    Post("Fri 17:45", "card", "escalated to *L1*, 2 of 4: ", "sam"),
    Post("Fri 18:00", "card", "escalated to *L1*, 3 of 4: ", "sam"),
    Post("Fri 18:15", "card", "escalated to *L1*, 4 of 4: ", "sam"),
    Post("Mon 10:30", "card", "50 % of the time for the *first response*"),
    Post("Mon 10:30", "card", "escalated to *L2*, 1 of 3: ", "sam"),
]
"""60 % of the four hours are over on Monday at 10:54."""
AFTER: Final = [
    Post("Mon 15:15", "card", "75 % of the time for the *resolution*", "kim"),
    Post("Mon 16:36", "card", "90 % of the time for the *resolution*", "kim"),
    Post("Mon 17:30", "card", "*resolution* breached", "kim max"),
]
PAST_THE_BREACH: Final = [
    *BEFORE,
    Post("Mon 13:30", "client", "we expect to answer by Mon, Nov 23, 2026, 15:30."),
    Post("Mon 13:30", "card", "50 % of the time for the *resolution*", "", "late"),
    Post("Mon 13:30", "card", "*first response* breached", "kim", "late"),
    Post("Mon 13:30", "card", "escalated to *L3*: ", "max sam", "late"),
    *AFTER,
]
"""Of the first response the breach alone is told, of the levels the highest; the resolution is at 50 %."""
PAST_TWO_WARNINGS: Final = [
    *BEFORE,
    Post("Mon 12:10", "card", "90 % of the time for the *first response*", "kim max", "late"),
    Post("Mon 12:10", "card", "escalated to *L2*, 2 of 3: ", "sam", "late"),
    Post("Mon 12:30", "client", "we expect to answer by Mon, Nov 23, 2026, 14:30."),
    Post("Mon 12:30", "card", "*first response* breached", "kim"),
    Post("Mon 12:30", "card", "escalated to *L3*: ", "max sam"),
    Post("Mon 13:00", "card", "50 % of the time for the *resolution*"),
    *AFTER,
]
"""At 75 and 90 % it was off, and when L2 should have been told for the second and the third time."""


@pytest.mark.parametrize(
    ("on_again", "table"),
    [("23 13:30", PAST_THE_BREACH), ("23 12:10", PAST_TWO_WARNINGS)],
    ids=["past the breach", "past two warnings and two repeats"],
)
async def test_what_passed_while_it_was_off_is_told_once_and_late_and_only_the_highest(
    world: Sandbox, database_url: str, tmp_path: Path, on_again: str, table: list[Post]
) -> None:
    async with bot(world, database_url, tmp_path) as live:
        await report(live, "critical")
        await at(live, "23 10:54")
    world.clock.move_to(moment(on_again))
    async with bot(world, database_url, tmp_path) as live:
        await live.settle()
        told = await posts(live)
        assert len(told) > len(BEFORE) + 1, "it says so as soon as it is there"
        expected = with_mornings(table, "Mon")[: len(told)]
        assert as_told(told, expected) == expected
    async with bot(world, database_url, tmp_path) as live:
        await at(live, "25 09:00")
        found = await posts(live)
    expected = with_mornings(table, "Mon", "Tue", "Wed")
    assert as_told(found, expected) == expected
