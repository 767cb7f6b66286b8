"""A history is planned back from any present, checked as it is read, and names an act that cannot be done."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import (
    BotControl,
    HistoryError,
    Manifest,
    Sandbox,
    demo_history,
    demo_world,
    parse_history,
    past_of,
)

WORLD: Final = demo_world()
DEMO: Final = demo_history()
MONDAY: Final = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ANY_PRESENT: Final = st.integers(0, 4 * 366 * 24 * 60).map(lambda each: MONDAY + timedelta(minutes=each))
ONE: Final = '[[story]]\nname = "one"\nacts = [\n{}\n]'
BEGINS: Final = '{ before = "1h", who = "ana", where = "#acme", says = "It is broken" },'


@given(ANY_PRESENT)
def test_every_story_is_over_before_any_present_and_keeps_its_order(present: datetime) -> None:
    past = past_of(DEMO, WORLD, present)
    assert past.begins_at < past.scenes[0].at
    assert all(scene.at < present for scene in past.scenes)
    assert past.scenes[-1].at - past.scenes[0].at < timedelta(days=13)
    for story in DEMO.story:
        own = [scene for scene in past.scenes if scene.story == story.name]
        assert [scene.act for scene in own] == list(story.acts), story.name
        assert all(earlier.at <= later.at for earlier, later in pairwise(own))


@given(ANY_PRESENT)
def test_what_has_a_day_happens_on_working_days_in_its_persons_daytime(present: datetime) -> None:
    zones = {"ana": "America/New_York", "rui": "America/Sao_Paulo", "gia": "Europe/Berlin"}
    for scene in past_of(DEMO, WORLD, present).scenes:
        if scene.act.days_ago is not None and scene.act.who in zones:
            local = scene.at.astimezone(ZoneInfo(zones[scene.act.who]))
            assert local.weekday() < 5
            assert 9 <= local.hour < 18
            assert local.time() == scene.act.at


@pytest.mark.parametrize(
    ("present", "opened"),
    [
        pytest.param(
            "2026-11-23T09:30-05:00", "2026-11-20T09:00-05:00", id="on a Monday, Friday is a day ago"
        ),
        pytest.param("2026-11-22T12:00-05:00", "2026-11-20T09:00-05:00", id="on a Sunday too"),
        pytest.param("2026-11-24T02:00+00:00", "2026-11-23T09:00-05:00", id="it is still Monday there"),
        pytest.param("2026-11-02T12:00-05:00", "2026-10-30T09:00-04:00", id="across the end of summer time"),
        pytest.param("2027-01-01T00:30-05:00", "2026-12-31T09:00-05:00", id="in another year"),
    ],
)
def test_days_are_counted_where_the_company_is_and_hours_where_the_person_is(
    present: str, opened: str
) -> None:
    act = '{ days_ago = 1, at = "09:00", who = "ana", where = "#acme", says = "It is broken" },'
    (scene,) = past_of(parse_history(ONE.format(act)), WORLD, datetime.fromisoformat(present)).scenes
    assert scene.at == datetime.fromisoformat(opened)


@pytest.mark.parametrize(
    ("acts", "why"),
    [
        pytest.param('{ later = "1m", who = "ana", where = "#acme", says = "x" }', "own", id="begins later"),
        pytest.param('{ before = "1h", who = "ana", says = "x" }', "channel", id="begins nowhere"),
        pytest.param('{ before = "soon", who = "ana", where = "#acme", says = "x" }', "25m", id="no length"),
        pytest.param('{ before = "1h", at = "09:00", who = "ana", where = "#acme", says = "x" }', "days_ago"),
        pytest.param(BEGINS + '{ later = "1m", who = "sam", says = "x", picks = "y" }', "exactly one"),
        pytest.param(BEGINS + '{ later = "1m", who = "sam", fills = { a = "b" }, picks = "y" }', "presses"),
        pytest.param(BEGINS + '{ later = "1m", before = "2m", who = "sam", says = "x" }', "time of an act"),
        pytest.param(BEGINS + '{ later = "1m", who = "sam", syas = "x" }', "syas", id="a slip of the pen"),
    ],
)
def test_a_history_that_makes_no_sense_is_refused_with_the_reason(acts: str, why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)):
        parse_history(ONE.format(acts))


def test_the_demo_names_only_people_channels_and_stories_that_there_are() -> None:
    people = {each.handle for each in WORLD.people}
    places = {"", *(f"#{each.name}" for each in WORLD.channels)}
    known: set[str] = set()
    for story in DEMO.story:
        known.add(story.name)
        assert {act.who for act in story.acts} <= people
        assert {act.where for act in story.acts} <= places
        named = {name for act in story.acts for name in re.findall(r"\{(.+?)\}", act.types)}
        assert named <= {"n", *known}
    assert {step.person for step in DEMO.tour} <= people
    assert {f"#{step.channel}" for step in DEMO.tour if step.channel} <= places


@pytest.mark.parametrize(
    ("act", "why"),
    [
        pytest.param('{ later = "1m", who = "sam", presses = "Claim" }', "nothing there says 'Claim'"),
        pytest.param('{ later = "1m", who = "sam", picks = "High" }', "nothing there says 'High'"),
        pytest.param(
            '{ later = "1m", who = "sam", where = "#triage", types = "/ticket claim {n}" }', "no number"
        ),
        pytest.param(
            '{ later = "1m", who = "ana", where = "#triage", says = "Hello" }', "ana is not in #triage"
        ),
    ],
)
async def test_an_act_that_cannot_be_done_is_named_with_its_story(
    manifest: Manifest, act: str, why: str
) -> None:
    past = past_of(parse_history(ONE.format(BEGINS + act)), WORLD, MONDAY)
    world = WORLD.model_copy(update={"starts_at": past.begins_at})
    async with Sandbox.start(world, manifest, bot=BotControl()) as alone:
        with pytest.raises(HistoryError, match=rf"^one, .+{re.escape(why)}"):
            await alone.live_through(past)


async def test_the_present_is_reached_and_each_act_told(manifest: Manifest) -> None:
    past = past_of(parse_history(ONE.format(BEGINS)), WORLD, MONDAY)
    world = WORLD.model_copy(update={"starts_at": past.begins_at})
    told: list[tuple[int, int]] = []
    async with Sandbox.start(world, manifest) as alone:
        await alone.live_through(past, lambda done, of: told.append((done, of)))
        assert timedelta() <= alone.clock.now() - MONDAY < timedelta(minutes=1)
        channel = alone.world.channel("#acme")
        (said,) = channel.messages.since("0")
    assert (said["text"], told) == ("It is broken", [(1, 1)])
    assert abs(float(said["ts"]) - (MONDAY - timedelta(hours=1)).timestamp()) < 5


async def test_its_tour_shows_its_threads_and_gives_way_when_the_world_is_emptied(manifest: Manifest) -> None:
    tour = (
        '\n[[tour]]\nperson = "ana"\nchannel = "acme"\ntext = "Look"\nthread = "It is"\ndone_by = ["reply"]'
    )
    past = past_of(parse_history(ONE.format(BEGINS) + tour), WORLD, MONDAY)
    world = WORLD.model_copy(update={"starts_at": past.begins_at})
    async with Sandbox.start(world, manifest) as alone, aiohttp.ClientSession(alone.url) as browser:
        own = await _tour(browser)
        await alone.live_through(past)
        (said,) = alone.world.channel("#acme").messages.since("0")
        assert await _tour(browser) == [
            {"channel": "acme", "text": "Look", "write": "", "thread": said["ts"], "done_by": ["reply"]}
        ]
        async with browser.post("/control/reset") as emptied:
            assert emptied.ok
        assert await _tour(browser) == own
        assert len(own) > 1


async def _tour(browser: aiohttp.ClientSession) -> list[dict[str, object]]:
    async with browser.get("/page/state", params={"as": "ana"}) as response:
        found: list[dict[str, object]] = (await response.json())["sections"]["tour"]
        return found
