"""Digests that come by themselves: as plans promise and managers set, once each, and never where not.

Acme's plan promises a weekly summary on Fridays at 15:00 (20:00 UTC) and a report on the first of the month
at 9:00 (14:00 UTC); Banco Litoral's plan promises none. It is Monday, November 9, 2026, at first.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from bot.domain.digests import Reader, Wanted
from bot.domain.notices import Timer, Words
from bot.domain.report_periods import PeriodUnit, last_whole
from bot.sandbox import Sandbox, demo_world
from bot.services.digest_notices import Sending, digest_notice
from bot.services.digest_schedules import digests_due
from bot.services.digest_timers import DIGEST
from tests.bot.test_setup import join
from tests.databases import ON_BOTH, ON_SQLITE
from tests.live import Live, demo_clients_file, desk, slack

pytestmark = ON_SQLITE

MONDAY: Final = datetime(2026, 11, 9, 15, 0, tzinfo=UTC)
SUMMARY: Final = "*Weekly summary: "


class _UndoneError(Exception):
    """Lets nothing of a transaction stay."""


@pytest.fixture
def starts_at() -> datetime:
    return MONDAY


@asynccontextmanager
async def monday() -> AsyncIterator[Sandbox]:
    async with slack(demo_world().model_copy(update={"starts_at": MONDAY})) as sandbox:
        yield sandbox


async def at(live: Live, moment: str) -> None:
    """Let time go on to a moment of 2026, in UTC."""
    await live.post("clock", to=f"2026-{moment.replace(' ', 'T')}:00+00:00")
    await live.settle()


async def heads(live: Live, channel: str = "#acme") -> list[str]:
    """The first lines of the digests in a channel."""
    known = (SUMMARY, "*Performance report: ", "*Digest of ", "*Sua semana", "*Your week")
    return [text.splitlines()[0] for text in await live.texts(channel) if text.startswith(known)]


async def test_a_client_gets_what_its_plan_promises_under_the_plans_own_name(live: Live) -> None:
    await at(live, "11-13 19:59")
    assert await heads(live) == []
    await at(live, "11-13 20:01")
    assert await heads(live) == ["*Weekly summary: Nov 6 – 12, 2026*"]  # noqa: RUF001 - as dates are written
    await at(live, "12-01 14:01")
    assert [head.partition(":")[0] for head in await heads(live)] == ["*Weekly summary"] * 3 + [
        "*Performance report"
    ]
    assert await heads(live, "#banco-litoral") == []
    assert await heads(live, "#triage") == []


@ON_BOTH
async def test_managers_set_another_day_and_another_zone(live: Live) -> None:
    said = await live.command("max", "/digest", "schedule acme weekly tue 8:00 Europe/Lisbon")
    assert "each Tuesday at 08:00 (Europe/Lisbon)" in said
    assert "next: Tue, Nov 10, 2026, 08:00" in said
    await at(live, "11-10 08:01")
    assert await heads(live) == ["*Weekly summary: Nov 3 – 9, 2026*"]  # noqa: RUF001
    await at(live, "11-13 20:01")
    assert len(await heads(live)) == 1, "the plan's own day is no more"
    assert "each Friday at 15:00" in await live.command("max", "/digest", "schedule acme plan")
    await at(live, "11-20 20:01")
    assert len(await heads(live)) == 2


async def test_another_hour_of_a_day_that_had_its_digest_brings_one_when_it_was_promised(live: Live) -> None:
    await at(live, "11-13 20:01")
    assert len(await heads(live)) == 1
    said = await live.command("max", "/digest", "schedule acme weekly fri 15:30")
    assert "next: Fri, Nov 13, 2026, 15:30" in said
    await at(live, "11-13 20:31")
    assert len(await heads(live)) == 2


async def test_what_is_switched_off_comes_no_more(live: Live) -> None:
    assert "None comes by itself." in await live.command("max", "/digest", "schedule off", "#acme")
    await at(live, "12-08 20:01")
    assert await heads(live) == []


async def test_a_client_whose_plan_promises_none_can_have_one_in_its_language(live: Live) -> None:
    await live.command("max", "/digest", "schedule banco-litoral weekly mon 9:00")
    await at(live, "11-16 12:01")
    assert await heads(live, "#banco-litoral") == [
        "*Sua semana de suporte, 9 – 15 de nov. de 2026*"  # noqa: RUF001
    ]


@ON_BOTH
async def test_a_triage_channel_reads_of_all_clients(live: Live) -> None:
    assert "None comes by itself." in await live.command("max", "/digest", "schedule")
    said = await live.command("max", "/digest", "schedule weekly mon 9:00 Europe/Lisbon")
    assert said.startswith("Done. Digests of all clients now come to <#")
    await at(live, "11-16 09:01")
    assert await heads(live, "#triage") == ["*Digest of all clients: Nov 9 – 15, 2026*"]  # noqa: RUF001
    assert len(await heads(live)) == 1, "Acme had its own on Friday"


async def test_what_cannot_be_used_is_explained_and_changes_nothing(live: Live) -> None:
    assert "is no day of the week" in await live.command("max", "/digest", "schedule weekly soon 9:00")
    assert "Say on which day of the week" in await live.command("max", "/digest", "schedule weekly")
    assert "Say on which day of the month" in await live.command("max", "/digest", "schedule monthly")
    await live.post("channel", name="acme-labs", client_team="Acme Orders")
    await live.settle()
    for text in ("schedule", "schedule weekly mon 9:00", "here"):
        said = await live.command("max", "/digest", text, "#acme-labs")
        assert "neither a client's channel nor" in said, text
    assert "None comes by itself." in await live.command("max", "/digest", "schedule")


async def test_after_weeks_away_the_latest_alone_is_told_and_says_that_it_is_late(
    database_url: str, tmp_path: Path
) -> None:
    async with monday() as sandbox:
        clients = demo_clients_file(tmp_path)
        async with desk(sandbox, database_url, clients) as live:
            await live.settle()
        sandbox.clock.move_to(datetime(2026, 11, 28, 12, 0, tzinfo=UTC))
        for _ in range(2):
            async with desk(sandbox, database_url, clients) as live:
                await live.settle()
                assert await heads(live) == ["*Weekly summary: Nov 20 – 26, 2026*"]  # noqa: RUF001
                shown = str((await live.messages("#acme"))[-1]["blocks"])
                assert "This comes late: it was due Fri, Nov 27, 2026, 15:00." in shown
        async with desk(sandbox, database_url, clients) as live:
            await at(live, "12-04 20:01")
            assert len(await heads(live)) == 3, "with the report of the month"
            assert "late" not in str((await live.messages("#acme"))[-1]["blocks"])


async def test_a_restart_tells_nothing_twice_and_leaves_the_moment_where_it_is(
    database_url: str, tmp_path: Path
) -> None:
    async with monday() as sandbox:
        clients = demo_clients_file(tmp_path)
        for moment, expected in (
            ("11-13 19:59", 0),
            ("11-13 20:01", 1),
            ("11-14 15:00", 1),
            ("11-20 20:01", 2),
        ):
            async with desk(sandbox, database_url, clients) as live:
                await at(live, moment)
                assert len(await heads(live)) == expected, moment


async def test_a_client_that_was_set_up_after_its_moment_waits_for_the_next(live: Live) -> None:
    await at(live, "11-13 21:00")
    before = len(await heads(live))
    await live.command("max", "/support", "setup", channel="#banco-litoral")
    assert (await live.submit("max", plan="matai-growth", time_zone="America/New_York"))["ok"]
    await live.advance(hours=1)
    assert await heads(live, "#banco-litoral") == []
    await at(live, "11-20 20:01")
    assert len(await heads(live, "#banco-litoral")) == 1
    assert len(await heads(live)) == before + 1


async def test_a_time_that_was_paused_throughout_is_not_told_of(live: Live) -> None:
    await live.command("max", "/support", "pause acme 1 month")
    await at(live, "11-14 00:00")
    assert len(await heads(live)) == 1, "a part of that week was before the pause"
    await at(live, "12-07 00:00")
    assert [head[:20] for head in await heads(live)] == ["*Weekly summary: Nov", "*Performance report:"]


async def test_a_contract_that_has_ended_is_told_of_once_more(live: Live) -> None:
    async with live.bot.desk.database.transaction() as store:
        client = await store.clients.get("acme")
        assert client is not None
        await store.clients.put(replace(client, contract_to=date(2026, 11, 11)))
    await at(live, "11-28 00:00")
    assert [head[:23] for head in await heads(live)] == ["*Weekly summary: Nov 6 "]


async def test_an_archived_channel_gets_nothing_then_or_later(live: Live) -> None:
    await live.post("channel", name="acme", archived=True)
    await live.settle()
    await at(live, "11-13 20:01")
    await live.post("channel", name="acme", archived=False)
    await live.settle()
    await live.advance(hours=1)
    assert await heads(live) == []
    await at(live, "11-20 20:01")
    assert len(await heads(live)) == 1


@ON_BOTH
async def test_where_outsiders_would_read_of_clients_nothing_is_told(live: Live) -> None:
    await live.command("max", "/digest", "schedule weekly mon 9:00 UTC")
    await join(live, "#triage", "gus")
    await at(live, "11-16 09:01")
    assert await heads(live, "#triage") == []
    assert "would read of your clients" in await live.command("max", "/digest", "here")


@ON_BOTH
async def test_a_triage_channel_keeps_its_digests_under_a_new_id(live: Live) -> None:
    await live.command("max", "/digest", "schedule weekly mon 9:00 UTC")
    await live.say("ana", "#acme", "The export looks odd")
    old = (await live.messages("#triage"))[0]["channel"]
    event = {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": "C0NEW"}
    await live.post("event", event=event)
    await live.settle()
    live.sandbox.clock.move_to(MONDAY + timedelta(days=7))
    await live.bot.tick()
    async with live.bot.desk.database.reading() as store:
        assert await store.timers.armed("digest:C0NEW") is not None
        assert await store.outbox.coming("digest:C0NEW:weekly:2026-11-16T09:00") is not None


@pytest.mark.parametrize(
    ("waiting", "held_hours", "comes"),
    [
        pytest.param(3, 0, True, id="it comes where few wait"),
        pytest.param(4, 0, False, id="where many wait it is put off"),
        pytest.param(4, 1, False, id="and put off again"),
        pytest.param(4, 2, True, id="but not for ever"),
    ],
)
async def test_of_many_digests_at_one_moment_some_wait_until_others_are_printed(
    live: Live, waiting: int, held_hours: int, *, comes: bool
) -> None:
    now = live.bot.desk.clock.now()
    period = last_whole(PeriodUnit.WEEK, now.date(), "UTC")
    wanted = Wanted(Reader.CLIENT, period, "acme")
    others = [digest_notice(wanted, Sending(f"other:{each}", "C0OTHER")) for each in range(waiting)]
    held = {"held": (now - timedelta(hours=held_hours)).isoformat()} if held_hours else {}
    week_ago = (now - timedelta(days=7)).isoformat()
    timer = Timer("digest:client:acme", DIGEST, now, facts={"client": "acme", "since": week_ago, **held})
    with suppress(_UndoneError):
        async with live.bot.desk.database.transaction() as store:
            await store.tell(*others)
            await digests_due(live.bot.desk, store, timer)
            told, armed = (
                await store.outbox.how_many_open(Words.DIGEST),
                await store.timers.armed_of([timer.key]),
            )
            raise _UndoneError
    assert told == waiting + comes
    assert ("held" in armed[timer.key].facts) != comes
    if not comes:
        assert now < armed[timer.key].due_at < now + timedelta(minutes=10)
        assert armed[timer.key].facts["since"] == week_ago, "nothing is left out for it"
