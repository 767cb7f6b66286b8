"""A ticket moved to another plan, or to its plan as it stands now; and plans edited under open tickets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Final

import pytest

from bot.domain.targets import Clock
from bot.domain.tickets import Ticket
from bot.sandbox import Sandbox, demo_world
from tests.databases import ON_SQLITE
from tests.live import Live, demo_clients_file, desk, slack

pytestmark = ON_SQLITE

REPORT: Final = "Order processing automation is not running since 7am"
MONDAY: Final = datetime(2026, 11, 23, 15, 0, 5, tzinfo=UTC)
"""10:00 in New York, where Matai is there from 9:00 to 18:00; some seconds on, to be sure of the minute."""
GROWTH: Final = (files("bot") / "plans" / "matai-growth.toml").read_text(encoding="utf-8")
FASTER: Final = GROWTH.replace('first_response = "4h"', 'first_response = "3h"')


@pytest.fixture
async def monday() -> AsyncIterator[Sandbox]:
    async with slack(demo_world().model_copy(update={"starts_at": MONDAY})) as sandbox:
        yield sandbox


@asynccontextmanager
async def bot(sandbox: Sandbox, url: str, folder: Path, growth: str = "") -> AsyncIterator[Live]:
    """A bot at work, with *growth* as the company's own plan `matai-growth`."""
    plans = folder / "plans"
    plans.mkdir(exist_ok=True)
    if growth:
        (plans / "matai-growth.toml").write_text(growth, encoding="utf-8")
    async with desk(sandbox, url, demo_clients_file(folder), plans=plans) as live:
        yield live


@pytest.fixture
async def at_ten(monday: Sandbox, database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    """A bot at work on Monday morning, and a critical ticket of Acme's."""
    async with bot(monday, database_url, tmp_path) as live:
        await report(live, 1)
        yield live


async def report(live: Live, number: int) -> None:
    await live.say("ana", "#acme", REPORT)
    assert (
        await live.command("sam", "/ticket", f"severity {number} critical") == f"#{number} is critical now."
    )


async def replan(live: Live, text: str) -> str:
    return await live.command("sam", "/ticket", f"replan {text}")


async def ticket(live: Live, number: int = 1) -> Ticket:
    async with live.bot.desk.database.reading() as store:
        found = await store.tickets.get(number)
    assert found is not None
    return found


async def first_response(live: Live, number: int) -> str:
    """When the first response is due, in UTC."""
    promises, now = live.bot.desk.promises, live.sandbox.clock.now()
    async with live.bot.desk.database.reading() as store:
        clocks = await promises.clocks(store, await ticket(live, number), now)
    [due_at] = [each.due_at for each in clocks if each.clock is Clock.FIRST_RESPONSE]
    return f"{due_at:%a %H:%M}" if due_at else "never"


async def test_the_answer_says_when_each_clock_was_due_and_when_it_is_due_now(at_ten: Live) -> None:
    # 4 h from 10:00 in New York are over at 14:00, 9 h on Tuesday at 10:00; around the clock 1 h and 24 h.
    assert (await replan(at_ten, "1 aetherlink-enterprise")).splitlines() == [
        "#1 goes by *AetherLink Enterprise* from now on; before, by *Matai Growth*.",
        "*First response:* due Mon, Nov 23, 2026, 19:00 before, due Mon, Nov 23, 2026, 16:00 now",
        "*Resolution:* due Tue, Nov 24, 2026, 15:00, as before",
    ]
    assert (await at_ten.card_lines(1))[-1] == (
        "sam moved the ticket from the plan *Matai Growth* to *AetherLink Enterprise*."
    )
    moved = await ticket(at_ten)
    assert (moved.plan, moved.plan_version) == (
        "aetherlink-enterprise",
        at_ten.bot.desk.promises.plans["aetherlink-enterprise"].version,
    )
    assert await first_response(at_ten, 1) == "Mon 16:00"


async def test_a_clock_that_stands_still_or_was_missed_is_told_as_that(at_ten: Live) -> None:
    await at_ten.command("sam", "/ticket", "wait 1")
    await at_ten.advance(hours=5)
    # A breach stays one, whatever the new plan says.
    assert (await replan(at_ten, "1 matai-transformation")).splitlines()[1:] == [
        "*First response:* missed Mon, Nov 23, 2026, 19:00, as before",
        "*Resolution:* paused, as before",
    ]


async def test_a_clock_that_only_one_of_the_plans_has_is_told_too(at_ten: Live) -> None:
    await at_ten.command("sam", "/ticket", "severity 1 medium")
    told = await replan(at_ten, "1 aetherlink-enterprise")
    # 5 business days of Matai's after Monday 10:00 are Tuesday of next week: Thursday is Thanksgiving.
    assert "*Resolution:* due Tue, Dec 1, 2026, 15:00 before, no due time now" in told


@pytest.mark.parametrize(
    "typed", ["1 matai-growth after-hours", "1 to Matai-Growth with after-hours, after-hours"]
)
async def test_addons_that_are_typed_count_in_place_of_the_clients_own(at_ten: Live, typed: str) -> None:
    told = await replan(at_ten, typed)
    assert told.startswith("#1 goes by *Matai Growth + After-hours support* from now on;")
    assert (await ticket(at_ten)).plan_version.endswith("+after-hours")
    assert "before, by *Matai Growth + After-hours support*." in await replan(at_ten, "1 matai-growth")


async def test_what_cannot_be_done_is_refused_with_what_to_do_instead(at_ten: Live) -> None:
    refused = [
        ("1 matai-growth", "#1 goes by exactly that plan already, as it stands now."),
        ("1 matai-grwth", "`matai-grwth` is no plan that I know. Did you mean `matai-growth`?"),
        ("1", "Say which plan: aetherlink-enterprise, "),
        ("1 matai-growth after-hour", "`after-hour` is no add-on that I know. Did you mean `after-hours`?"),
        ("1 ongoing-support after-hours", "Ongoing Support has no add-ons. Name the plan alone."),
        ("7 matai-growth", "There is no ticket #7."),
    ]
    for typed, said in refused:
        assert said in await replan(at_ten, typed), typed
    await at_ten.command("sam", "/ticket", "resolve 1 Restarted it.")
    assert "#1 is already resolved. To work on it again:" in await replan(at_ten, "1 ongoing-support")
    await at_ten.advance(days=8)
    assert "#1 is closed." in await replan(at_ten, "1 ongoing-support")
    await report(at_ten, 2)
    await at_ten.advance(minutes=6)
    await at_ten.say("ana", "#acme", "And the label printer prints nothing but stripes")
    await at_ten.command("sam", "/ticket", "merge 2 into 3")
    assert "#2 was cancelled." in await replan(at_ten, "2 ongoing-support")
    assert {(await ticket(at_ten, each)).plan for each in (1, 2)} == {"matai-growth"}


async def test_a_plan_file_that_is_edited_under_open_tickets_changes_no_promise_already_made(
    monday: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with bot(monday, database_url, tmp_path, GROWTH) as live:
        await report(live, 1)
        assert await first_response(live, 1) == "Mon 19:00"
        promised = await ticket(live)
    async with bot(monday, database_url, tmp_path, FASTER) as live:
        assert await ticket(live) == promised
        assert await first_response(live, 1) == "Mon 19:00"
        await live.advance(minutes=6)
        await report(live, 2)
        due_at = (await ticket(live, 2)).opened_at + timedelta(hours=3)
        assert await first_response(live, 2) == f"{due_at:%a %H:%M}"
        assert (await replan(live, "1 matai-growth")).splitlines()[:2] == [
            "#1 goes by *Matai Growth* as it stands now; before, by an earlier version.",
            "*First response:* due Mon, Nov 23, 2026, 19:00 before, due Mon, Nov 23, 2026, 18:00 now",
        ]
        assert (await live.card_lines(1))[-1] == (
            "sam moved the ticket to the plan *Matai Growth* as it stands now."
        )
