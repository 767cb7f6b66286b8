"""Living through a history: each act is done as a person would do it, at its own time, until the present.

The app hears of it as of anything else, and answers; nothing that it says or keeps is made up.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.sandbox import control_clicks, control_people, page_asks
from bot.sandbox.actions import elements_within
from bot.sandbox.channels import Channel
from bot.sandbox.control_bodies import ActionBody, CommandBody, MessageBody, ReactionBody, SubmitBody
from bot.sandbox.errors import CallerError, PersonError
from bot.sandbox.grammar import mappings
from bot.sandbox.history import ActEntry, Past, Scene
from bot.sandbox.hub import Hub
from bot.sandbox.page_asks import ReadBody
from bot.sandbox.shapes import Json

Progress = Callable[[int, int], None]
"""Told, after each act, how many of how many are done."""

_LAST: Final = "9999999999.999999"
_NUMBER: Final = re.compile(r"#(\d+)")
_NAMED: Final = re.compile(r"\{([a-z][a-z-]*)\}")


class HistoryError(Exception):
    """An act of a history that could not be done; the text names the story, the act and why."""


async def live_through(hub: Hub, past: Past, told: Progress) -> None:
    """Let everything in *past* happen, and bring the clock to the present; HistoryError where it cannot."""
    began_at = hub.clock.real_now()
    player = _Player(hub)
    async with hub.living:
        for done, scene in enumerate(past.scenes, start=1):
            await hub.move_clock(max(scene.at, hub.now))
            await player.play(scene)
            await hub.settle()
            await player.read(scene)
            hub.lived = done, len(past.scenes)
            told(*hub.lived)
        present = past.present + (hub.clock.real_now() - began_at)
        hub.tour = past.tour or hub.file.tour
        await hub.move_clock(max(present, hub.now))


@dataclass(slots=True)
class _Player:
    """Everybody in the history: they find what they press by its words, and numbers where they read them."""

    hub: Hub
    threads: dict[str, tuple[Channel, str]] = field(default_factory=dict)
    """By story, where its first message is."""

    async def play(self, scene: Scene) -> None:
        """Do one act."""
        try:
            answer = await self._done(scene)
        except (CallerError, PersonError) as error:
            raise _failed(scene, error.detail) from error
        if answer.get("ok") is False:
            raise _failed(scene, str(answer.get("detail") or answer.get("errors") or answer))

    async def read(self, scene: Scene) -> None:
        """Let who acted have read what is there, their answer too."""
        where = scene.act.where or self.threads[scene.story][0].id
        await page_asks.read(self.hub, ReadBody(user=scene.act.who, channel=where))

    async def _done(self, scene: Scene) -> Json:
        act = scene.act
        if act.says:
            return await self._say(scene)
        if act.types:
            command, _, text = self._with_numbers(scene).partition(" ")
            body = CommandBody(user=act.who, channel=act.where, command=command, text=text)
            return await control_clicks.command(self.hub, body)
        if act.reacts:
            channel, ts = self.threads[scene.story]
            body_ = ReactionBody(user=act.who, channel=channel.id, ts=ts, name=act.reacts)
            return await control_people.reaction(self.hub, body_)
        return await self._press(scene)

    async def _say(self, scene: Scene) -> Json:
        act = scene.act
        channel, thread_ts = (None, None) if act.where else self.threads[scene.story]
        where = channel.id if channel else act.where
        body = MessageBody(user=act.who, channel=where, text=act.says, thread_ts=thread_ts)
        said = await control_people.message(self.hub, body)
        if scene.begins:
            self.threads[scene.story] = (self.hub.world.channel(said["channel"]), said["ts"])
        return said

    def _with_numbers(self, scene: Scene) -> str:
        def number(found: re.Match[str]) -> str:
            return self._number(scene, scene.story if found[1] == "n" else found[1])

        return _NAMED.sub(number, scene.act.types)

    def _number(self, scene: Scene, story: str) -> str:
        """Return the number that the app gave a story: the first that stands in its thread."""
        channel, ts = self.threads[story]
        answers = (each for each in _thread(channel, ts) if "bot_id" in each)
        found = next(filter(None, (_NUMBER.search(str(each["text"])) for each in answers)), None)
        if found is None:
            raise _failed(scene, f"no number was told in the thread of {story}")
        return found[1]

    async def _press(self, scene: Scene) -> Json:
        act = scene.act
        message, element, value = self._control(scene)
        place = {"channel": message["channel"], "ts": message["ts"], "block_id": message["block_id"]}
        body = ActionBody(user=act.who, action_id=str(element["action_id"]), value=value, **place)
        answer = await control_clicks.action(self.hub, body)
        if act.fills:
            return await self._fill(scene)
        return answer

    def _control(self, scene: Scene) -> tuple[Mapping[str, str], Mapping[str, object], str | None]:
        """Find the button or option with those words: the latest in the thread, or on the ticket's card."""
        channel, messages = self._seen(scene)
        for message in reversed(messages):
            for block in mappings(message.get("blocks")):
                for element, value in _offered(block, scene.act):
                    place = {"channel": channel.id, "ts": message["ts"], "block_id": str(block["block_id"])}
                    return place, element, value
        words = scene.act.presses or scene.act.picks
        raise _failed(scene, f"nothing there says {words!r}")

    def _seen(self, scene: Scene) -> tuple[Channel, list[Json]]:
        channel, ts = self.threads[scene.story]
        if not scene.act.where:
            return channel, _thread(channel, ts)
        there = self.hub.world.channel(scene.act.where)
        number = self._number(scene, scene.story)
        told = there.messages.top_level("0", _LAST, inclusive=True)
        return there, [each for each in told if str(each["text"]).startswith(f"#{number} ")]

    async def _fill(self, scene: Scene) -> Json:
        """Fill in the form that has opened, by the labels of its fields, and send it."""
        act, user = scene.act, self.hub.world.user(scene.act.who)
        view = next(reversed(self.hub.world.modals.get(user.id, [])), None)
        if view is None:
            raise _failed(scene, "no form has opened")
        inputs = {_text(each.get("label")): each for each in view["blocks"] if each["type"] == "input"}
        values: dict[str, dict[str, object]] = {}
        for label, value in act.fills.items():
            if label not in inputs:
                raise _failed(scene, f"the form has no field {label!r}, but: {', '.join(inputs)}")
            block = inputs[label]
            values[str(block["block_id"])] = {block["element"]["action_id"]: value}
        return await control_clicks.submit(
            self.hub, SubmitBody(user=act.who, view_id=view["id"], values=values)
        )


def _thread(channel: Channel, ts: str) -> list[Json]:
    return channel.messages.thread(ts, "0", _LAST, inclusive=True)


def _offered(block: object, act: ActEntry) -> Iterator[tuple[Mapping[str, object], str | None]]:
    """Yield what in *block* says the words that the act presses or picks, with the option's value."""
    for element in elements_within(block):
        if act.presses and _text(element.get("text")) == act.presses:
            yield element, None
        for option in mappings(element.get("options")) if act.picks else ():
            if _text(option.get("text")) == act.picks:
                yield element, str(option["value"])


def _text(part: object) -> str:
    return str(part.get("text", "")) if isinstance(part, Mapping) else ""


def _failed(scene: Scene, why: str) -> HistoryError:
    act = scene.act
    deed = act.says or act.types or act.presses or act.picks or act.reacts
    return HistoryError(f"{scene.story}, {act.who} at {scene.at:%Y-%m-%d %H:%M} UTC, {deed!r}: {why}")
