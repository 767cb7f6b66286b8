"""What a watchdog is told: alive, ready, and the figures that Prometheus reads."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from bot.domain.desks import InboxRow
from bot.domain.notices import Act, Notice, Timer, Words
from bot.services.health import Health
from bot.services.metrics import metrics
from tests.databases import FreshUrl, opened
from tests.live import Live, demo

HOUR = timedelta(hours=1)


async def ready(live: Live) -> tuple[int, dict[str, Any]]:
    async with live.session.get(f"{live.bot.url}/readyz") as response:
        return response.status, await response.json()


async def figures(live: Live) -> dict[str, float]:
    async with live.session.get(f"{live.bot.url}/metrics") as response:
        assert response.status == 200
        assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        return parsed(await response.text())


def parsed(text: str) -> dict[str, float]:
    """The series that Prometheus would read, by name and labels."""
    families = text_string_to_metric_families(text)
    return {series(each): each.value for family in families for each in family.samples}


def series(sample: Sample) -> str:
    labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
    return f"{sample.name}{{{labels}}}" if labels else sample.name


async def calls_of(live: Live, method: str) -> int:
    return len((await live.get("calls", method=method))["calls"])


async def lay_down(live: Live, *, key: str, lane: str, minutes_ago: int, busy_minutes: int = 0) -> None:
    """An event that came some minutes ago, and that somebody works on for some minutes more."""
    now = live.bot.desk.clock.now()
    row = InboxRow(key, "event", lane, None, {"event": {}}, now - timedelta(minutes=minutes_ago))
    until = now + timedelta(minutes=busy_minutes) if busy_minutes else row.received_at
    async with live.bot.desk.database.transaction() as store:
        await store.inbox.add([row], leased_by="another", leased_until=until)


async def test_all_is_well_and_says_so(live: Live) -> None:
    parts = {"database": "ok", "slack": "ok", "backlog": "ok"}
    nothing = {"inbox": 0, "outbox": 0, "catching_up": {"channels": 0, "threads": 0}}
    assert await ready(live) == (200, {"ok": True, **parts, **nothing})


async def test_a_refused_token_is_noticed_within_half_a_minute_and_not_asked_about_more_often(
    live: Live,
) -> None:
    before = await calls_of(live, "auth.test")
    for _ in range(3):
        assert (await ready(live))[0] == 200
    assert await calls_of(live, "auth.test") == before + 1
    await live.fault("auth.test", "http_500")
    assert (await ready(live))[0] == 200
    await live.advance(seconds=31)
    status, said = await ready(live)
    assert (status, said["ok"], said["slack"]) == (503, False, "does not answer")
    await live.advance(seconds=31)
    assert (await ready(live))[0] == 200


async def test_a_lost_socket_is_not_ready(live: Live) -> None:
    sockets = [True]
    health = Health(live.bot.desk, connected=lambda: any(sockets))
    assert (await health.readiness()).as_json()["socket"] == "ok"
    sockets.clear()
    lost = await health.readiness()
    assert (lost.is_ready, lost.as_json()["socket"]) == (False, "not connected")


async def test_a_database_that_is_gone_is_not_ready_but_what_we_counted_is_still_told(
    live: Live, tmp_path: Path
) -> None:
    async with opened(f"sqlite:///{tmp_path / 'gone.db'}") as gone:
        desk = replace(live.bot.desk, database=gone)
    readiness = await Health(desk).readiness()
    assert (readiness.is_ready, readiness.slack, readiness.backlog) == (False, "ok", "unknown")
    assert readiness.database == "it has been closed"
    found = parsed((await metrics(desk)).decode())
    assert found["hourglass_database_up"] == 0
    assert "hourglass_ticks_total" in found
    assert "hourglass_inbox_age_seconds" not in found


async def test_work_that_lies_about_is_a_backlog_but_not_what_waits_for_its_turn(live: Live) -> None:
    health = Health(live.bot.desk)
    await lay_down(live, key="EvBusy", lane="C1", minutes_ago=10, busy_minutes=1)
    await lay_down(live, key="EvBehind", lane="C1", minutes_ago=9)
    waiting = await health.readiness()
    assert (waiting.backlog, waiting.inbox) == ("ok", 2)
    await lay_down(live, key="EvFree", lane="C2", minutes_ago=2)
    late = await health.readiness()
    assert late.backlog.startswith("a request has been waiting for 12")
    assert not late.is_ready


async def test_what_waits_is_told_with_its_age(live: Live) -> None:
    before = await figures(live)
    assert before["hourglass_inbox_rows{state=waiting}"] == before["hourglass_outbox_age_seconds"] == 0
    await lay_down(live, key="EvBusy", lane="C1", minutes_ago=10, busy_minutes=60)
    await lay_down(live, key="EvWorse", lane="C2", minutes_ago=3, busy_minutes=60)
    desk = live.bot.desk
    async with desk.database.transaction() as store:
        await store.inbox.failed("EvWorse", "KeyError", desk.clock.now(), park=True)
        await store.outbox.tell(
            [Notice("hello", Act.POST, Words.STAFF, "C-NOWHERE", facts={"text": "hello"})]
        )
        [row] = await store.outbox.next_rows("C-NOWHERE", 1)
        await store.outbox.delay(row.id, desk.clock.now() + HOUR, "rate_limited")
    found = await figures(live)
    assert found["hourglass_inbox_rows{state=waiting}"] == found["hourglass_inbox_rows{state=parked}"] == 1
    assert 600 <= found["hourglass_inbox_age_seconds"] < 660
    assert found["hourglass_outbox_rows{state=waiting}"] == 1
    assert found["hourglass_database_up"] == 1


async def test_open_tickets_are_told_by_client_and_severity(live: Live) -> None:
    await live.say("ana", "#acme", "Order processing is not running")
    [opened_as] = [name for name in await figures(live) if name.startswith("hourglass_open_tickets{")]
    assert opened_as == "hourglass_open_tickets{client=acme,severity=medium}"
    await live.command("sam", "/claim", "1")
    await live.command("sam", "/resolve", "1 restarted it")
    assert opened_as not in await figures(live)


async def test_ticks_and_timers_are_counted_by_kind_and_late_ones_apart(live: Live) -> None:
    await live.say("ana", "#acme", "Order processing is not running")
    desk = live.bot.desk
    now = desk.clock.now()
    late = Timer("late", "ask_severity_again", now - HOUR, ticket=404)
    in_time = Timer("in_time", "ask_severity_again", now, ticket=404)
    async with desk.database.transaction() as store:
        await store.arm(late, in_time)
    armed = await figures(live)
    assert (armed["hourglass_timers_due"], armed["hourglass_timers_late"]) in ((2, 1), (0, 0))
    await live.bot.tick()
    found = await figures(live)
    assert (found["hourglass_timers_due"], found["hourglass_timers_late"]) == (0, 0)
    assert found["hourglass_timers_fired_total{kind=ask_severity_again}"] == 2
    assert found["hourglass_timers_fired_late_total{kind=ask_severity_again}"] == 1
    assert found["hourglass_ticks_total"] > armed["hourglass_ticks_total"]
    assert found["hourglass_last_tick_timestamp_seconds"] >= now.timestamp()


async def test_what_comes_in_and_goes_out_is_counted(live: Live) -> None:
    started = await figures(live)
    await live.fault("chat.postMessage", "http_500")
    await live.say("ana", "#acme", "@Hourglass orders are stuck")
    await live.advance(minutes=1)
    await live.command("sam", "/claim", "1")
    found = await figures(live)

    def grew(name: str) -> float:
        return found.get(name, 0) - started.get(name, 0)

    assert grew("hourglass_requests_total{kind=event}") == 1
    assert grew("hourglass_requests_repeated_total{kind=event}") == 1, "a mention comes as two events"
    assert grew("hourglass_requests_total{kind=command}") == grew("hourglass_ack_seconds_count{kind=command}")
    assert grew("hourglass_requests_total{kind=command}") == 1
    assert grew("hourglass_ack_seconds_count{kind=event}") == 2
    assert grew("hourglass_retries_total{box=outbox}") == 1
    assert found["hourglass_sent_total{act=post}"] == await calls_of(live, "chat.postMessage") - 1
    assert found["hourglass_sent_total{act=edit}"] == await calls_of(live, "chat.update") > 0
    assert found["hourglass_parked_total{box=outbox}"] == found["hourglass_parked_total{box=inbox}"] == 0


async def test_what_slack_will_never_take_is_counted_as_parked(live: Live) -> None:
    await live.fault("chat.postMessage", "refused", error="restricted_action")
    await live.say("ana", "#acme", "Order processing is not running")
    found = await figures(live)
    assert found["hourglass_parked_total{box=outbox}"] == found["hourglass_outbox_rows{state=parked}"] == 1


async def test_a_database_that_hangs_holds_up_no_watchdog(fresh_url: FreshUrl, tmp_path: Path) -> None:
    url = fresh_url("postgresql")
    async with demo(url, tmp_path) as live, hung(url), asyncio.timeout(30):
        told, (status, said) = await asyncio.gather(figures(live), ready(live))
    assert told["hourglass_database_up"] == 0
    assert (status, said["database"]) == (503, "no answer within 3 s")


@asynccontextmanager
async def hung(url: str) -> AsyncIterator[None]:
    """Nobody else can read the tickets or the inbox until the block ends."""
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute("LOCK TABLE inbox, tickets IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        await connection.close()
