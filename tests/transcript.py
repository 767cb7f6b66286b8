"""The handbook's transcript, as it really ran: `python -m tests.transcript` prints it, a test compares it.

What people say and press stands here; every word of Hourglass comes from the running program.
"""

import asyncio
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.logs import LogFormat, LogLevel, log_to_stderr
from bot.sandbox import demo_world
from tests.live import Json, Live, demo_clients_file, desk, elements, slack

_STARTS_AT: Final = datetime(2026, 11, 23, 14, 4, tzinfo=UTC)
_REPORT: Final = "Order processing automation is not running since 7am, orders are stuck"
_TOKEN: Final = re.compile(r"<([^>|]*)\|?([^>]*)>")
_MARKS: Final = re.compile(r"(?<!\w)[*_](\S.*?)[*_](?!\w)")


@dataclass(slots=True)
class Transcript:
    """Lines as they came, and what of each channel has been written down."""

    live: Live
    lines: list[str] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """What people are called, by their ids: a terminal shows mentions by these."""

    def person(self, who: str, where: str, what: str) -> None:
        """Write down what a person did."""
        self.lines += ["", f"{who} in {where}: {what}"]

    async def said(self, *places: tuple[str, str | None]) -> None:
        """Write down what Hourglass has newly said or changed in channels and threads."""
        for channel, thread in places:
            found = await (self.live.replies(channel, thread) if thread else self.live.messages(channel))
            for message in found:
                if "bot_id" in message:
                    self._note(channel, message, in_thread=thread is not None)

    def _note(self, channel: str, message: Json, *, in_thread: bool) -> None:
        text, key = self._named(_plain(message)), f"{channel}:{message['ts']}"
        if self.seen.get(key) == text:
            return
        verb = "edits" if key in self.seen else "says"
        self.seen[key] = text
        place = f"{channel}, in the thread" if in_thread else channel
        self.lines.append(f"  Hourglass {verb} in {place}:")
        self.lines += [f"    {line}" for line in text.splitlines()]

    def _named(self, text: str) -> str:
        for person, name in self.names.items():
            text = text.replace(f"@{person}", f"@{name}")
        return text

    def answered(self, text: str) -> None:
        """Write down an answer that only its reader sees."""
        self.lines += ["  Hourglass answers, seen by nobody else:"]
        self.lines += [f"    {line}" for line in _bare(text).splitlines()]


def _plain(message: Mapping[str, object]) -> str:
    """A message's words and controls as a terminal shows them."""
    controls = "".join(f" [{_label(each)}]" for each in elements(message))
    return "\n".join([_bare(str(message["text"])), *([controls.strip()] if controls else [])])


def _label(element: Mapping[str, Mapping[str, object]]) -> str:
    if "text" in element:
        return str(element["text"]["text"])
    return f"{element['placeholder']['text']} ▾" if "placeholder" in element else str(element["type"])


def _bare(text: str) -> str:
    """Return mrkdwn without its marks: links by their labels."""
    return _MARKS.sub(r"\1", _TOKEN.sub(lambda found: found[2] or found[1], text))


async def play(live: Live) -> list[str]:
    """Play the scene and return its lines."""
    people = (await live.get("world"))["users"]
    script = Transcript(live, names={each["id"]: each["name"] for each in people})
    await script.said(("#acme", None), ("#triage", None))
    script.lines.clear()
    thread = await _report(script)
    await _work(script, thread)
    await _reopen(script, thread)
    await _elsewhere(script)
    return script.lines[1:]


async def _report(script: Transcript) -> str:
    live = script.live
    script.person("ana", "#acme", _REPORT)
    thread = await live.say("ana", "#acme", _REPORT)
    await script.said(("#acme", thread), ("#triage", None))
    [opened] = await live.replies("#acme", thread)
    script.person("ana", "the thread", "picks [Critical]")
    await live.press("ana", opened, "choose_severity", "critical")
    await script.said(("#acme", thread), ("#triage", None))
    script.person("ana", "the thread", "presses [Add details], fills in the form and sends it")
    await live.press("ana", opened, "add_details")
    await live.submit("ana", what="The order automation", since="7am today", impact="No orders leave")
    await script.said(("#acme", thread), ("#triage", (await live.card(1))["ts"]))
    return thread


async def _work(script: Transcript, thread: str) -> None:
    live, places = script.live, (("#acme", thread), ("#triage", None))
    script.person("sam", "#triage", "/ticket claim 1")
    script.answered(await live.command("sam", "/ticket", "claim 1"))
    await script.said(*places)
    script.person("sam", "#acme, in the thread", "The queue is stuck, I am restarting it.")
    await live.say("sam", "#acme", "The queue is stuck, I am restarting it.", thread_ts=thread)
    await script.said(*places)
    summary = "The queue was stuck; restarted the worker."
    script.person("sam", "#triage", f"/ticket resolve 1 {summary}")
    script.answered(await live.command("sam", "/ticket", f"resolve 1 {summary}"))
    await script.said(*places)


async def _reopen(script: Transcript, thread: str) -> None:
    live, places = script.live, (("#acme", thread), ("#triage", None))
    question = (await live.replies("#acme", thread))[-1]
    script.person("ana", "the thread", "presses [Still broken]")
    await live.press("ana", question, "still_broken")
    await script.said(*places)
    summary = "Replaced the worker; all orders are through."
    script.person("sam", "#triage", f"/resolve 1 {summary}")
    script.answered(await live.command("sam", "/resolve", f"1 {summary}"))
    await script.said(*places)


async def _elsewhere(script: Transcript) -> None:
    script.person("rui", "#banco-litoral", "@Hourglass status")
    thread = await script.live.say("rui", "#banco-litoral", "@Hourglass status")
    await script.said(("#banco-litoral", thread))


async def transcript(folder: Path) -> str:
    """Return the transcript of a fresh demo world, at a fixed time."""
    world = demo_world().model_copy(update={"starts_at": _STARTS_AT})
    clients = demo_clients_file(folder)
    async with slack(world) as sandbox, desk(sandbox, f"sqlite:///{folder / 'desk.db'}", clients) as live:
        return "\n".join(await play(live))


def main() -> None:
    """Print the transcript."""
    log_to_stderr(LogLevel.WARNING, LogFormat.CONSOLE)
    with tempfile.TemporaryDirectory() as folder:
        print(asyncio.run(transcript(Path(folder))))  # noqa: T201 - it is for the handbook


if __name__ == "__main__":
    main()
