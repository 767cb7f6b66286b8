"""Hourly work for which the plan names no rate: what is missing is said with where to set it, and can be.

Acme is under Macktez here, whose after-hours incidents are billed by the hour at no rate that it names.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from tests.bot.test_billing import JANUARY, OVER, at, drafts, statements, table
from tests.bot.walks import FRIDAY, friday
from tests.bot.walks import at as go_to
from tests.databases import ON_BOTH, ON_SQLITE
from tests.live import Live, demo_clients_file, desk, shown, slack

pytestmark = ON_SQLITE

PLAN: Final = ('plan = "matai-growth"', 'plan = "macktez-managed"')
RATE: Final = 'hourly_rate = { cents = 15000, currency = "USD" }'
WHERE: Final = "`hourly_rate` of `acme` in the clients file"


def clients(folder: Path, *, rate: bool) -> Path:
    path = demo_clients_file(folder)
    change = f"{PLAN[1]}\n{RATE}" if rate else PLAN[1]
    text = path.read_text(encoding="utf-8")
    assert PLAN[0] in text
    path.write_text(text.replace(PLAN[0], change), encoding="utf-8")
    return path


@asynccontextmanager
async def worked(url: str, folder: Path, *, rate: bool) -> AsyncIterator[Live]:
    """An hour of an incident after hours."""
    async with slack(friday()) as sandbox, desk(sandbox, url, clients(folder, rate=rate)) as live:
        await go_to(live, FRIDAY)
        await live.say("ana", "#acme", "The server is down")
        await live.command("sam", "/ticket", "log 1 1h on 2026-11-19 after hours Mended the server")
        yield live


async def month_over(live: Live) -> str:
    return next(str(each["text"]) for each in await statements(live) if "month is over" in each["text"])


async def test_a_line_without_a_price_says_what_to_set_and_where(database_url: str, tmp_path: Path) -> None:
    async with worked(database_url, tmp_path, rate=False) as live:
        await at(live, OVER)
        said = shown((await drafts(live))[0])
        assert "*no price set*" in said
        for text in (said, await month_over(live)):
            assert "1 line has no price" in text
            assert WHERE in text
            assert "in the plan's file `macktez-managed.toml`" in text


@ON_BOTH
async def test_of_a_client_who_took_another_plan_since_the_file_of_the_works_own_plan_is_named(
    database_url: str, tmp_path: Path
) -> None:
    async with worked(database_url, tmp_path, rate=False) as live:
        await live.command("max", "/support", "plan acme to ongoing-support")
        said = await live.command("sam", "/hours", "statement acme 2026-11")
        assert "in the plan's file `macktez-managed.toml`" in said
        assert "ongoing-support.toml" not in said
        await at(live, OVER)
        said = shown((await drafts(live))[0])
        assert "in the plan's file `macktez-managed.toml`" in said
        await live.press("max", (await drafts(live))[0], "mark_billed")
        said = shown((await drafts(live))[0])
        assert "*no price set*" in said
        assert "Set it" not in said, "it is on the invoice by now"


async def test_the_clients_file_names_the_rate_and_work_is_priced(database_url: str, tmp_path: Path) -> None:
    async with worked(database_url, tmp_path, rate=True) as live:
        await at(live, OVER)
        said = shown((await drafts(live))[0])
        assert "1 h at $150.00 an hour: *$150.00*" in said
        assert "no price" not in said
        assert "*$150.00*" in await month_over(live)


async def test_a_plan_without_hours_is_taken_without_a_word_on_what_is_left(
    database_url: str, tmp_path: Path
) -> None:
    async with worked(database_url, tmp_path, rate=False) as live:
        said = await live.command("max", "/support", "plan acme to ongoing-support")
        assert "is under *Ongoing Support* now" in said
        assert "are left" not in said


async def test_a_rate_that_is_named_later_prices_what_is_not_billed_yet(
    database_url: str, tmp_path: Path
) -> None:
    async with slack(friday()) as sandbox:
        async with desk(sandbox, database_url, clients(tmp_path, rate=False)) as live:
            await go_to(live, FRIDAY)
            await live.say("ana", "#acme", "The server is down")
            await live.command("sam", "/ticket", "log 1 1h on 2026-11-19 after hours Mended the server")
            await at(live, OVER)
        async with desk(sandbox, database_url, clients(tmp_path, rate=True)) as live:
            await at(live, "2026-12-07T12:00-05:00")
            await live.command("sam", "/ticket", "log 1 30m on 2026-12-06 after hours Looked again")
            await at(live, JANUARY)
            assert "*Total: $225.00*" in shown((await drafts(live))[-1])
            [*_, last] = [each for each in await statements(live) if "month is over" in each["text"]]
            amounts = [each["Amount"] for each in await table(live, last, "invoice")]
            assert amounts == ["150.00", "75.00", "225.00"]


async def test_the_client_is_told_the_price_before_the_work(database_url: str, tmp_path: Path) -> None:
    async with worked(database_url, tmp_path, rate=True) as live:
        ts = str((await live.messages("#acme"))[-1]["ts"])
        await live.command("sam", "/ticket", "kind 1 service request")
        assert any("$150" in text for text in await live.texts("#acme", ts))


async def test_an_estimate_asks_for_the_rate_that_was_agreed_with_the_client(
    database_url: str, tmp_path: Path
) -> None:
    async with worked(database_url, tmp_path, rate=True) as live:
        ts = str((await live.messages("#acme"))[-1]["ts"])
        await live.command("sam", "/ticket", "kind 1 service request")
        assert await live.command("sam", "/ticket", "estimate 1") == ""
        assert "Leave it empty for the $150.00 an hour agreed with Acme" in shown(await live.view("sam"))
        await live.command("sam", "/ticket", "estimate 1 2h Set up a server")
        assert "*2 h, $300.00 ($150.00 an hour)*" in (await live.texts("#acme", ts))[-1]
        await live.command("sam", "/ticket", "estimate 1 2h at 90/h Set up a server")
        assert "*2 h, $180.00 ($90.00 an hour)*" in (await live.texts("#acme", ts))[-1]


async def test_without_any_rate_an_estimate_says_that_one_is_missing(
    database_url: str, tmp_path: Path
) -> None:
    async with worked(database_url, tmp_path, rate=False) as live:
        await live.command("sam", "/ticket", "kind 1 service request")
        said = await live.command("sam", "/ticket", "estimate 1 2h Set up a server")
        assert "Neither the plan nor the clients file names a rate" in said


async def test_a_draft_says_what_went_beyond_the_hours_of_a_flat_fee(
    database_url: str, tmp_path: Path
) -> None:
    async with worked(database_url, tmp_path, rate=True) as live:
        ts = str((await live.messages("#acme"))[-1]["ts"])
        await live.command("sam", "/ticket", "kind 1 service request")
        await live.command("sam", "/ticket", "estimate 1 2h $500 flat A laptop")
        [*_, asked] = await live.replies("#acme", ts)
        await live.press("ana", asked, "approve")
        await live.advance(minutes=2)
        await live.command("sam", "/ticket", "log 1 2h45 Set it up")
        await at(live, OVER)
        said = shown((await drafts(live))[0])
        assert "flat fee for 3 h 45 min of work: *$500.00*" in said
        assert "Ticket #1 took 45 min more than the 2 h of its flat fee" in said
