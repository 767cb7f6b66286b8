"""The sandbox's page as it is served: its headers, its state, and what its WebSocket tells."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from bot.sandbox import Sandbox, parse_world
from bot.sandbox.page_state import next_opening
from tests.sandbox.ends import Control

Json = dict[str, Any]

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
async def browser(sandbox: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(sandbox.url) as session:
        yield session


async def state(browser: aiohttp.ClientSession, **query: str) -> Json:
    async with browser.get("/page/state", params=query) as response:
        told: Json = await response.json()
        assert response.status == 200
    return dict(told["sections"])


def unread(told: Json) -> dict[str, tuple[int, int]]:
    return {each["name"] or "app": (each["unread"], each["mentions"]) for each in told["channels"]}


@pytest.mark.parametrize("path", ["/", "/page/js/main.js", "/page/css/base.css", "/page/state", "/control"])
async def test_everything_is_served_under_a_strict_policy(browser: aiohttp.ClientSession, path: str) -> None:
    async with browser.get(path) as response:
        assert response.status == 200
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert "unsafe" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/page/js/missing.js",
        "/page/vendoring/package.json",
        "/page/js/%2e%2e%2findex.html",
        "/page/js/..%2f..%2fserver.py",
        "/page/nothing",
    ],
)
async def test_nothing_but_the_pages_own_files_is_served(browser: aiohttp.ClientSession, path: str) -> None:
    async with browser.get(path) as response:
        assert response.status == 404


async def test_a_page_of_another_site_sees_nothing(browser: aiohttp.ClientSession) -> None:
    async with browser.get("/page/state", headers={"Origin": "https://elsewhere.example"}) as response:
        assert response.status == 403


@pytest.mark.parametrize(
    ("name", "mimetype", "place"),
    [
        ("dot.png", "image/png", "inline"),
        ("notes.txt", "text/plain", "inline"),
        ("evil.html", "text/html", "attachment"),
        ("evil.svg", "image/svg+xml", "attachment"),
    ],
)
async def test_a_file_never_acts_as_a_page(
    browser: aiohttp.ClientSession, control: Control, name: str, mimetype: str, place: str
) -> None:
    file = {"name": name, "mimetype": mimetype, "content": "<script>alert(1)</script>"}
    await control.say("ana", "#acme", "see this", files=[file])
    (said,) = (await state(browser, **{"as": "sam", "in": "acme"}))["place"]["messages"]
    async with browser.get(f"/page/file/{said['files'][0]['id']}") as response:
        assert response.headers["Content-Disposition"] == place
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert await response.text() == "<script>alert(1)</script>"


async def test_each_person_has_their_own_channels(browser: aiohttp.ClientSession) -> None:
    assert list(unread(await state(browser, **{"as": "ana"}))) == ["acme", "app"]
    everywhere = ["acme", "banco-litoral", "globex", "triage", "app"]
    assert list(unread(await state(browser, **{"as": "sam"}))) == everywhere


async def test_whoever_is_in_no_such_place_sees_the_first(browser: aiohttp.ClientSession) -> None:
    told = await state(browser, **{"as": "nobody", "in": "nowhere", "thread": "1.000000"})
    assert told["me"]["name"] == "ana"  # with whom the tour begins
    assert (told["place"]["id"], told["thread"]) == (told["channels"][0]["id"], None)
    hers = await state(browser, **{"as": "ana", "in": "triage"})
    assert hers["place"]["id"] == hers["channels"][0]["id"]


async def test_what_others_say_is_unread_until_it_is_looked_at(
    browser: aiohttp.ClientSession, control: Control
) -> None:
    first = await control.say("ana", "#acme", "@sam are you there?")
    await control.say("kim", "#acme", "a moment")
    await control.say("bo", "#acme", "me too", thread_ts=first)
    assert unread(await state(browser, **{"as": "sam"}))["acme"] == (2, 1)
    assert unread(await state(browser, **{"as": "ana"}))["acme"] == (2, 0)  # the thread is hers
    await browser.post("/page/read", json={"user": "sam", "channel": "#acme"})
    assert unread(await state(browser, **{"as": "sam"}))["acme"] == (0, 0)
    await control.say("sam", "#acme", "here I am")
    assert unread(await state(browser, **{"as": "sam"}))["acme"] == (0, 0)


async def test_a_page_is_told_of_what_changes_and_of_nothing_else(
    browser: aiohttp.ClientSession, control: Control
) -> None:
    async with browser.ws_connect("/page/live?as=ana&in=acme") as live:
        first = await live.receive_json(timeout=20)
        assert {"world", "channels", "place", "clock", "modals"} <= first["sections"].keys()
        await control.say("kim", "#acme", "hello")
        changed = await live.receive_json(timeout=20)
        assert changed["sections"].keys() == {"channels", "place"}
        assert [each["text"] for each in changed["sections"]["place"]["messages"]] == ["hello"]
        await control.say("kim", "#globex", "not for her")
        await live.send_json({"as": "kim", "in": "globex"})
        theirs = (await live.receive_json(timeout=20))["sections"]
        assert theirs["me"]["name"] == "kim"
        assert [each["text"] for each in theirs["place"]["messages"]] == ["not for her"]


async def test_a_long_channel_is_shown_from_its_end(browser: aiohttp.ClientSession, control: Control) -> None:
    for number in range(65):
        await control.say("kim", "#acme", f"line {number}")
    place = (await state(browser, **{"as": "ana", "in": "acme"}))["place"]
    assert (len(place["messages"]), place["has_earlier"]) == (60, True)
    assert place["messages"][-1]["text"] == "line 64"
    whole = (await state(browser, **{"as": "ana", "in": "acme", "most": "160"}))["place"]
    assert (len(whole["messages"]), whole["has_earlier"]) == (65, False)


@pytest.mark.parametrize(
    ("now", "opening", "monday"),
    [
        pytest.param("2026-11-24T08:59", "2026-11-24T09:00", "2026-11-30T09:00", id="before it opens"),
        pytest.param("2026-11-24T09:00", "2026-11-25T09:00", "2026-11-30T09:00", id="as it opens"),
        pytest.param("2026-11-27T18:00", "2026-11-30T09:00", "2026-11-30T09:00", id="Friday evening"),
        pytest.param("2026-11-30T10:00", "2026-12-01T09:00", "2026-12-07T09:00", id="Monday morning"),
        pytest.param("2026-03-28T12:00", "2026-03-30T08:00", "2026-03-30T08:00", id="as summer time begins"),
    ],
)
def test_the_clock_can_be_sent_to_the_next_opening(now: str, opening: str, monday: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert next_opening(at, LONDON).astimezone(UTC).isoformat()[:16] == opening
    assert next_opening(at, LONDON, only=0).astimezone(UTC).isoformat()[:16] == monday


def test_a_tour_names_people_and_channels_of_its_world() -> None:
    world = """
    teams = [{ key = "bakery", name = "Bakery" }]
    people = [{ handle = "lea", name = "Lea", team = "bakery" }]
    tour = [{ person = "tom", channel = "attic", text = "Say hello." }]
    """
    with pytest.raises(ValueError, match=r"person 'tom' of the tour, #attic of the tour"):
        parse_world(world)
    told = parse_world(world.replace("tom", "lea").replace('channel = "attic", ', ""))
    assert [each.person for each in told.tour] == ["lea"]
