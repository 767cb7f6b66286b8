"""A scripted crowd: clients who report, go on, reply and correct themselves, and staff who do their work."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from storage import Database
from tests.crash.audit import Said
from tests.crash.stage import Stage

Json = dict[str, Any]

CLIENTS: Final = {"#acme": ("ana", "bo"), "#banco-litoral": ("rui",), "#globex": ("gia",)}
STAFF: Final = ("sam", "kim", "max")
_PAUSE_SECONDS: Final = 0.06
_LAST: Final = "9999999999.999999"


@dataclass(slots=True)
class Crowd:
    """The people of the demo world, what they said so far, and how often they did what."""

    stage: Stage
    database: Database
    random: Random
    said: list[Said] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    """What each message says by now, by channel and `ts`."""
    figures: Counter[str] = field(default_factory=Counter)
    deleted: set[str] = field(default_factory=set)
    numbers: int = 0
    tickets: Sequence[int] = ()
    """Numbers of the tickets that staff know of."""
    seen: defaultdict[str, list[Json]] = field(default_factory=lambda: defaultdict(list))
    """What the bot has posted outside threads, by channel."""

    async def act(self) -> None:
        """Let everybody do a few things, each channel's clients one after the other, all channels at once."""
        await self._look_around()
        await asyncio.gather(
            *(self._in_turn(_CLIENT_ACTS, channel) for channel in CLIENTS),
            *(self._in_turn(_STAFF_ACTS, user) for user in self.random.sample(STAFF, 2)),
        )

    async def _in_turn(self, acts: Sequence[Callable[["Crowd", str], Awaitable[None]]], whose: str) -> None:
        for _ in range(self.random.randint(1, 3)):
            await self.random.choice(acts)(self, whose)
            await asyncio.sleep(self.random.random() * _PAUSE_SECONDS)

    async def _look_around(self) -> None:
        async with self.database.reading() as store:
            found = await store.tickets.listing(active_only=False, most=40)
        self.tickets = sorted(ticket.number for ticket in found)
        for channel in self.stage.control.sandbox.world.channels.values():
            posts = self.seen[channel.name]
            since = posts[-1]["ts"] if posts else "0"
            posts += [
                each
                for each in channel.messages.top_level(since, _LAST, inclusive=False)
                if each.get("bot_id")
            ]

    def _words(self, text: str) -> str:
        """Return words that nobody has used before."""
        self.numbers += 1
        return f"{text}, number {self.numbers}"

    async def _say(self, channel: str, text: str, thread_ts: str | None = None) -> None:
        user, words = self.random.choice(CLIENTS[channel]), self._words(text)
        message = {"user": user, "channel": channel, "text": words, "thread_ts": thread_ts}
        answer = await self.stage.control.post("message", **message)
        self.said.append(Said(answer["channel"], answer["ts"], thread_ts))
        self.texts[str(self.said[-1])] = words
        self.figures["messages said"] += 1

    def _recent(self, channel: str) -> Said | None:
        """Return something that was said lately in a channel, outside threads."""
        place = self.stage.control.sandbox.world.channel(channel).id
        found = [
            each
            for each in self.said[-60:]
            if each.channel == place and not each.thread_ts and str(each) not in self.deleted
        ]
        return self.random.choice(found) if found else None

    async def report(self, channel: str) -> None:
        """Say something outside threads: a report, or more of it."""
        await self._say(channel, "Orders are stuck")

    async def reply(self, channel: str) -> None:
        """Reply below something that was said."""
        head = self._recent(channel)
        await self._say(channel, "Still stuck", head.ts if head else None)

    async def correct(self, channel: str) -> None:
        """Edit what was said."""
        said = self._recent(channel)
        if said is not None:
            words = self._words("All orders are stuck")
            await self.stage.control.post("edit", channel=said.channel, ts=said.ts, text=words)
            self.texts[str(said)] = words
            self.figures["messages edited"] += 1

    async def delete(self, channel: str) -> None:
        """Take back what was said."""
        said = self._recent(channel)
        if said is not None:
            await self.stage.control.post("delete", channel=said.channel, ts=said.ts)
            self.deleted.add(str(said))
            self.texts[str(said)] = ""
            self.figures["messages deleted"] += 1

    async def choose(self, channel: str) -> None:
        """Pick how bad it is, where a ticket's answer asks for that."""
        said = self._recent(channel)
        found = [] if said is None else await self.stage.control.replies(said.channel, said.ts)
        if found and "choose_severity" in str(found[0].get("blocks")):
            severity = self.random.choice(["critical", "high", "medium", "low"])
            await self._press(self.random.choice(CLIENTS[channel]), found[0], channel, severity)

    async def note(self, user: str) -> None:
        """Type a command that is never refused."""
        if self.tickets:
            text = f"note {self.random.choice(self.tickets)} {self._words('mark')}."
            await self._command(user, text)

    async def resolve(self, user: str) -> None:
        """Type a command that is refused where the ticket is resolved."""
        if self.tickets:
            text = f"resolve {self.random.choice(self.tickets)} {self._words('mark')}."
            await self._command(user, text)

    async def claim(self, user: str) -> None:
        """Press a button of a card, as others may at the same moment."""
        cards = [
            each for each in self.seen["triage"][-12:] if '"claim"' in str(each["blocks"]).replace("'", '"')
        ]
        if cards:
            await self._press(user, self.random.choice(cards), "#triage")

    async def _command(self, user: str, text: str) -> None:
        await self.stage.control.post("command", user=user, channel="#triage", command="/ticket", text=text)
        self.figures["commands typed"] += 1

    async def _press(self, user: str, message: Json, channel: str, value: str | None = None) -> None:
        press = {"user": user, "channel": channel, "ts": message["ts"], "value": value}
        action = "claim" if value is None else "choose_severity"
        address = f"{self.stage.control.sandbox.url}/control/action"
        async with self.stage.control.session.post(address, json=press | {"action_id": action}) as response:
            await response.read()  # a 404 where an edit has taken the button away meanwhile
        self.figures["buttons pressed"] += 1


_CLIENT_ACTS: Final = (
    *(Crowd.report, Crowd.report, Crowd.report, Crowd.reply, Crowd.reply, Crowd.reply),
    *(Crowd.correct, Crowd.correct, Crowd.choose, Crowd.choose, Crowd.delete),
)
_STAFF_ACTS: Final = (Crowd.note, Crowd.note, Crowd.resolve, Crowd.claim)
