"""A ledger that was only ever added to as it should be is right; whatever is changed in it is found."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, TypeAlias

import pytest

from bot.domain.entries import Entry, EntryKind
from bot.domain.ledger import reversal
from bot.domain.ledger_check import Flaw, PlanOf, balances, findings
from bot.domain.terms import Cover
from tests.domain.played import PLANS as PLANS_PLAYED
from tests.domain.played import played
from tests.domain.test_ledger import DEC_5, HOURS, JAN_5, NOV_5, noon, opened

PLANS: Final = {("matai-growth", "1"): PlanOf(15, HOURS)}
Change: TypeAlias = Callable[[Entry], Entry | None]


def work(key: str, real: int, counted: int, month: date, cover: Cover = Cover.HOURS) -> Entry:
    minutes = -counted if cover is Cover.HOURS else 0
    entry = Entry(
        key, "acme", month, EntryKind.USAGE, minutes, "sam", noon(month), "matai-growth", "1", ticket=1
    )
    done = replace(entry, worked_on=month, real_minutes=real, accounted_minutes=counted, cover=cover)
    return replace(done, worked_by="sam", log=key)


def ledger() -> list[Entry]:
    """Three months with work, some of it taken back after the next month had begun."""
    wrong = work("wrong", 100, 105, NOV_5)
    first = [
        *opened(until=NOV_5),
        wrong,
        work("w1", 50, 60, NOV_5),
        work("w2", 5, 15, NOV_5, Cover.BILLABLE),
    ]
    then = opened(*first, until=DEC_5)
    then += [reversal(wrong, "max", noon(DEC_5), "wrong ticket")]
    return opened(*then, until=JAN_5)


def flaws(entries: Sequence[Entry]) -> list[tuple[Flaw, str]]:
    return [(each.flaw, each.entry) for each in findings(entries, PLANS)]


def test_a_ledger_that_grew_as_it_should_is_right() -> None:
    assert findings(ledger(), PLANS) == []
    assert [(each.month, each.left) for each in balances(ledger())] == [
        (NOV_5, 240),
        (DEC_5, 540),
        (JAN_5, 600),
    ]


def test_months_of_work_under_a_plan_without_hours_are_right() -> None:
    entries = [work("w", 5, 15, NOV_5, Cover.BILLABLE), work("v", 5, 15, JAN_5, Cover.BILLABLE)]
    assert findings(entries, {("matai-growth", "1"): PlanOf(15, None)}) == []


@pytest.mark.parametrize(
    ("which", "change", "found"),
    [
        pytest.param(
            "acme:2026-12-05:rollover:2026-11-05:1",
            lambda each: replace(each, minutes=each.minutes + 1),
            [(Flaw.OPENING, "rollover of 2026-11-05")],
            id="too much is carried over, and expires again",
        ),
        pytest.param(
            "acme:2026-11-05:grant:2026-11-05:0",
            lambda _: None,
            [(Flaw.OPENING, "rollover of 2026-11-05")],
            id="a grant is gone",
        ),
        pytest.param(
            "w1",
            lambda each: replace(each, accounted_minutes=50, minutes=-50),
            [(Flaw.ROUNDING, "w1"), (Flaw.OPENING, "rollover of 2026-11-05")],
            id="not rounded up",
        ),
        pytest.param(
            "w2",
            lambda each: replace(each, minutes=-15),
            [(Flaw.MINUTES, "w2")],
            id="billable work takes hours",
        ),
        pytest.param(
            "w1", lambda each: replace(each, cover=Cover.BILLABLE), [(Flaw.MINUTES, "w1")], id="another cover"
        ),
        pytest.param(
            "wrong:reversed",
            lambda each: replace(each, minutes=100),
            [(Flaw.REVERSAL, "wrong:reversed")],
            id="a reversal of another amount",
        ),
        pytest.param(
            "wrong:reversed",
            lambda each: replace(each, reverses="nothing"),
            [(Flaw.REVERSAL, "wrong:reversed")],
            id="a reversal of nothing",
        ),
        pytest.param(
            "wrong:reversed",
            lambda each: replace(each, kind=EntryKind.ADJUSTMENT),
            [(Flaw.REVERSAL, "wrong:reversed")],
            id="what takes back is no reversal",
        ),
        pytest.param(
            "w1",
            lambda each: replace(each, worked_on=DEC_5),
            [(Flaw.MONTH, "w1")],
            id="a day of the next month",
        ),
        pytest.param(
            "w1",
            lambda each: replace(each, worked_on=date(2026, 11, 4)),
            [(Flaw.MONTH, "w1")],
            id="a day before the month",
        ),
    ],
)
def test_whatever_is_changed_is_found(which: str, change: Change, found: list[tuple[Flaw, str]]) -> None:
    entries = ledger()
    assert [each.id for each in entries if each.id == which] == [which]
    changed = [change(each) if each.id == which else each for each in entries]
    seen = flaws([each for each in changed if each is not None])
    assert [each for each in found if each in seen] == found, seen


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"minutes": 139}, id="a minute too many"),
        pytest.param({"days": 24}, id="another day"),
        pytest.param({"of_days": 31}, id="a longer month"),
        pytest.param({"plan": "starter"}, id="another plan"),
        pytest.param({"days": 0}, id="from the next month on, and yet granted"),
    ],
)
def test_a_change_of_plan_adds_what_its_plan_and_its_days_come_to(change: dict[str, object]) -> None:
    game = played("starter", "2026-11-05", ["2026-11-12 plan growth", "2026-11-20 look"])
    plans = {(plan, "1"): PlanOf(15, granted) for plan, granted in PLANS_PLAYED.items()}
    assert findings(game.entries, plans) == []
    [taken] = [each for each in game.entries if each.kind is EntryKind.CHANGE]
    wrong = [replace(each, **change) if each is taken else each for each in game.entries]  # type: ignore[arg-type]
    assert [each.flaw for each in findings(wrong, plans)] == [Flaw.CHANGE]
