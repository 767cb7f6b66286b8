"""Chaos: a bot killed at random moments while a crowd talks, clicks and types, and Slack fails; an audit."""

import asyncio
import signal
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from bot.clock import SystemClock
from bot.domain.tickets import EventKind
from handlers.envelope import inbox_row
from tests.crash.acts import POST
from tests.crash.audit import ALARMS, Findings, Kept, audit, kept
from tests.crash.crowd import Crowd
from tests.crash.stage import Life, Stage, stage
from tests.databases import opened
from tests.looking import rows

Json = dict[str, Any]

_METHODS: Final = (POST, POST, "chat.update", "reactions.add", "conversations.replies", "users.info")
_KINDS: Final = ("http_500", "timeout", "drop_before", "drop_after", "rate_limited")
_AGAIN_SECONDS: Final = 420
"""Until Slack has tried for the last time, every lease has run out and every unclear post was looked for."""
_ROUND_SECONDS: Final = 120
"""A safety net: a round takes about one."""
_LONGEST_LIFE_SECONDS: Final = 0.5
_READ_AGAIN_SECONDS: Final = 3600
"""Who comes back reads again what was said an hour before."""


@dataclass(slots=True)
class Result:
    """What happened in a run, and what is wrong after it."""

    figures: Counter[str] = field(default_factory=Counter)
    findings: Findings = field(default_factory=Findings)


@dataclass(slots=True)
class Chaos:
    """A run in progress."""

    stage: Stage
    crowd: Crowd
    random: Random
    figures: Counter[str]
    deliveries: list[Json] = field(default_factory=list)

    async def round(self, life: Life) -> Life:
        """Let the crowd act while the bot is killed and Slack fails; return the bot that has made good."""
        for _ in range(self.random.randint(0, 3)):
            await self._fail(_KINDS)
        crowd = asyncio.create_task(self.crowd.act())
        passing = asyncio.create_task(self._let_time_pass())
        await asyncio.sleep(self.random.random() * _LONGEST_LIFE_SECONDS)
        await self._kill(life)
        await asyncio.gather(crowd, passing)
        await self._no_faults()
        if self.random.random() < 1 / 4:
            await self._die_young()
        if self.random.random() < 1 / 2:
            await self._fail(tuple(kind for kind in _KINDS if kind != "timeout"))
        life = await self._bear()
        await self.stage.control.advance(seconds=_AGAIN_SECONDS)
        await self._no_faults()
        since = str(self.deliveries[-1]["n"]) if self.deliveries else "0"
        self.deliveries += (await self.stage.control.get("deliveries", since=since))["deliveries"]
        self.figures["rounds"] += 1
        return life

    async def _let_time_pass(self) -> None:
        """Let moments come, in some rounds, that people notice."""
        if self.random.random() < 1 / 3:
            await asyncio.sleep(self.random.random() * _LONGEST_LIFE_SECONDS / 2)
            await self.stage.control.advance(seconds=self.random.randint(30, 900))

    async def _fail(self, kinds: Sequence[str]) -> None:
        kind = self.random.choice(kinds)
        await self.stage.control.fault(self.random.choice(_METHODS), kind, self.random.randint(1, 2))

    async def _no_faults(self) -> None:
        for method in set(_METHODS):
            await self.stage.control.fault(method, "slow", count=0)

    async def _die_young(self) -> None:
        """Let one be killed while it makes good."""
        life = await self._bear()
        passing = asyncio.create_task(self.stage.control.advance(seconds=self.random.randint(0, 90)))
        await asyncio.sleep(self.random.random() * _LONGEST_LIFE_SECONDS / 4)
        await self._kill(life)
        await passing

    async def _bear(self) -> Life:
        """Start a bot, again where Slack did not say who we are, as whatever looks after a service does."""
        while not (life := await self.stage.bear()).is_ready:
            assert await life.ended() == 1
            self.figures["starts that Slack refused"] += 1
        return life

    async def _kill(self, life: Life) -> None:
        life.kill()
        assert await life.ended() == -signal.SIGKILL
        self.figures["kills"] += 1


async def chaos(database_url: str, folder: Path, *, rounds: int, seed: int, socket: bool = False) -> Result:
    """Run *rounds* rounds and return what happened; the same seed lets the crowd follow the same script.

    Slack's requests come by HTTP, or (*socket*) in Socket Mode.
    """
    result, random = Result(), Random(seed)  # noqa: S311 - chance, not secrecy
    async with stage(database_url, folder, socket=socket) as empty, opened(database_url) as database:
        crowd = Crowd(empty, database, random, figures=result.figures)
        run = Chaos(empty, crowd, random, result.figures)
        life = await empty.bear()
        for _ in range(rounds):
            async with asyncio.timeout(_ROUND_SECONDS):
                life = await run.round(life)
        await _settle(empty)
        sandbox = empty.control.sandbox
        acked = _acked_at_once(run.deliveries)
        result.findings = await audit(sandbox, database, crowd.said, in_order=acked, deleted=crowd.deleted)
        found = await kept(database)
        _deeds(result, found, run.deliveries)
        unseen = _edits_unseen(run.deliveries)
        texts = {message: text for message, text in crowd.texts.items() if message not in unseen}
        _edits(result.findings, texts, await rows(database, "SELECT channel, ts, text FROM messages"))
        _count(result.figures, found, run)
    return result


async def _settle(here: Stage) -> None:
    """Let what failed again and again be tried for the last time."""
    await here.control.advance(seconds=_AGAIN_SECONDS)
    await here.control.advance(seconds=_AGAIN_SECONDS)


def _acked_at_once(deliveries: Sequence[Json]) -> set[str]:
    """Return which messages we took at Slack's first try: only those have to be heard in order."""
    found = set()
    for each in deliveries:
        event = each["payload"].get("event") or {}
        if event.get("type") == "message" and each["attempts"] and each["attempts"][0]["failure"] is None:
            found.add(f"{event.get('channel')}:{event.get('ts')}")
    return found


def _edits_unseen(deliveries: Sequence[Json]) -> set[str]:
    """Return the messages whose last edit Slack gave up on, and that were too old for us to read again."""
    last: dict[str, bool] = {}
    for each in deliveries:
        event = each["payload"].get("event") or {}
        if event.get("subtype") == "message_changed":
            ts = event["message"]["ts"]
            was_old = float(event["event_ts"]) - float(ts) > _READ_AGAIN_SECONDS
            last[f"{event['channel']}:{ts}"] = was_old and not each["acked"]
    return {message for message, is_unseen in last.items() if is_unseen}


def _deeds(result: Result, found: Kept, deliveries: Sequence[Json]) -> None:
    """Check each command and click: done once, or told to be cut off; never both, and never twice."""
    claims: Counter[int] = Counter()
    for each in deliveries:
        asked = inbox_row(each["payload"], SystemClock().now())
        if each["kind"] == "events_api" or asked is None:
            continue
        told = found.was_told_cut_off(asked.key)
        result.figures["told to be cut off"] += told
        text = str(each["payload"].get("text") or "")
        if text:
            known = told or asked.key in found.inbox
            _command(result, found, text, told=told, known=known, acked=each["acked"])
    for number in found.events:
        claims[number] = found.count(EventKind.CLAIMED, number)
    for number, times in claims.items():
        if times > 1:
            result.findings.add("click done twice", f"#{number} was claimed {times} times")


def _command(result: Result, found: Kept, text: str, *, told: bool, known: bool, acked: bool) -> None:
    verb, _, rest = text.partition(" ")
    mark = rest.partition(" ")[2]
    done = found.count(EventKind.NOTED if verb == "note" else EventKind.RESOLVED, None, mark)
    result.figures["commands done"] += done
    if done > 1:
        result.findings.add("command done twice", text)
    if done and told:
        result.findings.add("command done, though its sender was told that it was not", text)
    if verb == "note" and not done and (acked or (known and not told)):
        result.findings.add("command lost", text)


def _edits(findings: Findings, texts: Mapping[str, str], messages: Sequence[Json]) -> None:
    """Check that we know the words of each message as they stand."""
    known = {f"{each['channel']}:{each['ts']}": each["text"] for each in messages}
    for message, text in texts.items():
        if message in known and known[message] != text:
            findings.add("edit lost", f"{message} says {text!r}, not {known[message]!r}")


def _count(figures: Counter[str], found: Kept, run: Chaos) -> None:
    figures["tickets"] = len(found.events)
    figures["warnings, breaches and pages"] = sum(found.count(kind, None) for kind in ALARMS)
    figures["posts"] = sum(row["act"] == "post" for row in found.outbox)
    figures["events delivered again"] = sum(
        len(each["attempts"]) > 1 for each in run.deliveries if each["kind"] == "events_api"
    )
