"""`/ticket find`: what staff find by words, from the moment it was said until it was deleted."""

import pytest

from tests.databases import ON_SQLITE
from tests.live import Json, Live, button_texts, shown


async def find(live: Live, typed: str, user: str = "sam") -> str:
    return await live.command(user, "/ticket", f"find {typed}")


async def page(live: Live, typed: str) -> Json:
    """The answer as Slack got it, with its blocks."""
    answer = await live.post(
        "command", user="sam", channel="#triage", command="/ticket", text=f"find {typed}"
    )
    said: Json = answer["responses"][-1]
    return said


def numbers(said: str) -> list[int]:
    """The numbers of the tickets that are listed, in order."""
    return [int(word[1:-1].lstrip("#")) for word in said.split() if word.startswith("*<") and 0] or [
        int(line.split("|#")[1].split(">")[0]) for line in said.splitlines() if "·" in line and "|#" in line
    ]


async def test_what_was_said_a_moment_ago_is_found(live: Live) -> None:
    ts = await live.say("ana", "#acme", "The invoice export is stuck at 40 %")
    said = await find(live, "invoice stuck")
    print(said)
    assert numbers(said) == [1]
