"""How far an approved estimate goes: which work counts in it, in which order, and what nobody approved."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest

from bot.domain.approved import counted, counted_minutes, counts_from, earlier_minutes, over_fee, unapproved
from bot.domain.entries import Entry, EntryKind
from bot.domain.estimates import Estimate, EstimateState, Offer
from bot.domain.ledger import reversal
from bot.domain.terms import Cover, Money

NOON: Final = datetime(2026, 10, 20, 12, tzinfo=UTC)
HOUR: Final = timedelta(hours=1)
RATE: Final = Money(9000, "USD")
OFFER: Final = Offer(120, Money(18_000, "USD"), RATE, "Export")
FEE: Final = Offer(120, Money(18_000, "USD"), None, "Export")


def estimates(*states: str, offer: Offer = OFFER) -> list[Estimate]:
    """One each hour from noon on; `agreed before` is replaced by a later one that was approved."""
    return [
        Estimate(
            1,
            at,
            offer,
            "sam",
            NOON + at * HOUR,
            NOON,
            NOON,
            EstimateState.REPLACED if state == "agreed before" else EstimateState(state),
            answered_at=None if state in {"open", "replaced"} else NOON + at * HOUR,
        )
        for at, state in enumerate(states)
    ]


def logged(name: str, minutes: int, hours: float = 0.5, cover: Cover = Cover.BILLABLE) -> Entry:
    """Work that is logged so many hours after noon."""
    at = NOON + hours * HOUR
    entry = Entry(f"{name}:0", "acme", date(2026, 10, 5), EntryKind.USAGE, 0, "sam", at, "p", "1", ticket=1)
    return replace(entry, log=name, real_minutes=minutes, accounted_minutes=minutes, cover=cover)


def instead(entry: Entry, name: str, minutes: int, hours: float) -> list[Entry]:
    """What puts other time in the place of what was logged."""
    after = logged(name, minutes, hours)
    return [after, reversal(entry, "sam", after.made_at, "wrong")]


@pytest.mark.parametrize(
    ("states", "hour"),
    [
        pytest.param([], None, id="never asked"),
        pytest.param(["open"], None, id="not answered"),
        pytest.param(["declined"], None, id="declined"),
        pytest.param(["approved"], 0, id="agreed"),
        pytest.param(["replaced", "approved"], 0, id="changed while it waited"),
        pytest.param(["agreed before", "approved"], 0, id="changed after it was agreed"),
        pytest.param(["approved", "open"], 0, id="another is asked for"),
        pytest.param(["agreed before", "declined", "approved"], 0, id="what was agreed outlives a no"),
        pytest.param(["declined", "approved"], 1, id="after a no"),
        pytest.param(["replaced", "expired", "approved"], 2, id="after silence"),
    ],
)
def test_work_counts_from_the_first_estimate_of_those_that_took_each_others_place(
    states: Sequence[str], hour: int | None
) -> None:
    assert counts_from(estimates(*states)) == (None if hour is None else NOON + hour * HOUR)


def test_what_was_logged_before_is_no_part_of_it() -> None:
    work = [logged("early", 240, -1), logged("a", 60), logged("free", 60, 0.6, Cover.INCLUDED)]
    assert counted_minutes(work, estimates("approved")) == 60
    assert unapproved(work, estimates("approved")) == {"early:0": 240}


def test_what_was_logged_before_the_first_that_it_takes_the_place_of_is_no_part_of_the_newest() -> None:
    work = [logged("early", 240, -1), logged("a", 60), logged("b", 30, 1.5)]
    assert earlier_minutes(work, estimates("approved", "open")) == 240
    assert earlier_minutes(work, estimates("declined", "open")) == 300


def test_only_the_minutes_up_to_what_was_approved_are_approved_in_the_order_they_were_logged_in() -> None:
    work = [logged("d", 60, 0.8), logged("a", 90, 0.5), logged("b", 15, 0.6), logged("c", 30, 0.7)]
    assert unapproved(work, estimates("approved")) == {"c:0": 15, "d:0": 60}
    assert [each.log for each in counted(work, estimates("approved"))] == ["a", "b", "c", "d"]


def test_without_an_agreed_estimate_nothing_is_approved_and_a_flat_fee_stands_for_all() -> None:
    work = [logged("early", 240, -1), logged("a", 150), logged("plan", 60, 0.5, Cover.HOURS)]
    assert unapproved(work, estimates("declined")) == {"early:0": 240, "a:0": 150}
    assert unapproved(work, estimates("approved", offer=FEE)) == {}


def test_hours_of_the_plan_use_it_up_too() -> None:
    work = [logged("plan", 100, 0.1, Cover.HOURS), logged("a", 50)]
    assert unapproved(work, estimates("approved")) == {"a:0": 30}


def test_what_was_taken_back_counts_no_more_and_what_was_put_right_keeps_its_place() -> None:
    gone, early, first = logged("gone", 60, 0.1), logged("early", 240, -1), logged("a", 60, 0.2)
    work = [gone, reversal(gone, "sam", NOON + HOUR, "wrong"), early, first, logged("b", 90, 0.3)]
    work += [*instead(early, "late", 200, 2), *instead(first, "again", 45, 3)]
    assert [each.log for each in counted(work, estimates("approved"))] == ["again", "b"]
    assert unapproved(work, estimates("approved")) == {"late:0": 200, "b:0": 15}


def test_a_ticket_that_is_accounted_for_anew_in_one_moment_keeps_the_place_of_each_log() -> None:
    early, first = logged("early", 240, -1), logged("a", 60)
    anew = [*instead(early, "early:9", 240, 2), *instead(first, "a:9", 60, 2)]
    assert counted_minutes([early, first, *anew], estimates("approved")) == 60


def test_what_goes_beyond_the_hours_of_a_flat_fee_needs_no_approval_and_is_known() -> None:
    asked = estimates("approved", offer=FEE)
    before, first, second = logged("z", 600, -1), logged("a", 90), logged("b", 45, 0.6)
    assert over_fee([before, first], asked) == {}, "what was logged before is no part of it"
    work = [before, first, second, logged("c", 30, 0.7), logged("d", 30, 0.8, Cover.INCLUDED)]
    assert over_fee(work, asked) == {"b:0": 15, "c:0": 30}
    assert unapproved(work, asked) == {}
    for other in (estimates("approved"), estimates("open", offer=FEE), []):
        assert over_fee(work, other) == {}
    assert over_fee(work, estimates("approved", offer=replace(FEE, minutes=None))) == {}
