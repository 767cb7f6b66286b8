"""On call: whose turn it is, who stands in, and that the shifts leave no moment out."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.rotations import Absence, Gap, Override, Rota, Rotation, Shift, Why
from bot.errors import CannotSwapError, NaiveTimeError

LONDON: Final = ZoneInfo("Europe/London")
MONDAY: Final = date(2026, 3, 2)
L1: Final = Rotation("L1", ("sam", "kim", "ada"), "Europe/London", 0, time(9), MONDAY)
HOUR: Final = timedelta(hours=1)


def london(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


def rota(*overrides: Override, away: tuple[Absence, ...] = (), rotation: Rotation = L1) -> Rota:
    return Rota((rotation,), overrides, away)


@pytest.mark.parametrize(
    ("at", "person"),
    [
        (london(3, 2, 9), "sam"),
        (london(3, 9, 8, 59), "sam"),
        (london(3, 9, 9), "kim"),
        (london(3, 16, 9), "ada"),
        (london(3, 23, 9), "sam"),
        (london(3, 2, 8, 59), "ada"),
        (london(2, 9, 12), "sam"),
    ],
    ids=[
        "the first turn begins with its hand-over",
        "it lasts to the minute before the next",
        "the next member has it from the hand-over on",
        "then the one after",
        "and then the first again",
        "turns before the first are counted backwards",
        "however far",
    ],
)
def test_members_take_turns(at: datetime, person: str) -> None:
    assert rota().on_call("L1", at) == person


def test_the_first_turn_begins_with_the_first_hand_over_from_the_day_on() -> None:
    from_wednesday = replace(L1, starts_on=date(2026, 3, 4))
    assert from_wednesday.turn(0).from_at == london(3, 9, 9)


def test_the_hand_over_keeps_its_hour_when_clocks_are_moved() -> None:
    # On 29 March London's clocks go forward, on 25 October back.
    spring, autumn = L1.turn_at(london(3, 25)), L1.turn_at(london(10, 21))
    assert (spring.from_at, spring.to_at) == (london(3, 23, 9), london(3, 30, 9))
    assert spring.to_at - spring.from_at == timedelta(days=7) - HOUR
    assert autumn.to_at - autumn.from_at == timedelta(days=7) + HOUR
    assert rota().on_call("L1", datetime(2026, 3, 30, 8, tzinfo=UTC)) == "kim"
    assert rota().on_call("L1", datetime(2026, 3, 30, 7, 59, tzinfo=UTC)) == "sam"


@pytest.mark.parametrize(
    ("day", "at", "utc"),
    [
        (date(2026, 3, 29), time(1, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(1, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
    ids=["an hour that clocks skip is past when they have", "one that comes twice counts the first time"],
)
def test_a_hand_over_in_the_very_hour_that_is_moved(day: date, at: time, utc: datetime) -> None:
    daily = replace(L1, handover_weekday=None, handover_at=at, starts_on=day)
    assert daily.turn(0).from_at == utc
    assert daily.turn_at(utc).number == 0
    assert daily.turn_at(utc - timedelta(microseconds=1)).number == -1


def test_a_hand_over_is_not_undone_where_clocks_go_back_over_midnight() -> None:
    # Newfoundland's clocks went from 00:01 on 7 November 2010 back to 23:01 on the day before.
    there = Rotation("L1", ("a", "b"), "America/St_Johns", None, time(0), date(2010, 11, 7))
    begins = there.turn(0).from_at
    assert (begins + timedelta(minutes=30)).astimezone(there.zone).date() == date(2010, 11, 6)
    assert there.turn_at(begins + timedelta(minutes=30)).number == 0


def test_a_day_that_clocks_skip_is_nobodys_turn() -> None:
    # Samoa had no 30 December 2011.
    samoa = Rotation("L1", ("a", "b", "c"), "Pacific/Apia", None, time(9), date(2011, 12, 29))
    begins = samoa.turn(0).from_at
    shifts = Rota((samoa,)).shifts("L1", begins, begins + timedelta(days=3))
    assert [each.person for each in shifts] == ["a", "c", "a"]
    assert [turn.member for turn in islice(samoa.turns_from(begins), 3)] == ["a", "c", "a"]


def test_daily_turns() -> None:
    daily = replace(L1, handover_weekday=None)
    found = [rota(rotation=daily).on_call("L1", london(3, 2 + days, 10)) for days in range(4)]
    assert found == ["sam", "kim", "ada", "sam"]


def test_an_override_across_a_hand_over() -> None:
    with_max = rota(Override("L1", "max", london(3, 8), london(3, 10)))
    assert with_max.shifts("L1", london(3, 7), london(3, 12)) == (
        Shift("sam", london(3, 7), london(3, 8), Why.TURN),
        Shift("max", london(3, 8), london(3, 10), Why.OVERRIDE),
        Shift("kim", london(3, 10), london(3, 12), Why.TURN),
    )


def test_of_two_overrides_the_later_made_wins_and_the_earlier_one_has_the_rest() -> None:
    both = rota(
        Override("L1", "max", london(3, 3), london(3, 6)), Override("L1", "ada", london(3, 4), london(3, 5))
    )
    found = [(each.person, each.why) for each in both.shifts("L1", london(3, 3), london(3, 6))]
    assert found == [("max", Why.OVERRIDE), ("ada", Why.OVERRIDE), ("max", Why.OVERRIDE)]
    assert both.on_call("L1", london(3, 4), but={"ada"}) == "max"
    assert both.on_call("L1", london(3, 4), but={"ada", "max"}) == "sam"


def test_an_override_of_another_rotation_changes_nothing() -> None:
    assert rota(Override("L2", "max", london(3, 2), london(3, 9))).on_call("L1", london(3, 4)) == "sam"


def test_the_next_member_stands_in_for_one_who_is_away() -> None:
    away = rota(away=(Absence("sam", date(2026, 3, 4), date(2026, 3, 5)),))
    assert away.shifts("L1", london(3, 2, 9), london(3, 9, 9)) == (
        Shift("sam", london(3, 2, 9), london(3, 4), Why.TURN),
        Shift("kim", london(3, 4), london(3, 6), Why.STANDS_IN),
        Shift("sam", london(3, 6), london(3, 9, 9), Why.TURN),
    )


def test_the_turn_of_one_who_is_back_is_not_lost_to_others() -> None:
    away = rota(away=(Absence("kim", date(2026, 3, 1), date(2026, 3, 31)),))
    assert [away.on_call("L1", london(3, day, 12)) for day in (2, 9, 16)] == ["sam", "ada", "ada"]


def test_one_who_is_away_gives_way_even_with_an_override() -> None:
    off = rota(
        Override("L1", "max", london(3, 3), london(3, 6)),
        away=(Absence("max", date(2026, 3, 4), date(2026, 3, 4)),),
    )
    assert [off.on_call("L1", london(3, day, 12)) for day in (3, 4, 5)] == ["max", "sam", "max"]


def test_an_absence_begins_and_ends_where_the_rotation_is() -> None:
    there = replace(L1, time_zone="Pacific/Auckland")
    away = rota(away=(Absence("sam", MONDAY, MONDAY),), rotation=there)
    # Monday begins in Auckland while it is Sunday noon in London, and so does the time that is off.
    assert away.shifts("L1", london(3, 2, 9), london(3, 3)) == (
        Shift("kim", london(3, 2, 9), london(3, 2, 11), Why.STANDS_IN),
        Shift("sam", london(3, 2, 11), london(3, 3), Why.TURN),
    )


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/New_York", "UTC"])
def test_an_absence_without_end_reckons_in_any_zone(zone: str) -> None:
    forever = Absence("sam", date.min, date.max)
    there = rota(away=(forever,), rotation=replace(L1, time_zone=zone))
    assert {each.person for each in there.shifts("L1", london(3, 2), london(4, 2))} == {"kim", "ada"}


def test_an_absence_opens_the_gaps_that_would_not_be_there_without_it() -> None:
    others = (Absence("kim", date(2026, 3, 3), date(2026, 3, 8)), Absence("ada", MONDAY, date(2026, 3, 10)))
    sams = Absence("sam", date(2026, 3, 5), date(2026, 3, 6))
    opened = (Gap("L1", london(3, 5), london(3, 7)),)
    assert rota(away=others).opened_by(sams, london(3, 2)) == opened
    assert rota(away=(*others, sams)).opened_by(sams, london(3, 2)) == opened, "said again"
    assert rota(away=others).opened_by(sams, london(3, 6, 12)) == (Gap("L1", london(3, 6, 12), london(3, 7)),)
    assert rota(away=others[:1]).opened_by(sams, london(3, 2)) == ()
    assert rota(away=others[:1]).opened_by(sams, london(3, 2), but=["ada"]) == opened
    covered = Override("L1", "max", london(3, 5), london(3, 7))
    assert rota(covered, away=others).opened_by(sams, london(3, 2)) == ()


def test_an_override_replaces_what_others_have_until_then() -> None:
    kims = Override("L1", "kim", london(3, 3), london(3, 6))
    adas = Override("L1", "ada", london(3, 5), london(3, 7))
    sams = Override("L1", "sam", london(3, 4), london(3, 10))
    assert rota(kims, adas).replaced(sams) == (
        Override("L1", "kim", london(3, 4), london(3, 5)),
        Override("L1", "ada", london(3, 5), london(3, 7)),
    )
    assert rota(kims).replaced(replace(kims, to_at=london(3, 9))) == ()
    assert rota(kims).replaced(replace(sams, rotation="L2")) == ()


def test_everybody_away_is_a_gap() -> None:
    off = tuple(Absence(each, date(2026, 3, 4), date(2026, 3, 4)) for each in L1.members)
    assert rota(away=off).on_call("L1", london(3, 4, 12)) is None
    assert rota(away=off).gaps(london(3, 1), london(3, 20)) == (Gap("L1", london(3, 4), london(3, 5)),)
    assert rota().gaps(london(3, 1), london(3, 20)) == ()
    assert rota(away=off[:1]).gaps(london(3, 4), london(3, 5), but={"kim", "ada"}) == (
        Gap("L1", london(3, 4), london(3, 5)),
    )


def test_nobody_is_on_call_where_there_is_no_such_rotation_or_member() -> None:
    assert rota().on_call("L9", london(3, 4)) is None
    assert rota().shifts("L9", london(3, 4), london(3, 5)) == ()
    empty = rota(rotation=replace(L1, members=()))
    assert empty.on_call("L1", london(3, 4)) is None
    assert empty.gaps(london(3, 4), london(3, 20)) == (Gap("L1", london(3, 4), london(3, 20)),)
    assert rota().on_call("L1", london(3, 4), but=L1.members) is None
    with pytest.raises(NaiveTimeError):
        rota().on_call("L1", datetime(2026, 3, 4))  # noqa: DTZ001 - which is the point


def test_a_swap_exchanges_the_next_turns_and_no_others() -> None:
    swapped = rota(*L1.swapped("sam", "kim", london(3, 4)))
    found = [swapped.on_call("L1", london(3, 2, 12) + timedelta(weeks=week)) for week in range(8)]
    # Sam has the turn at the time, so it is his next one, the fourth, that Kim takes over.
    assert found == ["sam", "sam", "ada", "kim", "kim", "ada", "sam", "kim"]


def test_a_swap_of_a_turn_that_begins_this_moment() -> None:
    swapped = rota(*L1.swapped("sam", "ada", london(3, 2, 9)))
    assert [swapped.on_call("L1", london(3, 2, 12) + timedelta(weeks=week)) for week in range(4)] == [
        "ada",
        "kim",
        "sam",
        "sam",
    ]


@pytest.mark.parametrize(("other", "why"), [("sam", "same"), ("max", "no_member")])
def test_who_cannot_swap(other: str, why: str) -> None:
    with pytest.raises(CannotSwapError) as refused:
        L1.swapped("sam", other, london(3, 4))
    assert (refused.value.person, refused.value.why) == (other, why)


@pytest.mark.parametrize(
    ("members", "found"),
    [
        (("sam", "max", "kim", "ada"), ["kim", "ada", "sam", "max"]),
        (("sam", "kim", "ada", "max"), ["kim", "ada", "max", "sam"]),
        (("sam", "kim"), ["kim", "sam", "kim", "sam"]),
        (("sam", "ada"), ["ada", "sam", "ada", "sam"]),
        (("max", "eva"), ["max", "eva", "max", "eva"]),
    ],
    ids=["one more before", "one more after", "one fewer", "the one whose turn it is left", "all others"],
)
def test_members_may_be_added_and_removed_in_the_middle_of_a_turn(
    members: tuple[str, ...], found: list[str]
) -> None:
    at = london(3, 11)
    changed = rota(rotation=replace(L1, members=members, starts_on=date(1999, 9, 9)).continuing(L1, at))
    assert [changed.on_call("L1", at + timedelta(weeks=week)) for week in range(4)] == found


def test_a_new_rotation_begins_with_its_first_member() -> None:
    at = london(3, 11)
    assert rota(rotation=L1.continuing(None, at)).on_call("L1", at) == "sam"
    assert replace(L1, members=()).continuing(L1, at).members == ()


ZONES: Final = (
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kolkata",
    "UTC",
)
PEOPLE: Final = ("sam", "kim", "ada", "max")
INSTANTS: Final = st.integers(0, 20 * 365 * 24 * 60).map(
    lambda minutes: datetime(2011, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
DAYS: Final = st.dates(date(2011, 1, 1), date(2031, 1, 1))
NAMES: Final = st.sampled_from(("L1", "L2"))
NEAR: Final = st.timedeltas(timedelta(days=-20), timedelta(days=20))
ROTATIONS: Final = st.builds(
    Rotation,
    NAMES,
    st.lists(st.sampled_from(PEOPLE), max_size=4, unique=True).map(tuple),
    st.sampled_from(ZONES),
    st.none() | st.integers(0, 6),
    st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0)),
    DAYS,
)


@st.composite
def rotas(draw: st.DrawFn, around: datetime) -> Rota:
    moments = NEAR.map(lambda off: around + off)
    overrides = st.tuples(NAMES, st.sampled_from(PEOPLE), moments, moments).map(
        lambda each: Override(each[0], each[1], min(each[2:]), max(each[2:]))
    )
    days = moments.map(lambda at: at.date())
    absences = st.tuples(st.sampled_from(PEOPLE), days, days).map(
        lambda each: Absence(each[0], min(each[1:]), max(each[1:]))
    )
    return Rota(
        tuple(draw(st.lists(ROTATIONS, min_size=1, max_size=2, unique_by=lambda each: each.name))),
        tuple(draw(st.lists(overrides, max_size=4))),
        tuple(draw(st.lists(absences, max_size=4))),
    )


@given(st.data(), INSTANTS)
def test_shifts_tile_the_time_and_agree_with_who_is_on_call(data: st.DataObject, around: datetime) -> None:
    rota = data.draw(rotas(around))
    name = rota.rotations[0].name
    from_at = around + data.draw(NEAR)
    to_at = from_at + data.draw(st.timedeltas(timedelta(microseconds=1), timedelta(days=40)))
    but = data.draw(st.sets(st.sampled_from(PEOPLE), max_size=2))
    shifts = rota.shifts(name, from_at, to_at, but)
    assert (shifts[0].from_at, shifts[-1].to_at) == (from_at, to_at)
    assert all(one.to_at == other.from_at for one, other in pairwise(shifts))
    assert all((one.person, one.why) != (other.person, other.why) for one, other in pairwise(shifts))
    for shift in shifts:
        inside = st.timedeltas(timedelta(), shift.to_at - shift.from_at - timedelta(microseconds=1))
        for off in (timedelta(), data.draw(inside), shift.to_at - shift.from_at - timedelta(microseconds=1)):
            assert rota.on_call(name, shift.from_at + off, but) == shift.person
    assert {gap for gap in rota.gaps(from_at, to_at, but) if gap.rotation == name} == {
        Gap(name, each.from_at, each.to_at) for each in shifts if each.person is None
    }


@given(ROTATIONS, INSTANTS)
def test_every_moment_lies_in_one_turn_that_begins_at_the_hour(rotation: Rotation, at: datetime) -> None:
    turn = rotation.turn_at(at)
    assert turn.from_at <= at < turn.to_at
    assert rotation.turn(turn.number + 1).from_at == turn.to_at
    local = turn.from_at.astimezone(rotation.zone)
    skipped = datetime.combine(local.date(), rotation.handover_at, rotation.zone).astimezone(UTC)
    if skipped.astimezone(rotation.zone).time() == rotation.handover_at:
        assert local.time() == rotation.handover_at


@given(ROTATIONS, ROTATIONS, INSTANTS)
def test_whoever_has_the_turn_keeps_it_when_the_rotation_is_changed(
    before: Rotation, after: Rotation, at: datetime
) -> None:
    had = before.turn_at(at).member
    has = after.continuing(before, at).turn_at(at).member
    if had in after.members:
        assert has == had
    elif not set(before.members) & set(after.members):
        assert has == next(iter(after.members), None)
