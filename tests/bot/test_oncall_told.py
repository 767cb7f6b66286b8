"""`/oncall`: nothing that a change brings about goes unsaid, and a swap is taken back as a whole."""

from tests.bot.on_call import on_call, oncall, told
from tests.databases import ON_BOTH, ON_SQLITE
from tests.live import Live

pytestmark = ON_SQLITE


async def test_a_rotations_name_alone_asks_who_is_on_call_in_it(december: Live) -> None:
    assert await oncall(december, "l2") == await oncall(december, "who L2")
    assert "`l9` is no command that I know." in await oncall(december, "L9")
    await oncall(december, "rotation swap @ada daily 22:00")
    assert "Something is missing: the two who swap" in await oncall(december, "swap"), "commands come first"


async def test_an_overrides_beginning_is_read_as_a_reminders(december: Live) -> None:
    said = await oncall(december, "override L1 @kim from fri 9:00 to mon 9:00")
    assert "from Fri, Dec 11, 2026, 09:00 to Mon, Dec 14, 2026, 09:00" in said
    later = await oncall(december, "override L2 @sam from mon 9:00 for 1.5h")
    assert "from Mon, Dec 14, 2026, 09:00 to Mon, Dec 14, 2026, 10:30" in later, "today it has passed"
    assert "sam is away (Sat, Dec 12, 2026 \N{EN DASH} Sun, Dec 13, 2026)" in await oncall(
        december, "away sat..sun", by="sam"
    )


async def test_a_swap_is_taken_back_as_a_whole(december: Live) -> None:
    await oncall(december, "swap L1 @sam @kim")
    said = await oncall(december, "override L1 off", by="sam")
    assert said == (
        "You took back the swap in L1: sam does not stand in from Mon, Dec 14, 2026, 09:00 to "
        "Mon, Dec 21, 2026, 09:00, nor kim from Mon, Dec 21, 2026, 09:00 to Mon, Dec 28, 2026, 09:00 "
        "(Europe/London)."
    )
    assert (await told(december))[-1] == said.replace("You", "sam")
    found = []
    for _ in range(4):
        found.append(await on_call(december))
        await december.advance(days=7)
    assert found == ["sam", "kim", "sam", "kim"]
    assert "Nobody has an override in L1" in await oncall(december, "override L1 off")


async def test_a_swap_taken_back_midway_ends_at_once(december: Live) -> None:
    await oncall(december, "swap L1 @sam @kim")
    await december.advance(days=8)
    assert await on_call(december) == "sam"
    assert "took back the swap in L1: sam does not stand in" in await oncall(december, "override L1 off")
    assert await on_call(december) == "kim"
    await december.advance(days=7)
    assert await on_call(december) == "sam"


async def test_what_is_over_of_a_swap_is_said_to_stay(december: Live) -> None:
    await oncall(december, "swap L1 @sam @kim")
    await december.advance(days=15)
    assert await on_call(december) == "kim"
    said = await oncall(december, "override L1 off")
    assert "took back that kim is on call in L1 from Mon, Dec 21, 2026, 09:00" in said
    assert (
        "The other half of that swap is over and stays: sam was on call from Mon, Dec 14, 2026, 09:00 to "
        "Mon, Dec 21, 2026, 09:00." in said
    )
    assert await on_call(december) == "sam"


@ON_BOTH
async def test_another_override_is_left_alone_when_one_is_taken_back(december: Live) -> None:
    await oncall(december, "override L1 @kim 2026-12-24..2026-12-26")
    await oncall(december, "override L1 @ada 2026-12-28")
    assert "took back that kim" in await oncall(december, "override L1 off")
    assert "took back that ada" in await oncall(december, "override L1 off")


async def test_an_override_says_what_it_replaces_of_anothers(december: Live) -> None:
    first = await oncall(december, "override L1 @kim 2026-12-24 09:00 to 2026-12-26 09:00")
    assert "replaces" not in first
    assert "replaces" not in await oncall(december, "override L1 @kim 2026-12-25 to 2026-12-27")
    assert "replaces" not in await oncall(december, "override L2 @ada 2026-12-25"), "another rotation"
    said = await oncall(december, "override L1 @ada 2026-12-26..2026-12-30")
    assert said.endswith(
        "\nThat replaces kim's override in L1 from Sat, Dec 26, 2026, 00:00 to Mon, Dec 28, 2026, 00:00."
    )
    assert (await told(december))[-1] == said.replace("You", "max")


async def test_a_swap_says_what_it_replaces(december: Live) -> None:
    await oncall(december, "override L1 @ada 2026-12-16")
    assert "That replaces ada's override in L1 from Wed, Dec 16, 2026, 00:00" in await oncall(
        december, "swap L1 @sam @kim"
    )


async def test_who_leaves_a_level_with_nobody_is_told_at_once_and_so_is_triage(december: Live) -> None:
    assert "nobody" not in await oncall(december, "away @kim 2026-12-14..2026-12-18")
    said = await oncall(december, "away 2026-12-18..2026-12-21", by="sam")
    assert said.count(":warning:") == 2, "L1 and L2 have the same two members"
    assert (
        ":warning: L1 then has nobody from Fri, Dec 18, 2026, 00:00 to Sat, Dec 19, 2026, 00:00 "
        "(Europe/London), so its escalations would reach nobody. Put somebody on call: "
        "`/oncall override L1 @name from 2026-12-18 00:00 to 2026-12-19 00:00`." in said
    )
    assert (await told(december))[-1] == said.replace("You", "sam")
    again = await oncall(december, "away 2026-12-18..2026-12-21", by="sam")
    assert again == said, "as long as it is so"
    mended = "override L1 @ada from 2026-12-18 00:00 to 2026-12-19 00:00"
    assert "You put ada on call" in await oncall(december, mended)
    assert (await oncall(december, "away 2026-12-18..2026-12-21", by="sam")).count(":warning:") == 1


async def test_one_who_has_left_fills_no_gap(december: Live) -> None:
    await december.post("person", user="kim", deactivated=True)
    await december.advance(hours=1)
    assert "account is deactivated" in await oncall(december, "override L1 @kim for 4h")
    assert "L1 then has nobody from" in await oncall(december, "away tomorrow", by="sam")
