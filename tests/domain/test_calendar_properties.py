"""What holds of every calendar: it agrees with the clock on the wall, and with itself."""

from datetime import UTC, datetime, timedelta
from typing import Final

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.domain.calendar import BusinessCalendar
from tests.domain.places import Scene, instants, places, scenes
from tests.domain.wall_clock import DAYS, Place, Seen, look

NOTHING: Final = timedelta()
INSTANT: Final = timedelta(microseconds=1)
FIRST: Final = datetime(1965, 1, 1, tzinfo=UTC)
LAST: Final = datetime(2075, 1, 1, tzinfo=UTC)
ANY_TIME: Final = instants(FIRST, LAST)
ALLOWANCES: Final = st.timedeltas(timedelta(days=-30), timedelta(days=30))
NIGHTS: Final = dict.fromkeys(DAYS, (("22:00", "06:00"),))

slow = settings(
    deadline=None,
    suppress_health_check=[
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
        HealthCheck.large_base_example,
        HealthCheck.too_slow,
    ],
)


@slow
@given(scenes(), st.data())
def test_it_agrees_with_the_clock_on_the_wall(scene: Scene, data: st.DataObject) -> None:
    calendar = scene.place.calendar()
    seen = look(scene.place, scene.first, scene.last)
    edges = [edge for run in seen.runs for edge in run if scene.first < edge < scene.last]
    drawn = data.draw(st.lists(instants(scene.first, scene.last - INSTANT), min_size=2, max_size=6))
    asked = sorted({*drawn, *edges, *(edge - INSTANT for edge in edges)})
    assert [calendar.is_open(at) for at in asked] == [scene.place.is_open(at) for at in asked]
    for at in asked:
        agree_on_what_follows(calendar, seen, at)
    for start in drawn:
        agree_on_what_is_due(calendar, seen, start, data)


def agree_on_what_follows(calendar: BusinessCalendar, seen: Seen, at: datetime) -> None:
    assert calendar.elapsed(seen.first, at) == seen.elapsed(seen.first, at)
    assert calendar.elapsed(seen.last, at) == -seen.elapsed(at, seen.last)
    opens, closes = seen.next_open(at), seen.next_close(at)
    if opens is not None:
        assert calendar.next_open(at) == opens
    if closes is not None and closes < seen.last:
        assert calendar.next_close(at) == closes


def agree_on_what_is_due(
    calendar: BusinessCalendar, seen: Seen, start: datetime, data: st.DataObject
) -> None:
    ahead, back = seen.elapsed(start, seen.last), seen.elapsed(seen.first, start)
    if ahead > NOTHING:
        for allowance in (ahead, INSTANT, data.draw(st.timedeltas(INSTANT, ahead))):
            assert calendar.due(start, allowance) == seen.due(start, allowance)
    if back > NOTHING:
        for allowance in (back, INSTANT, data.draw(st.timedeltas(INSTANT, back))):
            assert calendar.due(start, -allowance) == seen.due_back(start, allowance)


@slow
@given(places(), ANY_TIME, ALLOWANCES)
@example(Place("Pacific/Apia", NIGHTS), datetime(2011, 12, 30, 9, 59, 59, 1, tzinfo=UTC), timedelta(hours=9))
@example(Place("Africa/Casablanca", NIGHTS), datetime(2026, 2, 15, 1, tzinfo=UTC), timedelta(hours=5))
def test_so_much_has_elapsed_when_it_is_due(place: Place, start: datetime, allowance: timedelta) -> None:
    calendar = place.calendar()
    due = calendar.due(start, allowance)
    assert calendar.elapsed(start, due) == allowance
    assert calendar.elapsed(due, start) == -allowance


@slow
@given(places(), ANY_TIME, ALLOWANCES)
def test_it_is_due_no_later_and_no_earlier(place: Place, start: datetime, allowance: timedelta) -> None:
    calendar = place.calendar()
    due = calendar.due(start, allowance)
    # Forwards, the instant before was still open; backwards, the instant itself is.
    assert calendar.is_open(due - INSTANT if allowance > NOTHING else due)
    assert (
        due == calendar.next_open(start) if allowance == NOTHING else (due > start) == (allowance > NOTHING)
    )


@slow
@given(places(), ANY_TIME, ANY_TIME, ANY_TIME)
def test_times_add_up(place: Place, first: datetime, second: datetime, third: datetime) -> None:
    calendar = place.calendar()
    in_parts = calendar.elapsed(first, second) + calendar.elapsed(second, third)
    assert calendar.elapsed(first, third) == in_parts
    assert calendar.elapsed(third, first) == -in_parts


@slow
@given(places(), ANY_TIME, st.timedeltas(INSTANT, timedelta(days=20)), st.timedeltas(INSTANT, timedelta(20)))
def test_allowances_add_up(place: Place, start: datetime, first: timedelta, second: timedelta) -> None:
    calendar = place.calendar()
    assert calendar.due(calendar.due(start, first), second) == calendar.due(start, first + second)
    assert calendar.due(calendar.due(start, -first), -second) == calendar.due(start, -first - second)


@slow
@given(places(), ANY_TIME, ANY_TIME, ANY_TIME, ALLOWANCES, ALLOWANCES)
def test_what_is_later_or_longer_is_never_due_earlier(
    place: Place, at: datetime, one: datetime, other: datetime, allowance: timedelta, another: timedelta
) -> None:
    calendar = place.calendar()
    earlier, later = sorted([one, other])
    shorter, longer = sorted([allowance, another])
    assert calendar.elapsed(at, earlier) <= calendar.elapsed(at, later)
    assert NOTHING <= calendar.elapsed(earlier, later) <= later - earlier
    assert calendar.due(earlier, allowance) <= calendar.due(later, allowance)
    assert calendar.due(at, shorter) <= calendar.due(at, longer)


@slow
@given(places(), st.lists(st.tuples(ANY_TIME, ANY_TIME, ALLOWANCES), min_size=2, max_size=4))
def test_what_was_asked_before_changes_no_answer(
    place: Place, questions: list[tuple[datetime, datetime, timedelta]]
) -> None:
    kept = place.calendar()
    for start, end, allowance in questions:
        fresh = place.calendar()
        assert kept.due(start, allowance) == fresh.due(start, allowance)
        assert kept.elapsed(start, end) == fresh.elapsed(start, end)
        assert kept.next_close(start) == fresh.next_close(start)


@slow
@given(places(), ANY_TIME)
def test_it_stays_open_until_it_closes(place: Place, at: datetime) -> None:
    calendar = place.calendar()
    opens, closes = calendar.next_open(at), calendar.next_close(at)
    assert opens >= at
    assert calendar.is_open(opens)
    assert calendar.elapsed(at, opens) == NOTHING
    if closes is not None:
        assert not calendar.is_open(closes)
        assert calendar.elapsed(opens, closes) == closes - opens
