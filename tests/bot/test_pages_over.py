"""Pages that are over: no button is left on them, and each says what became of it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Final, TypeAlias

import pytest

from tests.bot.walks import STARTS_AT, at, report
from tests.databases import ON_SQLITE
from tests.live import Json, Live, button_texts, demo

pytestmark = ON_SQLITE

CANNOT: Final = "decline_page"
BUTTONS: Final = ["Claim", "I can't"]


@pytest.fixture
async def live(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    """The demo world on a Friday, shortly before the plan of Acme closes, and a bot at work in it."""
    async with demo(database_url, tmp_path, starts_at=STARTS_AT) as live:
        yield live


async def pages(live: Live) -> list[Json]:
    """The pages in the thread of the card."""
    found = await live.replies("#triage", (await live.card(1))["ts"])
    return [each for each in found if each["text"].startswith("🚨")]


def ends(page: Json) -> str:
    """What a page says last."""
    return str(page["text"]).splitlines()[-1]


async def _claimed(live: Live, _ts: str) -> None:
    await live.press("kim", (await pages(live))[-1], "claim")


async def _given(live: Live, _ts: str) -> None:
    await live.command("sam", "/ticket", "assign 1 @kim")


async def _answered(live: Live, ts: str) -> None:
    await live.say("kim", "#acme", "We are looking into it", ts)


async def _resolved(live: Live, _ts: str) -> None:
    await live.command("kim", "/ticket", "resolve 1 Restarted")


async def _set_aside(live: Live, ts: str) -> None:
    await live.press("ana", (await live.replies("#acme", ts))[0], "not_an_issue")


async def _merged(live: Live, _ts: str) -> None:
    await live.say("bo", "#acme", "Could the report have one more field?")
    await live.command("kim", "/ticket", "merge 1 into 2")


End: TypeAlias = Callable[[Live, str], Awaitable[None]]
OVER: Final[list[tuple[End, str, str]]] = [
    (_claimed, "✅ Claimed by kim.", "kim has #1 already."),
    (_given, "✅ Given to kim.", "kim has #1 already."),
    (_answered, "✅ kim answered the client.", "#1 was taken or answered meanwhile"),
    (_resolved, "✅ Resolved by kim.", "#1 is already resolved."),
    (_set_aside, "🚫 ana said that this is not a request.", "#1 was cancelled."),
    (_merged, "🚫 Merged into another ticket by kim.", "#1 was cancelled."),
]


@pytest.mark.parametrize(("end", "said", "too_late"), OVER, ids=[said for _, said, _ in OVER])
async def test_the_buttons_of_all_pages_go_once_it_is_over(
    live: Live, end: End, said: str, too_late: str
) -> None:
    """Slack takes no edit for ten minutes, so that somebody still sees a button that is over."""
    ts = await report(live, "critical")
    await at(live, "20 17:50")
    before = await pages(live)
    await live.fault("chat.update", "rate_limited", 10, seconds=600)
    await end(live, ts)
    assert [button_texts(page) for page in await pages(live)] == [BUTTONS] * 2
    await live.press("sam", before[0], CANNOT)
    assert (await live.whispers("sam"))[-1].startswith(too_late), "who saw the old one is told kindly"
    await at(live, "20 20:30")
    after = await pages(live)
    assert [button_texts(page) for page in after] == [[]] * 2
    assert [ends(page) for page in after] == [said] * 2
    assert [page["text"].splitlines()[0] for page in after] == [
        page["text"].splitlines()[0] for page in before
    ], "what it was about stays in sight"


async def test_who_was_told_directly_reads_it_too(live: Live) -> None:
    await live.post("member", channel="#triage", user="sam", **{"in": False})
    await live.settle()
    await report(live, "critical")
    await live.command("kim", "/ticket", "claim 1")
    edits = (await live.get("calls", method="chat.update"))["calls"]
    [edit] = [call["args"] for call in edits if call["args"]["channel"].startswith("D")]
    assert ends(edit) == "✅ Claimed by kim."
    assert button_texts(edit) == []


async def test_a_page_is_edited_once_whatever_comes_later(live: Live) -> None:
    await report(live, "critical")
    await live.command("kim", "/ticket", "claim 1")
    await live.command("sam", "/ticket", "assign 1 @max")
    await live.command("max", "/ticket", "resolve 1 Restarted")
    edits = (await live.get("calls", method="chat.update"))["calls"]
    assert [ends(call["args"]) for call in edits if str(call["args"]["text"]).startswith("🚨")] == [
        "✅ Claimed by kim."
    ]


async def test_an_answer_leaves_a_page_of_the_resolution_open(live: Live) -> None:
    """Of Globex's plan L2 is called half way to the resolution, which no answer brings."""
    ts = await report(live, "critical", "gia", "#globex")
    await at(live, "21 05:31")
    await live.say("kim", "#globex", "We are looking into it", ts)
    await live.settle()
    assert [button_texts(page) for page in await pages(live)] == [[]] * 4 + [BUTTONS]
