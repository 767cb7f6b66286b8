"""Whatever happens to a contract, in whatever order, its minutes add up.

Plans are taken and given back, work is logged late and taken back, managers give and take, plans are paused:
`Played.check` says what has to hold of every ledger.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from math import ceil
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.entries import EntryKind, standing
from bot.domain.ledger import balance
from bot.domain.months import Contract
from bot.domain.terms import Period, Upgrade
from tests.domain.played import NEW_YORK, PLANS, Played, hours

BEGINS: Final = st.dates(date(2026, 1, 1), date(2028, 12, 31))
GRANTING: Final = sorted(name for name, granted in PLANS.items() if granted)
ALIKE: Final = {
    f"{minutes}{'' if upgrade is Upgrade.PRO_RATA else '-later'}": hours(minutes, upgrade=upgrade)
    for minutes in (7, 60, 120, 301)
    for upgrade in Upgrade
}
"""Plans whose months begin alike, of which as much is carried over."""


@st.composite
def happenings(draw: st.DrawFn, plans: tuple[str, ...] = tuple(PLANS)) -> list[str]:
    """What happens to a contract, day by day; a day is written as how many days after the last it is."""
    kinds = st.sampled_from(
        [
            "use",
            "use",
            "use",
            "log",
            "undo",
            "give",
            "take",
            "plan",
            "plan",
            "plan",
            "pause",
            "resume",
            "look",
        ]
    )
    found = []
    for _ in range(draw(st.integers(1, 14))):
        what, later = draw(kinds), draw(st.integers(0, 20))
        detail = {
            "plan": st.sampled_from(plans),
            "pause": st.integers(1, 3).map(str),
            "log": st.integers(1, 60).map(str),
            "undo": st.integers(0, 5).map(str),
        }
        minutes = st.integers(0, 400).map(str)
        is_bare = what in {"resume", "look"}
        found.append(f"{later} {what}" + ("" if is_bare else f" {draw(detail.get(what, minutes))}"))
    return found


def lines(game: Played, happened: list[str]) -> Iterator[str]:
    """The same as steps, as far as they can be taken where the game stands."""
    day = game.contract.begins_on
    paused_until = datetime.min.replace(tzinfo=UTC)
    for each in happened:
        later, what, *detail = each.split()
        day += timedelta(days=int(later))
        if game.contract.pauses:
            paused_until = game.contract.pauses[-1].until_at
        is_paused = game.contract.begins_at(day) < paused_until
        undone = {entry.reverses for entry in game.entries}
        match what:
            case "log":
                earlier = max(game.contract.begins_on, day - timedelta(days=int(detail[0])))
                yield f"{day} log 30 for {earlier}"
            case "undo":
                work = [entry.id for entry in game.entries if entry.kind is EntryKind.USAGE]
                if f"work:{detail[0]}" in work and f"work:{detail[0]}" not in undone:
                    yield f"{day} undo {detail[0]}"
            case "pause" if is_paused:
                yield f"{day} look"
            case "resume" if not is_paused:
                yield f"{day} look"
            case _:
                yield f"{day} {' '.join([what, *detail])}"
    yield f"{day + timedelta(days=40)} look"


def start(plan: str, begins_on: date, plans: object = PLANS) -> Played:
    game = Played(Contract(begins_on, Period.CONTRACT_MONTH, NEW_YORK), plan)
    game.plans = plans  # type: ignore[assignment]
    granted = game.plans[plan]
    if granted:
        game.contract = Contract(begins_on, granted.period, NEW_YORK)
    game.play(f"{begins_on} look")
    return game


def noon(line: str) -> datetime:
    return datetime.fromisoformat(f"{line.split(maxsplit=1)[0]}T17:00+00:00")


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(sorted(PLANS)), BEGINS, happenings())
def test_minutes_are_conserved_whatever_happens(plan: str, begins_on: date, happened: list[str]) -> None:
    game = start(plan, begins_on)
    for line in lines(game, happened):
        game.play(line)
        game.check(noon(line))


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(sorted(PLANS)), BEGINS, happenings())
def test_no_balance_is_above_the_cap_after_a_grant(plan: str, begins_on: date, happened: list[str]) -> None:
    game = start(plan, begins_on)
    for line in lines(game, happened):
        game.play(line)
    months = game.months()
    for each in standing(game.entries):
        granted = game.plans[each.plan]
        if each.kind is EntryKind.GRANT and granted:
            month = months[each.month]
            assert month.carried + month.granted - month.expired <= each.minutes * granted.rollover_cap


@settings(deadline=None, max_examples=100)
@given(
    st.sampled_from(sorted(ALIKE)),
    BEGINS,
    st.lists(st.tuples(st.integers(0, 12), st.sampled_from(sorted(ALIKE)))),
)
def test_nor_after_a_plan_was_taken_that_carries_over_as_much(
    plan: str, begins_on: date, taken: list[tuple[int, str]]
) -> None:
    game, day = start(plan, begins_on, ALIKE), begins_on
    for later, name in taken:
        day += timedelta(days=later)
        game.play(f"{day} plan {name}")
        now = game.book.now(noon(f"{day} look"))
        found = [
            ALIKE[each.plan].minutes
            for each in standing(game.entries)
            if each.month == now.month and (each.days or each.kind is EntryKind.GRANT)
        ]
        assert now.left <= max(found) * 2


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(sorted(PLANS)), BEGINS, happenings())
def test_replay_gives_the_same(plan: str, begins_on: date, happened: list[str]) -> None:
    """Entries in the order that a database has them; and a timer that goes off each day, or sleeps."""
    seldom, daily = start(plan, begins_on), start(plan, begins_on)
    day = begins_on
    for line in lines(seldom, happened):
        until = date.fromisoformat(line.split(maxsplit=1)[0])
        while day < until:
            day += timedelta(days=1)
            daily.play(f"{day} look")
        daily.play(line)
        seldom.play(line)
    assert daily.months() == seldom.months()
    stored = sorted(seldom.entries, key=lambda each: (each.made_at, each.id))
    for month in seldom.months():
        assert balance(month, stored) == balance(month, seldom.entries)


@settings(deadline=None)
@given(
    st.sampled_from(sorted(ALIKE)),
    BEGINS,
    st.lists(st.tuples(st.integers(0, 30), st.sampled_from(sorted(ALIKE)))),
)
def test_a_month_has_the_share_of_each_of_its_days(
    plan: str, begins_on: date, taken: list[tuple[int, str]]
) -> None:
    """Counted day by day: what a day brings is the most that was granted by then, and rounded up at last."""
    game = start(plan, begins_on, ALIKE)
    month = game.contract.month_of(begins_on)
    chosen: dict[date, str] = {}
    for offset, name in sorted(taken, key=lambda each: each[0]):
        if offset < month.days:
            day = begins_on + timedelta(days=offset)
            chosen[day] = name
            game.play(f"{day} plan {name}")
    counts, total = ALIKE[plan].minutes, Fraction()
    for number in range(month.days):
        wanted = ALIKE[chosen.get(begins_on + timedelta(days=number), plan)]
        if wanted.upgrade is Upgrade.PRO_RATA:
            counts = max(counts, wanted.minutes)
        total += Fraction(counts, month.days)
    found = game.months()[month.begins_on]
    assert found.granted + found.changed == ceil(total)
