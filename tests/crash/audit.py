"""What must be true after any crash: said once, told once, done once, in order, and nothing left over."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from bot.domain.folding import fold
from bot.domain.tickets import EventKind, TicketEvent
from bot.promises import Promises
from bot.sandbox import Sandbox
from bot.sandbox.channels import Messages
from bot.services.plans import plan_files
from storage import Database
from tests.looking import rows
from tests.promised.missing import missing
from tests.promised.seen import seen
from tests.promised.wrong import fell, told_twice
from tests.reports.recomputed import miscounted

Json = dict[str, Any]

_EVER: Final = ("0", "9999999999.999999")
_OUTBOX: Final = "SELECT id, key, act, channel, thread_ts, done_at, parked_at, error FROM outbox ORDER BY id"
ALARMS: Final = frozenset({EventKind.WARNED, EventKind.BREACHED, EventKind.ESCALATED, EventKind.NUDGED})
"""What the clock brings: no two of them on a ticket read alike."""
_CALLS: Final = frozenset({EventKind.ESCALATION_ASKED, EventKind.PAGE_DECLINED})
_DEEDS: Final = frozenset({EventKind.MESSAGED, EventKind.NOTED, EventKind.CLAIMED, EventKind.RESOLVED})
_LINED: Final = ALARMS | _CALLS | _DEEDS
"""What is told in the thread of the card too."""
_LET_GO: Final = ("closed:", "today:", "morning:")
"""Of such posts some are let go of unsent, as there is nothing to say any more."""


@dataclass(frozen=True, slots=True)
class Said:
    """Something that a client's person said in their channel."""

    channel: str
    ts: str
    thread_ts: str | None = None
    opens: bool | None = None
    """Whether it has to open a ticket of its own; None where that depends."""

    def __str__(self) -> str:
        return f"{self.channel}:{self.ts}"


@dataclass(slots=True)
class Findings:
    """What is wrong, by what kind of wrong it is; empty where all is well."""

    wrong: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, kind: str, each: object) -> None:
        """Note one thing that is wrong."""
        self.wrong[kind].append(str(each))

    def check(self, kind: str, expected: Mapping[str, int], found: Mapping[str, int]) -> None:
        """Compare how often each thing is there with how often it has to be."""
        for each in {**expected, **found}:
            wanted, there = expected.get(each, 0), found.get(each, 0)
            if there != wanted:
                self.add(
                    f"{kind} {'lost' if there < wanted else 'doubled'}", f"{each} ({there} for {wanted})"
                )

    def in_order(self, kind: str, place: object, marks: Iterable[float]) -> None:
        """Check that *marks* rise."""
        for earlier, later in pairwise(marks):
            if earlier >= later:
                self.add(f"{kind} misordered", f"{place}: {later} after {earlier}")

    def __bool__(self) -> bool:
        return bool(self.wrong)

    def __str__(self) -> str:
        return "".join(f"{kind}: {each}\n" for kind, found in self.wrong.items() for each in found)


@dataclass(frozen=True, slots=True)
class Kept:
    """All that the bot wrote down, read beside it."""

    events: Mapping[int, Sequence[TicketEvent]]
    outbox: Sequence[Json]
    inbox: Mapping[str, Json]

    def count(self, kind: EventKind, ticket: int | None, mark: str = "") -> int:
        """Return how many events of a kind a ticket has, or all have, whose facts hold *mark*."""
        logs = self.events.values() if ticket is None else [self.events.get(ticket, ())]
        found = (each for log in logs for each in log if each.kind is kind)
        return sum(mark in json.dumps(dict(each.facts)) for each in found)

    def was_told_cut_off(self, key: str) -> bool:
        """Whether the sender of a command or click was told that it was cut off."""
        return any(str(row["key"]).startswith(f"cut_off:{key}:") for row in self.outbox)


async def kept(database: Database) -> Kept:
    """Read all that is kept."""
    numbers = [int(row["number"]) for row in await rows(database, "SELECT number FROM tickets")]
    async with database.reading() as store:
        events = {number: await store.tickets.events(number) for number in sorted(numbers)}
    outbox = await rows(database, _OUTBOX)
    inbox = await rows(database, "SELECT key, kind, done_at, parked_at FROM inbox")
    return Kept(events, outbox, {str(row["key"]): row for row in inbox})


def said_alike(sandbox: Sandbox) -> Findings:
    """Find posts in one thread whose words are the same: where all that is said differs, there are none."""
    findings = Findings()
    for channel in sandbox.world.channels.values():
        posts = _posts(channel.messages, sandbox.app.bot_id)
        words = Counter((each["thread_ts"], each["text"]) for each in posts if "thread_ts" in each)
        findings.check("post", dict.fromkeys(map(str, words), 1), {str(each): words[each] for each in words})
    return findings


async def audit(
    sandbox: Sandbox,
    database: Database,
    said: Sequence[Said],
    *,
    in_order: Collection[str] = (),
    deleted: Collection[str] = (),
) -> Findings:
    """Compare what was said and what is in Slack with what is kept.

    *in_order* names what was acked at once, and so has to be heard in the order in which it was said; what
    was *deleted* may be on a ticket or not, as it was heard before or after; its thread may be gone.
    """
    findings, found = Findings(), await kept(database)
    _nothing_waits(findings, found, deleted)
    _said_once(findings, found, said, deleted)
    _heard_in_order(findings, found, said, in_order)
    await _folds(findings, found, database)
    _posted_once(findings, found, sandbox)
    await _promises(findings, database, sandbox.clock.now())
    _lines(findings, found, sandbox)
    return findings


def lines_told(found: Kept, sandbox: Sandbox) -> Findings:
    """Find posts that are not in Slack once, and lines that are not in the thread of their ticket's card."""
    findings = Findings()
    _posted_once(findings, found, sandbox)
    _lines(findings, found, sandbox)
    return findings


def _nothing_waits(findings: Findings, found: Kept, deleted: Collection[str]) -> None:
    for name, table in (("inbox", found.inbox.values()), ("outbox", found.outbox)):
        for row in table:
            if row["done_at"] is None and not _has_no_thread(row, deleted):
                findings.add(f"{name} row {'parked' if row['parked_at'] else 'left over'}", row["key"])


def _has_no_thread(row: Json, deleted: Collection[str]) -> bool:
    """Whether a row was left to staff because the message that it answers was deleted."""
    is_gone = row["parked_at"] is not None and row.get("error") == "thread_not_found"
    return is_gone and f"{row['channel']}:{row['thread_ts']}" in deleted


def _said_once(findings: Findings, found: Kept, said: Sequence[Said], deleted: Collection[str]) -> None:
    """Check that each message is on one ticket, once, and that what opens one has its answer and its card."""
    heard = Counter(f"{channel}:{ts}" for channel, ts, _ in _heard(found))
    at_least = {str(each): int(str(each) not in deleted or heard[str(each)] > 0) for each in said}
    findings.check("message", at_least, heard)
    opened = {f"{channel}:{ts}": number for channel, ts, number in _heard(found, EventKind.OPENED)}
    wanted = {str(each): int(each.opens) for each in said if each.opens is not None}
    findings.check("ticket", wanted, {each: 1 for each in opened if each in wanted})
    keys = {str(row["key"]) for row in found.outbox}
    for number in opened.values():
        for key in {f"card:{number}", f"thread:{number}:opened"} - keys:
            findings.add("post lost", f"{key} was never told")


def _heard(found: Kept, *kinds: EventKind) -> Iterator[tuple[str, str, int]]:
    """Yield channel, `ts` and ticket of each message, once for each time that a log holds it."""
    for number, log in found.events.items():
        channel = log[0].text("channel")
        for event in log:
            if event.kind in (kinds or (EventKind.OPENED, EventKind.MESSAGED)):
                ts = event.text("head_ts" if event.kind is EventKind.OPENED else "ts")
                yield channel, ts, number


def _heard_in_order(findings: Findings, found: Kept, said: Sequence[Said], in_order: Collection[str]) -> None:
    of_channel: defaultdict[str, list[str]] = defaultdict(list)
    for channel, ts, _ in sorted(_heard(found, EventKind.OPENED), key=lambda each: each[2]):
        of_channel[channel].append(ts)
    of_thread: defaultdict[str, list[str]] = defaultdict(list)
    for channel, ts, number in _heard(found, EventKind.MESSAGED):
        of_thread[f"{channel} #{number}"].append(ts)
    ordered = {each.ts for each in said if str(each) in in_order}
    for place, stamps in [*of_channel.items(), *of_thread.items()]:
        findings.in_order("message", place, [float(ts) for ts in stamps if ts in ordered])


async def _folds(findings: Findings, found: Kept, database: Database) -> None:
    async with database.reading() as store:
        for number, log in found.events.items():
            if fold(log) != await store.tickets.get(number):
                findings.add("projection", f"#{number} is not the fold of its events")


async def _promises(findings: Findings, database: Database, now: datetime) -> None:
    """Check that each warning, breach, page and nudge that is due stands in the log, and once.

    What reports read of it is what the log says.
    """
    promises = Promises(plan_files(None))
    for each in await miscounted(database, promises, now):
        findings.add("outcome", each)
    tickets = await seen(database, promises, now)
    for number, ticket in tickets.items():
        for twice in (*told_twice(ticket.log), *fell(ticket.log)):
            findings.add("alarm doubled", f"#{number}: {twice}")
        for lost in missing(ticket):
            findings.add("alarm lost", f"#{number}: {lost}")


def _posted_once(findings: Findings, found: Kept, sandbox: Sandbox) -> None:
    """Check that every post of the outbox is in Slack once, in the order of the outbox, and no other is."""
    told = {str(row["id"]): row["key"] for row in found.outbox if row["act"] == "post" and row["done_at"]}
    there: Counter[str] = Counter()
    for channel in sandbox.world.channels.values():
        posts = _posts(channel.messages, sandbox.app.bot_id)
        there.update(_delivery(each) for each in posts)
        findings.in_order("post", channel.name or channel.id, [int(_delivery(each)) for each in posts])
    let_go = {row for row, key in told.items() if key.startswith(_LET_GO) and row not in there}
    findings.check("post", dict.fromkeys(told.keys() - let_go, 1), there)


def _lines(findings: Findings, found: Kept, sandbox: Sandbox) -> None:
    """Check that each thing that is told to staff stands once in the thread of its ticket's card."""
    rows = {str(row["key"]): str(row["id"]) for row in found.outbox if row["act"] == "post"}
    posts: defaultdict[str, list[Json]] = defaultdict(list)
    for channel in sandbox.world.channels.values():
        for post in _posts(channel.messages, sandbox.app.bot_id):
            posts[_delivery(post)].append(post)
    for number, log in found.events.items():
        card = [post["ts"] for post in posts[rows.get(f"card:{number}", "")]]
        lines = {
            event.seq: posts[rows.get(f"line:{number}:{event.seq}", "")]
            for event in log
            if event.kind in _LINED
        }
        for seq, there in lines.items():
            if not there or [post.get("thread_ts") for post in there] != card:
                findings.add("line lost", f"{log[seq - 1].kind} {seq} of #{number}: {there}")
        words = Counter(post["text"] for seq in lines if log[seq - 1].kind in ALARMS for post in lines[seq])
        for text in (text for text, times in words.items() if times > 1):
            findings.add("line alike", f"#{number}: {text}")


def _posts(messages: Messages, bot: str) -> list[Json]:
    """Return what the bot has posted in a channel, in threads too, in order."""
    top = messages.top_level(*_EVER, inclusive=True)
    replies = [each for head in top if head.get("reply_count") for each in _replies(messages, head)]
    return sorted(
        (each for each in [*top, *replies] if each.get("bot_id") == bot), key=lambda each: each["ts"]
    )


def _replies(messages: Messages, head: Json) -> list[Json]:
    return messages.thread(head["ts"], *_EVER, inclusive=True)[1:]


def _delivery(message: Json) -> str:
    return str(message["metadata"]["event_payload"]["delivery"])
