"""Each month that was worked out by hand comes to what the hand said."""

from typing import Final, NamedTuple

import pytest

from tests.domain.months_by_hand import UNDER_ONE_PLAN
from tests.domain.played import NEW_YORK, moment, played
from tests.domain.upgrades_by_hand import WITH_ANOTHER_PLAN


class Worked(NamedTuple):
    """A contract with what happened, and its months as they were worked out."""

    sentence: str
    plan: str
    begins_on: str
    steps: list[str]
    months: list[str]


def read(block: str) -> Worked:
    sentence, contract, *rest = (line.strip() for line in block.strip().splitlines())
    plan, begins_on = contract.split(" from ")
    steps = [line for line in rest if not line.startswith("= ")]
    months = [line.removeprefix("= ") for line in rest if line.startswith("= ")]
    return Worked(sentence, plan, begins_on, steps, months)


BY_HAND: Final = [read(each) for table in (UNDER_ONE_PLAN, WITH_ANOTHER_PLAN) for each in table.split("\n\n")]


@pytest.mark.parametrize("row", [pytest.param(each, id=each.sentence) for each in BY_HAND])
def test_months_come_to_what_was_worked_out_by_hand(row: Worked) -> None:
    game = played(row.plan, row.begins_on, row.steps)
    game.check(moment(row.steps[-1].split()[0], NEW_YORK))
    found = {
        month: (each.carried, each.granted, each.changed, each.expired, each.adjusted, each.used, each.left)
        for month, each in game.months().items()
    }
    assert [" ".join(map(str, (month, *figures))) for month, figures in found.items()] == row.months


def test_forty_contracts_or_more_were_worked_out_by_hand() -> None:
    assert len({each.sentence for each in BY_HAND}) == len(BY_HAND) >= 40
