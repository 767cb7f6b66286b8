"""`/oncall`: who is on call, and everything that changes it, at a desk at work."""

import re
from pathlib import Path
from typing import Final

import pytest

from bot.domain.staff_hours import read_staff_hours
from bot.services.reaching import keep_people_fresh
from bot.shipped import demo_clients
from tests.bot.on_call import on_call, oncall, told
from tests.databases import ON_BOTH, ON_SQLITE
from tests.live import Live, desk, slack
from tests.looking import rows

pytestmark = ON_SQLITE


async def test_who_is_on_call_now_and_at_the_next_hand_overs(december: Live) -> None:
    said = await oncall(december, "", by="kim")
    assert said == await oncall(december, "show", by="kim")
    assert "*L1* · *sam* until Mon, Dec 14, 2026, 10:00" in said, "by Kim's clock, in Copenhagen"
    assert "• then kim from Mon, Dec 14, 2026, 10:00" in said
    assert "Turns: sam, kim · hand-over mon 09:00 Europe/London" in said
    assert "*L2* · *kim* until" in said
    assert "*L3* · *ada* until" in said
    assert "Times are by your clock (Europe/Copenhagen)." in said
    alone = await oncall(december, "show l2")
    assert "*L2* · *kim* until Mon, Dec 14, 2026, 09:00" in alone
    assert "*L1*" not in alone
    who = await oncall(december, "who L2")
    assert who == "*L2* · *kim* until Mon, Dec 14, 2026, 09:00\n• then sam from Mon, Dec 14, 2026, 09:00"


async def test_an_override_by_a_manager_is_told_and_ends_by_itself(december: Live) -> None:
    said = await oncall(december, "override L1 @kim from now for 4h")
    assert said.startswith("You put kim on call in L1 from Mon, Dec 7, 2026, 10:0")
    assert said.endswith(" (Europe/London).")
    assert (await told(december))[-1] == said.replace("You", "max")
    assert await on_call(december) == "kim"
    assert ", instead of the usual turn" in await oncall(december, "")
    await december.advance(hours=4, minutes=1)
    assert await on_call(december) == "sam"
    kept = await rows(december.bot.desk.database, "SELECT made_by, person FROM overrides")
    world = {each["name"]: each["id"] for each in (await december.get("world"))["users"]}
    assert kept == [{"made_by": world["max"], "person": world["kim"]}]


@ON_BOTH
async def test_an_override_may_be_taken_back(december: Live) -> None:
    await oncall(december, "override L1 @kim 2026-12-24..2026-12-26")
    await oncall(december, "override l1 @ada from now for 4h")
    assert await on_call(december) == "ada"
    assert "took back that ada is on call in L1" in await oncall(december, "override L1 off")
    assert await on_call(december) == "sam"
    assert "took back that kim is on call in L1 from Thu, Dec 24, 2026, 00:00" in await oncall(
        december, "override L1 off"
    )
    assert "Nobody has an override in L1" in await oncall(december, "override L1 off")
    assert sum("took back" in text for text in await told(december)) == 2


async def test_an_engineer_takes_a_turn_and_gives_it_back_but_gives_it_to_nobody_else(december: Live) -> None:
    assert "You put kim on call" in await oncall(december, "override L1 me for 2h", by="kim")
    assert await on_call(december) == "kim"
    assert "took back" in await oncall(december, "override L1 off", by="kim")
    assert "Ask a manager" in await oncall(december, "override L1 @sam for 2h", by="kim")
    await oncall(december, "override L1 @max from 2026-12-15 to 2026-12-16")
    assert "Ask a manager" in await oncall(december, "override L1 off", by="sam")
    assert "took back" in await oncall(december, "override L1 off", by="kim"), "it is her turn then"


async def test_members_swap_their_next_turns(december: Live) -> None:
    said = await oncall(december, "swap L1 @sam @kim", by="kim")
    assert "swapped turns in L1: kim has Mon, Dec 21, 2026" in said
    assert "and sam has Mon, Dec 14, 2026" in said
    found = []
    for _ in range(4):
        found.append(await on_call(december))
        await december.advance(days=7)
    assert found == ["sam", "sam", "kim", "kim"]


@pytest.mark.parametrize("text", ["swap L2 @ada @max", "swap L1 @sam @ada"])
async def test_an_engineer_swaps_nothing_of_others(december: Live, text: str) -> None:
    assert "Ask a manager" in await oncall(december, text, by="kim")


async def test_the_next_stands_in_for_one_who_is_away_until_they_are_back(december: Live) -> None:
    assert "said that sam is away" in await oncall(december, "away @sam 2026-12-07..2026-12-09")
    assert await on_call(december) == "kim"
    shown = await oncall(december, "show")
    assert "standing in" in shown
    assert "Away: sam (Mon, Dec 7, 2026 \N{EN DASH} Wed, Dec 9, 2026)" in shown
    assert "sam is away then" in await oncall(december, "override L1 @sam from now for 4h")
    assert "sam is not away after all" in await oncall(december, "back @sam", by="sam")
    assert await on_call(december) == "sam"
    assert "sam is not away, now or to come" in await oncall(december, "back", by="sam")
    assert "said that kim is away" in await oncall(december, "away tomorrow", by="kim")
    assert "Ask a manager" in await oncall(december, "away @sam tomorrow", by="kim")
    assert len(await told(december)) == 3


async def test_with_everybody_away_nobody_is_on_call_and_it_says_so(december: Live) -> None:
    for each in ("sam", "kim"):
        await oncall(december, f"away @{each} today")
    assert ":warning: *nobody* until Tue, Dec 8, 2026, 00:00" in await oncall(december, "who L1")
    assert await on_call(december) == "nobody"


@ON_BOTH
async def test_people_set_their_own_hours_and_managers_those_of_others(december: Live) -> None:
    assert "sam has no hours" in await oncall(december, "hours", by="sam")
    assert "`mon-fri 09:00-17:00 Europe/Lisbon`" in await oncall(
        december, "hours mon-fri 9-17 Europe/Lisbon", by="sam"
    )
    assert "`mon-fri 09:00-17:00 Europe/Lisbon`" in await oncall(december, "hours", by="sam")
    assert "Ask a manager" in await oncall(december, "hours @sam daily 8-20", by="kim")
    assert "`mon-sun 08:00-20:00 Europe/Copenhagen`" in await oncall(december, "hours @kim daily 8-20")
    world = {each["name"]: each["id"] for each in (await december.get("world"))["users"]}
    async with december.bot.desk.database.reading() as store:
        assert await store.rota.hours(world.values()) == {
            world["sam"]: read_staff_hours("mon-fri 9-17 Europe/Lisbon", "UTC"),
            world["kim"]: read_staff_hours("daily 8-20 Europe/Copenhagen", "UTC"),
        }
    assert "sam has no hours" in await oncall(december, "hours off", by="sam")
    assert "sam has no hours to take back" in await oncall(december, "hours off", by="sam")
    assert await told(december) == [], "that is nobody else's business"


async def test_a_manager_sets_a_rotation_and_whoever_has_the_turn_keeps_it(december: Live) -> None:
    said = await oncall(december, "rotation L1 @kim, @sam @max wed 08:30 europe/lisbon")
    assert said == (
        "You set the rotation L1: kim, sam, max, hand-over wed 08:30 Europe/Lisbon. sam has the turn now."
    )
    assert await on_call(december) == "sam"
    await december.advance(days=2)
    assert await on_call(december) == "max"
    assert "set the rotation Night: ada" in await oncall(december, "rotation Night @ada daily 22:00")
    assert "*Night* · *ada*, for the weeks to come" in await oncall(december, "who night")
    assert "did away with the rotation Night" in await oncall(december, "rotation night off")
    assert "There is no rotation `Night`. There is: L1, L2, L3." in await oncall(december, "who Night")
    assert "Ask a manager" in await oncall(december, "rotation L1 @sam mon 09:00", by="sam")


MISTAKES: Final = (
    ("override", "Something is missing: who and when, as in `/oncall override L1 @kim from"),
    ("override L1 @kim", "Something is missing: who and when, as in `/oncall override L1 @kim from"),
    ("override L9 @kim for 4h", "There is no rotation `L9`. There is: L1, L2, L3."),
    ("override L1 @kim at Christmas", "I cannot read `at Christmas` as a time. Write it as in"),
    ("override L1 @kim 2026-12-26..2026-12-24", "ends before it begins"),
    ("override L1 @kim 2026-11-01..2026-11-02", "is over already"),
    ("override L1 @kim fri 9:00", "says when it begins, and not when it ends."),
    ("override L1 @kim 2026 09:00 to 2026 18:00", "a date has year, month and day"),
    ("override L1 @seniors for 4h", "A group cannot be on call, for one person at a time is."),
    ("rotation L1 @sam @seniors mon 09:00", "calls this whole group by its id: `group:S"),
    ("away @kim 2026-12-26..2026-12-24", "ends before it begins. Write the earlier day first"),
    ("away @kim 2026-11-01..2026-11-02", "is over already. Write days to come"),
    ("away @kim 2028-11-01", "is more than a year ahead."),
    ("away @kim 2026-12-24 09:00", "I cannot read `2026-12-24 09:00` as days."),
    ("rotation L1 @sam 2026 09:00 Europe/London", "I cannot read `2026 09:00 Europe/London` as a hand-over."),
    (
        "rotation L1 @sam mon 09:00 Xyzzyq",
        "`Xyzzyq` is no time zone that I know. Write the name of one, such as",
    ),
    ("override L1 @ana for 4h", "ana is no full member of your workspace and cannot be on call."),
    ("override L1 @gus for 4h", "gus is no full member of your workspace and cannot be on call."),
    ("override L1 @zoe for 4h", "I know nobody called zoe. Name one of your own people with @"),
    ("swap L1 @sam", "Something is missing: the two who swap, as in `/oncall swap L1 @sam @kim`"),
    ("swap L1 @sam @sam", "sam cannot swap with themselves."),
    ("swap L1 @sam @max", "max has no turns in L1, so there is none to swap."),
    ("away @kim", "Something is missing: the days, as in `/oncall away @kim fri..sun`"),
    ("away @kim soon", "I cannot read `soon` as days."),
    (
        "hours all day",
        "I cannot read `all day` as working hours. Write them as in `/oncall hours mon-fri",
    ),
    ("hours mon-fri 9-17 Europe/Lisbn", "Did you mean `Europe/Lisbon`?"),
    ("rotation", "Something is missing: name, members, hand-over and zone, as in `/oncall rotation"),
    ("rotation L1 @sam", "Something is missing: name, members, hand-over and zone"),
    ("rotation L1 mon 09:00", "A rotation needs members."),
    ("rotation L1 @sam mon noon", "I cannot read `mon noon` as a hand-over."),
    ("rotation L1 @sam mon 09:00 Lodnon", "Did you mean `Europe/London`?"),
    ("rotation L#1 @sam mon 09:00", "cannot be a rotation's name."),
    ("rotation L9 off", "There is no rotation L9 to do away with."),
    ("shwo", "`shwo` is no command that I know. Did you mean `show`?"),
)


async def test_every_mistake_gets_a_sentence_with_an_example(december: Live) -> None:
    for text, says in MISTAKES:
        assert says in await oncall(december, text), text
    assert await told(december) == []


@ON_BOTH
async def test_what_a_mistakes_answer_says_to_write_is_understood(december: Live) -> None:
    said = [await oncall(december, text) for text, _ in MISTAKES]
    examples = {each for answer in said for each in re.findall(r"`/oncall ([^`]+)`", answer)}
    assert {each.split()[0] for each in examples} >= {"override", "swap", "away", "hours", "rotation"}
    for example in sorted(examples, reverse=True):  # those about absences last: nobody is away before
        answer = await oncall(december, example)
        assert answer.startswith(("You ", "max's hours are", "max has no hours", "*")), (example, answer)


async def test_help_lists_what_there_is(december: Live) -> None:
    said = await oncall(december, "help", by="sam")
    for verb in ("show", "who", "override", "swap", "away", "hours", "rotation"):
        assert f"`/oncall {verb}" in said


async def test_without_a_rotation_it_says_how_to_make_one(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "clients.toml").write_text(demo_clients().partition("# Who is on call")[0], encoding="utf-8")
    async with slack() as sandbox, desk(sandbox, database_url, tmp_path / "clients.toml") as live:
        for text in ("", "show", "who"):
            assert "There is no on-call rotation yet" in await oncall(live, text)
        assert "There is no on-call rotation yet" in await oncall(live, "override L1 @kim for 4h")
        await oncall(live, "rotation L1 @sam @kim mon 09:00 Europe/London")
        assert await on_call(live) == "sam"


async def test_one_who_has_left_is_known_to_have_within_the_hour(december: Live) -> None:
    await december.post("person", user="sam", deactivated=True)
    await december.advance(hours=1)
    await keep_people_fresh(december.bot.desk)
    world = {each["name"]: each["id"] for each in (await december.get("world"))["users"]}
    async with december.bot.desk.database.reading() as store:
        known = await store.people.get_all([world["sam"], world["kim"]])
    assert {each.name: each.is_deactivated for each in known.values()} == {"sam": True, "kim": False}
    said = await oncall(december, "override L1 @sam for 4h")
    assert said.startswith("sam's account is deactivated, so nothing would reach them.")


async def test_a_client_may_not_even_ask(december: Live) -> None:
    answer = await december.post("command", user="ana", channel="#acme", command="/oncall", text="")
    assert answer["error"] == "not_allowed"
