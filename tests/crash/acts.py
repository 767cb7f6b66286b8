"""What people do while the bot dies.

Each act prepares in peace; from its first `yield` on anything may happen. After its second, if it has one, a
bot is at work again.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bot.clock import SystemClock
from bot.domain.desks import InboxRow
from bot.domain.documents import Bar, Part, Shade
from bot.domain.enclosures import bar_picture, enclosing, spreadsheet
from bot.domain.notices import Act as Deliver
from bot.domain.notices import Notice, Words
from bot.domain.tickets import EventKind
from storage import Database
from tests.crash.audit import Said
from tests.crash.stage import Stage
from tests.looking import rows

Json = dict[str, Any]
POST: Final = "chat.postMessage"
_PATIENCE_SECONDS: Final = 20
_LOOK_SECONDS: Final = 0.05
_LONG: Final = timedelta(days=3650)
_LONG_AGO: Final = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Deed:
    """What a command, click or submission does if it is done: an event with a mark in its facts."""

    kind: EventKind
    ticket: int
    mark: str = ""


@dataclass(slots=True)
class Scene:
    """The stage, what was said on it so far, and the number of the act, by which its words are told apart."""

    stage: Stage
    database: Database
    said: list[Said] = field(default_factory=list)
    number: int = 0
    deed: Deed | None = None
    heard: int = 0
    """Number of the last delivery that was looked at."""

    async def say(
        self, user: str, channel: str, text: str, thread_ts: str | None = None, *, opens: bool = False
    ) -> str:
        """Say something of which no other act's words are the same; return its `ts`."""
        words = f"{text} ({self.number})"
        said = await self.stage.control.post(
            "message", user=user, channel=channel, text=words, thread_ts=thread_ts
        )
        self.said.append(Said(said["channel"], said["ts"], thread_ts, opens))
        return str(said["ts"])

    async def report(self, user: str = "gia", channel: str = "#globex") -> str:
        """Report something new, and wait for what comes of it; return its `ts`."""
        ts = await self.say(user, channel, "Nobody can log in", opens=True)
        await self.quiet()
        return ts

    async def quiet(self) -> None:
        """Wait until the bot has done all that it can do now."""
        await self.stage.control.advance(seconds=0)

    async def ticket(self) -> int:
        """Return the number of the ticket that was opened last."""
        last = self.said[-1]
        async with self.database.reading() as store:
            found = await store.messages.get(last.channel, last.ts)
        assert found is not None
        assert found.ticket is not None
        return found.ticket

    async def first_answer(self, channel: str, ts: str) -> None:
        """Wait for our answer below a report, where the clock is not ours to move."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while not await self.stage.control.replies(channel, ts):  # noqa: ASYNC110 - Slack tells nobody
                await asyncio.sleep(_LOOK_SECONDS)

    async def answer(self, channel: str, ts: str) -> Json:
        """Return our answer below a report."""
        return (await self.stage.control.replies(channel, ts))[0]

    async def press(self, user: str, message: Json, action_id: str, value: object = None) -> None:
        """Press a button, whatever comes of it."""
        place = {"channel": message["channel"], "ts": message["ts"]}
        await self.stage.control.post("action", user=user, action_id=action_id, value=value, **place)
        await self.quiet()

    async def send(self, user: str, view: Json, **filled: str) -> None:
        """Send a form, whatever comes of it; nothing where it is closed."""
        control = self.stage.control
        if view["id"] in [each["id"] for each in (await control.get("views", user=user))["modals"]]:
            values = {field: {field: value} for field, value in filled.items()}
            await control.post("submit", user=user, view_id=view["id"], values=values)
            await self.quiet()

    async def hold(self, channel: str) -> str:
        """Let nothing of a channel be taken up, behind a request that somebody works on; return its key."""
        now, key = SystemClock().now(), f"hold:{channel}:{self.number}"
        async with self.database.transaction() as store:
            lane = next(each.id for each in await store.channels.all() if each.name == channel)
            row = InboxRow(key, "hold", lane, None, {}, _LONG_AGO)
            await store.inbox.add([row], leased_by="somebody", leased_until=now + _LONG)
        return key

    async def written(self, waiting: int) -> None:
        """Wait until so many requests wait in the inbox."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while await self._waiting() < waiting:  # noqa: ASYNC110 - the database tells nobody
                await asyncio.sleep(_LOOK_SECONDS)

    async def _waiting(self) -> int:
        return len(
            await rows(self.database, "SELECT key FROM inbox WHERE done_at IS NULL AND parked_at IS NULL")
        )

    async def delivered(self) -> list[Json]:
        """Return what Slack has delivered, or tried to, since this was asked last."""
        since = str(self.heard)
        found: list[Json] = (await self.stage.control.get("deliveries", since=since))["deliveries"]
        self.heard = found[-1]["n"] if found else self.heard
        return found

    async def cut_off(self) -> list[str]:
        """Return our names of what told people that something of theirs was cut off."""
        found = await rows(self.database, "SELECT key FROM outbox WHERE key LIKE 'cut_off:%'")
        return [str(each["key"]) for each in found]

    async def done(self) -> int:
        """Return how often the act's command, click or form was done."""
        deed = self.deed
        assert deed is not None
        async with self.database.reading() as store:
            log = await store.tickets.events(deed.ticket)
        return sum(each.kind is deed.kind and deed.mark in str(dict(each.facts)) for each in log)


Act = Callable[[Scene], AsyncIterator[None]]


async def _report(scene: Scene) -> AsyncIterator[None]:
    """A client reports something: an event, a ticket, a post in two channels."""
    yield
    await scene.report("ana", "#acme")


async def _reports(scene: Scene) -> AsyncIterator[None]:
    """Two clients report something, and both are taken up at the same moment."""
    holds = [await scene.hold(channel) for channel in ("acme", "globex")]
    await scene.say("ana", "#acme", "Nobody can log in", opens=True)
    await scene.say("gia", "#globex", "Nor can we", opens=True)
    await scene.written(len(holds) * 2)
    yield
    async with scene.database.transaction() as store:
        await store.inbox.finish_all(holds, SystemClock().now())
    await scene.quiet()


async def _reply(scene: Scene) -> AsyncIterator[None]:
    """A client goes on in the thread: an event, a line, an edited card."""
    ts = await scene.report()
    yield
    await scene.say("gia", "#globex", "Still nobody", ts)
    await scene.quiet()


async def _goes_on(scene: Scene) -> AsyncIterator[None]:
    """A client goes on outside the thread: joined to the ticket, marked by a reaction."""
    await scene.report()
    yield
    await scene.say("gia", "#globex", "Nor can I")
    await scene.quiet()


async def _emoji(scene: Scene) -> AsyncIterator[None]:
    """Somebody puts the ticket emoji on what an engineer said: no history of the channel tells when."""
    ts = await scene.say("sam", "#acme", "The import looks odd", opens=True)
    await scene.quiet()
    yield
    await scene.stage.control.post("reaction", channel="#acme", ts=ts, user="kim", name="ticket")
    await scene.quiet()


async def _edit(scene: Scene) -> AsyncIterator[None]:
    """A client corrects what they said: the card changes."""
    ts = await scene.report()
    yield
    text = f"Nobody at all can log in ({scene.number})"
    await scene.stage.control.post("edit", channel="#globex", ts=ts, text=text)
    await scene.quiet()


async def _note(scene: Scene) -> AsyncIterator[None]:
    """An engineer types a command."""
    await scene.report()
    number, mark = await scene.ticket(), f"seen before ({scene.number})"
    scene.deed = Deed(EventKind.NOTED, number, mark)
    yield
    text = f"note {number} {mark}"
    await scene.stage.control.post("command", user="sam", channel="#triage", command="/ticket", text=text)


async def _claim(scene: Scene) -> AsyncIterator[None]:
    """An engineer presses a button of the card."""
    await scene.report()
    number = await scene.ticket()
    card = await scene.stage.control.card(number)
    scene.deed = Deed(EventKind.CLAIMED, number)
    yield
    await scene.press("sam", card, "claim")


async def _severity(scene: Scene) -> AsyncIterator[None]:
    """A client picks how bad it is."""
    ts = await scene.report()
    scene.deed = Deed(EventKind.SEVERITY_SET, await scene.ticket())
    answer = await scene.answer("#globex", ts)
    yield
    await scene.press("gia", answer, "choose_severity", "high")


async def _details(scene: Scene) -> AsyncIterator[None]:
    """A client sends the form with details, and again where it stays open as it was."""
    ts, control = await scene.report(), scene.stage.control
    scene.deed = Deed(EventKind.DETAILED, await scene.ticket())
    await scene.press("gia", await scene.answer("#globex", ts), "add_details")
    view = await control.view("gia")
    yield
    await scene.send("gia", view, what="The login page")
    yield
    await scene.send("gia", view, what="The login page")


async def _moment(scene: Scene) -> AsyncIterator[None]:
    """A moment comes that people notice: the client is asked again how bad it is."""
    await scene.report()
    yield
    await scene.stage.control.advance(minutes=11)


async def _warning(scene: Scene) -> AsyncIterator[None]:
    """Half of the time for an answer has passed: staff are warned, and wait for the next moment."""
    await scene.report()
    await scene.stage.control.advance(minutes=11)
    yield
    await scene.stage.control.advance(hours=4)


async def _page(scene: Scene) -> AsyncIterator[None]:
    """An engineer says that all is down: whoever is on call is called in the same transaction."""
    await scene.report()
    number = await scene.ticket()
    scene.deed = Deed(EventKind.SEVERITY_SET, number)
    yield
    typed = {"user": "sam", "channel": "#triage", "command": "/ticket"}
    await scene.stage.control.post("command", **typed, text=f"severity {number} critical")


async def _cut(scene: Scene) -> AsyncIterator[None]:
    """A post lands, but its answer is cut off: it is looked for before it is made again."""
    await scene.stage.control.fault(POST, "drop_after")
    yield
    await scene.report("ana", "#acme")
    await scene.stage.control.advance(seconds=15)


async def _files(scene: Scene) -> AsyncIterator[None]:
    """A picture and a spreadsheet are told to staff: made, uploaded unseen, and shown by one post."""
    name = f"hours {scene.number}"
    bar = bar_picture("hours.png", name, Bar(name, (Part(Shade.USED, 90, "Used"),)))
    facts = {"text": name, **enclosing(bar, spreadsheet("hours.csv", name, [["Minutes"], [90]]))}
    triage = (await scene.stage.control.get("messages", channel="#triage"))["channel"]
    yield
    async with scene.database.transaction() as store:
        await store.tell(Notice(f"staff:{name}", Deliver.POST, Words.STAFF, triage, facts=facts))
    await scene.quiet()


async def _invite(scene: Scene) -> AsyncIterator[None]:
    """The bot is invited to a new channel: staff are offered to set it up."""
    name, control = f"new-{scene.number}", scene.stage.control
    await control.post("channel", name=name, client_team="Globex")
    yield
    await control.post("member", channel=name, user="Hourglass", by="sam", **{"in": True})
    await scene.quiet()


async def _set_up(scene: Scene) -> AsyncIterator[None]:
    """A channel is set up by a form: what was said there before becomes a ticket."""
    async for _ in _invite(scene):
        pass
    name, control = f"#new-{scene.number}", scene.stage.control
    await scene.report("gia", name)
    offers = [each for each in await control.messages("#triage") if f"new-{scene.number}" in str(each)]
    await scene.press("kim", offers[-1], "ask_setup")
    view = await control.view("kim")
    filled = {"client": f"Globex {scene.number}", "plan": "matai-growth", "account_manager": "max"}
    yield
    await scene.send("kim", view, **filled)
    yield
    await scene.send("kim", view, **filled)


ACTS: Final[Mapping[str, Act]] = {
    "report": _report,
    "reports": _reports,
    "reply": _reply,
    "going on": _goes_on,
    "emoji": _emoji,
    "edit": _edit,
    "command": _note,
    "click": _claim,
    "choice": _severity,
    "form": _details,
    "moment": _moment,
    "warning": _warning,
    "page": _page,
    "cut answer": _cut,
    "files": _files,
    "invitation": _invite,
    "set-up": _set_up,
}
