"""A client's contract ends with a day: said and taken back, told ahead, and at its end to both sides once.

Acme's plan grants five hours a month from the 5th on, in New York; Globex is in Berlin.
"""

import io
import json
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from bot.sandbox import Sandbox, demo_world
from tests.bot.test_billing import drafts, statements
from tests.bot.test_enclosures import content
from tests.bot.test_months import FROM, clients, to, waits_until
from tests.databases import ON_BOTH, ON_SQLITE
from tests.live import Json, Live, desk, shown, slack

pytestmark = ON_SQLITE

NOW: Final = datetime(2027, 1, 20, 15, 0, tzinfo=UTC)
ENDS: Final = (FROM, f"{FROM}\ncontract_to = 2027-02-20")
OVER: Final = "2027-02-21 05:00"
"""The first minute after that day in New York."""


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with slack(demo_world().model_copy(update={"starts_at": NOW})) as sandbox:
        yield sandbox


@pytest.fixture
async def live(sandbox: Sandbox, database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    async with desk(sandbox, database_url, clients(tmp_path)) as live:
        yield live


async def support(live: Live, text: str, user: str = "ada") -> str:
    return await live.command(user, "/support", text)


async def ended(live: Live, channel: str = "#acme") -> list[str]:
    """What the client was told of the end of their contract."""
    return [text for text in await live.texts(channel) if "contract" in text]


async def bundles(live: Live) -> list[Json]:
    return [each for each in await statements(live) if each["files"][0]["name"].endswith(".zip")]


async def final(live: Live) -> list[Json]:
    return [each for each in await statements(live) if "final statement" in each["text"]]


async def test_a_contract_ends_with_its_last_day_and_all_that_there_is_is_handed_over(live: Live) -> None:
    ts = await live.say("ana", "#acme", "The import fails")
    await live.command("sam", "/ticket", "log 1 2h Looked into it")
    await live.command("sam", "/ticket", "kind 1 minor enhancement")
    said = await support(live, "end acme on 2027-02-20")
    assert "ends with Sat, Feb 20, 2027 (America/New_York)" in said
    assert "The client reads so in their channel." in said
    assert "ada has said that the contract of *Acme Orders* ends with Sat" in (await live.told("max"))[-1]
    [agreed] = await ended(live)
    assert "*Your support contract with us ends on Sat, Feb 20, 2027.*" in agreed

    await to(live, "2027-02-06 13:59")
    assert not [text for text in await live.told("max") if "lets it go on" in text]
    await to(live, "2027-02-06 14:00")
    [soon] = [text for text in await live.told("max") if "lets it go on" in text]
    assert "The contract of *Acme Orders* ends with Sat, Feb 20, 2027" in soon
    assert "of their hours expire then" in soon
    assert "1 ticket is still open, and stays so: #1." in soon

    await to(live, "2027-02-21 04:59")
    assert (await ended(live), await bundles(live)) == ([agreed], [])
    await to(live, OVER)
    [statement] = await final(live)
    assert "Feb 5, 2027 \N{EN DASH} Feb 20, 2027" in statement["text"]
    assert "The contract ended on Feb 20, 2027: 8 h that were left have expired." in statement["text"]
    assert [each["name"] for each in statement["files"]] == [
        "statement-acme-2027-02-05.pdf",
        "statement-acme-2027-02-05-internal.csv",
    ]
    [bundle] = await bundles(live)
    assert "1 ticket is still open, and stays so: #1." in bundle["text"]
    packed = zipfile.ZipFile(io.BytesIO(await content(live, bundle["files"][0]["id"])))
    names = {"tickets", "ratings", "hours", "files", "votes", "measurements", "notes"}
    assert set(packed.namelist()) == {
        "acme/about.json",
        *(f"acme/{name}.{kind}" for name in names for kind in ("json", "csv")),
    }
    assert [each["title"] for each in json.loads(packed.read("acme/tickets.json"))] == ["The import fails"]
    assert [each["real_minutes"] for each in json.loads(packed.read("acme/hours.json"))].count(120) >= 1
    [_, over] = await ended(live)
    assert "*Your support contract with us ended on Sat, Feb 20, 2027.*" in over
    assert "each request still reaches our team" in over

    assert "No contract:* it ended on Sat, Feb 20, 2027" in shown(await live.card(1))
    await live.say("ana", "#acme", "It still fails", ts)
    await live.advance(minutes=20)
    await live.say("ana", "#acme", "And the export does too")
    assert "No contract:* it ended on Sat, Feb 20, 2027" in shown(await live.card(2)), (
        "it is a ticket all the same"
    )
    await to(live, "2027-04-21 05:00")
    assert (len(await ended(live)), len(await bundles(live)), len(await final(live))) == (2, 1, 1)


async def test_an_end_that_is_taken_back_or_moved_is_told_at_its_day_alone(live: Live) -> None:
    await support(live, "end acme on 2027-02-20")
    assert "goes on: it does not end on Sat, Feb 20, 2027" in await support(live, "end acme off")
    assert "has no end" in await support(live, "end acme")
    await to(live, "2027-02-22 12:00")
    assert (await bundles(live), await final(live)) == ([], [])
    assert "*Your support contract goes on.*" in (await ended(live))[-1]
    await support(live, "end acme on 2027-03-10")
    assert "change it there too" in await support(live, "end acme on 2027-03-31")
    await to(live, "2027-03-11 12:00")
    assert await bundles(live) == []
    await to(live, "2027-04-01 03:59")
    assert await bundles(live) == []
    await to(live, "2027-04-01 04:00")
    assert len(await bundles(live)) == 1, "clocks have gone forward meanwhile"


async def test_a_contract_that_has_ended_may_go_on_and_end_again(live: Live) -> None:
    await support(live, "end acme on 2027-01-25")
    await to(live, "2027-01-26 05:00")
    assert len(await bundles(live)) == 1
    assert "ended on Mon, Jan 25, 2027" in await support(live, "end acme")
    await support(live, "end acme off")
    await to(live, "2027-02-05 05:00")
    assert "Feb 5" in await live.command("sam", "/hours", "acme"), "months begin again"
    await support(live, "end acme on 2027-02-27")
    await to(live, "2027-02-28 05:00")
    assert (len(await bundles(live)), len(await final(live))) == (2, 2)


@ON_BOTH
async def test_who_says_so_at_short_notice_is_not_told_ahead_too(
    sandbox: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with desk(sandbox, database_url, clients(tmp_path)) as live:
        await support(live, "end acme on 2027-01-25", "max")
    async with desk(sandbox, database_url, clients(tmp_path)) as live:
        await live.settle()
        assert not [text for text in await live.told("max") if "contract" in text]
        await to(live, "2027-01-26 05:00")
        assert len(await bundles(live)) == 1


async def test_the_clients_file_ends_a_contract_too_and_moves_it(
    sandbox: Sandbox, database_url: str, tmp_path: Path
) -> None:
    async with desk(sandbox, database_url, clients(tmp_path, ENDS)) as live:
        await to(live, "2027-02-06 14:00")
        assert len([text for text in await live.told("max") if "lets it go on" in text]) == 1
        assert await ended(live) == []
    later = (FROM, f"{FROM}\ncontract_to = 2027-03-20")
    async with desk(sandbox, database_url, clients(tmp_path, later)) as live:
        await to(live, OVER)
        assert await bundles(live) == []
        await to(live, "2027-03-21 04:00")
        assert len([text for text in await live.told("max") if "lets it go on" in text]) == 2
        assert (len(await bundles(live)), len(await ended(live))) == (1, 1)


async def test_an_end_that_was_slept_through_is_told_late_and_once(
    sandbox: Sandbox, database_url: str, tmp_path: Path
) -> None:
    file = clients(tmp_path, ENDS)
    async with desk(sandbox, database_url, file) as live:
        await live.say("ana", "#acme", "The import fails")
    sandbox.clock.move_to(datetime(2027, 6, 2, 12, tzinfo=UTC))
    for _ in range(2):
        async with desk(sandbox, database_url, file) as live:
            await live.settle()
            assert len(await final(live)) == 1
            [bundle] = await bundles(live)
            assert "(Late: I was not at work then.)" in bundle["text"]
            [told] = await ended(live)
            assert "We are sorry to tell you late." in told
            assert not [text for text in await live.told("max") if "lets it go on" in text]


async def test_of_a_contract_that_ended_long_before_nobody_is_told(
    sandbox: Sandbox, database_url: str, tmp_path: Path
) -> None:
    past = (FROM, f"{FROM}\ncontract_to = 2026-11-20")
    async with desk(sandbox, database_url, clients(tmp_path, past)) as live:
        await to(live, "2027-02-01 12:00")
        assert (await bundles(live), await ended(live)) == ([], [])


async def test_work_after_the_end_is_told_with_its_own_month(
    sandbox: Sandbox, database_url: str, tmp_path: Path
) -> None:
    ends = (FROM, f"{FROM}\ncontract_to = 2027-02-04")
    async with desk(sandbox, database_url, clients(tmp_path, ends)) as live:
        await live.say("ana", "#acme", "The import fails")
        await to(live, "2027-02-10 15:00")
        assert await waits_until(live, "acme") == ""
        await live.command("sam", "/ticket", "kind 1 major enhancement")
        await live.command("sam", "/ticket", "log 1 2h Mended it")
        assert await waits_until(live, "acme") == "2027-03-05 05:00"
        await to(live, "2027-03-05 05:00")
        [draft] = await drafts(live)
        assert "Mended it" in shown(draft)
        told = [each for each in await statements(live) if "month is over" in each["text"]]
        assert len(await final(live)) == 1
        assert "Mar 4, 2027" in told[-1]["text"]
        assert await waits_until(live, "acme") == ""


@ON_BOTH
async def test_a_plan_without_hours_ends_with_a_statement_too(live: Live) -> None:
    await support(live, "end banco-litoral on 2027-01-31")
    await to(live, "2027-02-01 12:00")
    assert len(await bundles(live)) == 1
    [statement] = await final(live)
    assert "The contract ended on Jan 31, 2027." in statement["text"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("end acme on 2027-01-19", "has passed already"),
        ("end acme on christmas", "is no day that I know"),
        ("end acme on 2025-01-01", "has passed already"),
        ("end acme on 2099-01-01", "more than ten years ahead"),
        ("end acme off", "has no end, so there is nothing to take back"),
        ("end acmee on 2027-02-20", "Did you mean `acme`?"),
    ],
)
async def test_what_cannot_be_is_explained(live: Live, text: str, says: str) -> None:
    assert says in await support(live, text)
    assert await ended(live) == []


async def test_a_contract_does_not_end_before_it_begins(
    sandbox: Sandbox, database_url: str, tmp_path: Path
) -> None:
    begins = (FROM, "contract_from = 2027-03-01")
    async with desk(sandbox, database_url, clients(tmp_path, begins)) as live:
        assert "is before the contract begins" in await support(live, "end acme on 2027-02-20")


async def test_engineers_end_nothing_and_see_what_stands(live: Live) -> None:
    for text in ("end acme on 2027-02-20", "end acme off"):
        assert "cannot say when a client's contract ends" in await support(live, text, "sam")
    assert "The contract of *Acme Orders* has no end." in await support(live, "end acme", "sam")


async def test_the_same_day_again_changes_and_tells_nothing(live: Live) -> None:
    await support(live, "end acme on 2027-02-20")
    assert "ends with Sat, Feb 20, 2027" in await support(live, "end acme on 2027-02-20")
    assert len(await ended(live)) == 1


async def test_work_after_the_end_counts_on_no_hours_and_whoever_logs_it_reads_why(live: Live) -> None:
    await live.say("ana", "#acme", "The import fails")
    await support(live, "end acme on 2027-02-20")
    await to(live, OVER)
    await to(live, "2027-02-22 15:00")
    said = await live.command("sam", "/ticket", "log 1 1h Looked once more")
    assert "not covered by the plan, and not billed." in said
    assert "The contract ended on Sat, Feb 20, 2027" in said
    late = await live.command("sam", "/ticket", "log 1 30m on 2027-02-19 Had looked before")
    assert "included, the client pays nothing" in late
    assert "The contract ended" not in late
