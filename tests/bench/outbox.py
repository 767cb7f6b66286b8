"""A long outbox: 10,000 posts for 50 channels, of which one is archived and one always answers 429.

The local Slack and Hourglass each run in a process of their own; Hourglass's clock goes in steps
(`outbox_bot`), so that 10,000 posts at the workspace's pace do not take 35 minutes.
"""

import json
import sqlite3
import tempfile
from asyncio.subprocess import Process
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp

from tests.bench.outbox_bot import SOON_ROWS, Sent
from tests.bench.places import environment, local_slack
from tests.bench.programs import line_of, program
from tests.bench.table import Row, at_least, at_most
from tests.bench.worlds import write_clients, write_world
from tests.ports import free_port

_CHANNELS: Final = 50
_ROWS_EACH: Final = 200
_RETRY_SECONDS: Final = 30
_A_MINUTE: Final = 280
"""Posts of a workspace, as our pace has it: Slack says "several hundred"."""
_ALWAYS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class _Channel:
    """What became of one channel's rows."""

    done: int
    parked: int
    waiting: int
    seconds: float
    """From the first row's saving to the last post, on Hourglass's clock."""
    tries: int


async def measure() -> list[Row]:
    """Return the rows of pace, cost and memory."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        world = write_world(folder, channels=_CHANNELS, people=1)
        clients = write_clients(folder, channels=_CHANNELS)
        async with local_slack(world) as slack, aiohttp.ClientSession(f"{slack.url}/control/") as control:
            ids = await _ids(control)
            url = f"sqlite:///{folder / 'bench.db'}"
            env = {**environment(slack, url, clients), "PORT": str(free_port())}
            words = ("tests.bench.outbox_bot", str(_ROWS_EACH), ",".join(ids.values()))
            async with program(*words, env=env) as bot:
                sent = await _run(bot, control, ids)
            misplaced = [each for each in list(ids.values())[2:] if not await _is_in_order(control, each)]
        return _rows(sent, _channels(folder / "bench.db", list(ids.values())), misplaced, folder / "bench.db")


async def _ids(control: aiohttp.ClientSession) -> Mapping[str, str]:
    async with control.get("world") as response:
        found = (await response.json())["channels"]
    return {each["name"]: each["id"] for each in found if each["name"] != "triage"}


async def _run(bot: Process, control: aiohttp.ClientSession, ids: Mapping[str, str]) -> Sent:
    """Archive the first channel and throttle the second once the bot is there; then let it send."""
    assert bot.stdin is not None
    await line_of(bot)
    archived, throttled = list(ids)[:2]
    await _post(control, "channel", name=archived, archived=True)
    limit: dict[str, object] = {"kind": "rate_limited", "seconds": _RETRY_SECONDS, "count": _ALWAYS}
    await _post(control, "faults", method="chat.postMessage", channel=ids[throttled], **limit)
    bot.stdin.write(b"go\n")
    return Sent(**json.loads(await line_of(bot, longest_seconds=300)))


async def _post(control: aiohttp.ClientSession, call: str, **body: object) -> None:
    async with control.post(call, json=body) as response:
        assert response.status == 200, await response.text()


async def _is_in_order(control: aiohttp.ClientSession, channel: str) -> bool:
    """Whether all that was for a channel stands there once, as it was saved."""
    async with control.get("messages", params={"channel": channel}) as response:
        said = [each["text"] for each in (await response.json())["messages"]]
    lines = [text for text in said if text.startswith("Line ")]
    return lines == [f"Line {number}" for number in range(_ROWS_EACH)]


def _channels(database: Path, ids: Sequence[str]) -> list[_Channel]:
    with closing(sqlite3.connect(database)) as connection:
        found = {row[0]: row[1:] for row in connection.execute(_BY_CHANNEL)}
    return [_Channel(*found[each]) for each in ids]


_BY_CHANNEL: Final = """
SELECT
    channel,
    count(done_at) FILTER (WHERE key LIKE 'bench:%'),
    count(parked_at) FILTER (WHERE key LIKE 'bench:%'),
    count(*) FILTER (WHERE key LIKE 'bench:%' AND done_at IS NULL AND parked_at IS NULL),
    (max(done_at) - min(created_at) FILTER (WHERE key LIKE 'bench:%')) / 1e6,
    sum(attempts)
FROM outbox GROUP BY channel
"""


def _told(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        found: tuple[Any, ...] = connection.execute(
            "SELECT count(*) FROM outbox WHERE key LIKE 'parked:%' OR key LIKE 'archived:%'"
        ).fetchone()
    return int(found[0])


def _rows(sent: Sent, channels: Sequence[_Channel], misplaced: Sequence[str], database: Path) -> list[Row]:
    archived, throttled, *others = channels
    posts = sum(each.done for each in others)
    slowest, fastest = max(each.seconds for each in others), min(each.seconds for each in others)
    in_order = len(others) - len(misplaced)
    return [
        Row(
            f"{len(others)} others together (limit {_A_MINUTE} a minute)",
            f"{posts / slowest * 60:.0f} a minute",
            posts / slowest * 60 / _A_MINUTE,
            at_least(0.9),
        ),
        Row("the fastest of them beside the slowest", f"{fastest:.0f} s", fastest / slowest, at_least(0.9)),
        Row("others with all posts once and in order", f"{in_order}", in_order / len(others), at_least(1)),
        Row("work a post", f"{sent.cpu_seconds / posts * 1000:.1f} ms of CPU"),
        Row(f"memory with {SOON_ROWS:,} rows sent", f"{sent.memory_soon:.1f} MB (PSS)", 1.0),
        Row(
            f"memory with {posts:,} rows sent",
            f"{sent.memory_late:.1f} MB (PSS)",
            sent.memory_late / sent.memory_soon,
            at_most(1.2),
        ),
        Row("archived: rows put aside", f"{archived.parked}", archived.parked / _ROWS_EACH, at_least(1)),
        Row("archived: times staff were told", f"{_told(database)}", _told(database), at_most(1)),
        Row("throttled: rows that wait", f"{throttled.waiting}", throttled.waiting / _ROWS_EACH, at_least(1)),
        Row(
            "throttled: calls beside one each Retry-After",
            f"{throttled.tries} in {sent.seconds:.0f} s",
            throttled.tries / (sent.seconds / _RETRY_SECONDS),
            at_most(1.5),
        ),
    ]
