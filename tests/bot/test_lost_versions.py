"""A version of a plan that tickets go by and that nobody can read any more."""

from typing import Final

import pytest

from bot.domain.plans import PlanFile, version_of
from bot.promises import Promises
from storage.database import Database
from tests.domain.own_plan import OWN

SPOILT: Final = 'name = "Gold"'
"""What an older Hourglass took for a plan."""
NOW: Final = Promises({"gold": PlanFile("gold", OWN)})


@pytest.mark.parametrize(
    ("bought", "kept"),
    [((), ()), (("noches",), ("noches",)), (("gone", "noches"), ("noches",)), (("gone",), ())],
    ids=["none", "one that the plan still has", "one of two is gone", "one that is gone"],
)
@pytest.mark.parametrize("text", [SPOILT, "never kept"])
async def test_the_plan_as_it_is_now_stands_in_with_those_of_its_addons_that_it_still_has(
    database: Database, text: str, bought: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    async with database.transaction() as store:
        await store.plans.keep([PlanFile("gold", SPOILT)])
        found = await NOW.version(store, "gold", version_of(text, bought))
    assert (found.text, found.chosen) == (OWN, kept)


async def test_a_version_that_names_an_addon_it_never_had_is_read_from_the_plan_as_it_is_now(
    database: Database,
) -> None:
    older = OWN.replace("addons.noches", "addons.dias")
    async with database.transaction() as store:
        await store.plans.keep([PlanFile("gold", older)])
        found = await NOW.version(store, "gold", version_of(older, ["noches"]))
    assert (found.text, found.chosen) == (OWN, ("noches",))
