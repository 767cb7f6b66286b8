"""Plans as files: known at the start, read once somebody asks."""

from pathlib import Path
from typing import Final

import pytest

from bot.domain.plans import Plan, PlanFile, chosen_addons, full_name, read_plan
from bot.errors import BadFileError, UnknownWordError
from bot.services.plans import load_plans, plan_files
from tests.domain.own_plan import OWN, changed, problems_of


@pytest.mark.parametrize("plan", load_plans(None).values(), ids=lambda plan: plan.id)
def test_a_file_says_what_its_plan_says(plan: Plan) -> None:
    file = plan_files(None)[plan.id]
    assert (file.id, file.version, file.text) == (plan.id, plan.version, plan.text)
    assert (file.name, file.language, file.time_zone) == (plan.name, plan.language, plan.time_zone)
    assert file.addon_labels == plan.addon_labels
    assert file.plan() == plan


def test_words_on_several_lines_are_told_on_one() -> None:
    file = PlanFile("gold", changed('name = "Gold"', 'name = """\nGold\n  Plus"""'))
    assert file.name == file.plan().name == "Gold Plus"


def test_a_plan_is_read_with_addons_in_any_order_and_once_each() -> None:
    bought = PlanFile("gold", OWN).plan(["noches", "noches"])
    assert chosen_addons(bought.version) == bought.chosen == ("noches",)
    assert bought.full_name == f"Gold + {bought.addon_labels['noches']}"
    with pytest.raises(UnknownWordError):
        PlanFile("gold", OWN).plan(["noche"])


def test_addons_that_a_plan_does_not_have_are_left_out_of_its_full_name() -> None:
    assert full_name(PlanFile("gold", OWN), ["tides"]) == "Gold"


def test_the_companys_files_are_checked_before_they_are_offered(tmp_path: Path) -> None:
    (tmp_path / "gold.toml").write_text(changed('"es"', '"fr"'), encoding="utf-8")
    (tmp_path / "silver.toml").write_text("name =", encoding="utf-8")
    with pytest.raises(BadFileError) as refused:
        plan_files(tmp_path)
    assert [str(problem).split(" ", 1)[0] for problem in refused.value.problems] == [
        "gold.toml:",
        "silver.toml:",
    ]


def test_the_companys_file_is_offered_in_place_of_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "matai-growth.toml").write_text(OWN, encoding="utf-8")
    assert plan_files(tmp_path)["matai-growth"].name == "Gold"
    assert plan_files(tmp_path).keys() == plan_files(None).keys()


ROTATION: Final = """
[rotations.L1]
members = ["sam", "kim"]
handover = "mon 09:00"
time_zone = "Europe/London"
"""


def test_a_file_may_declare_who_is_on_call() -> None:
    (entry,) = PlanFile("gold", OWN + ROTATION).rotations
    assert (entry.name, entry.members) == ("L1", ("sam", "kim"))
    assert PlanFile("gold", OWN).rotations == ()
    assert read_plan(OWN + ROTATION, "gold.toml").name == "Gold"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("mon 09:00", "mon", "rotations.L1.handover is 'mon': write a day and an hour, such as 'mon 09:00'"),
        ("[rotations.L1]", '[rotations."L 1"]', "is 'L 1': write letters, digits and hyphens, as plans name"),
        ('"kim"]', '"Sam"]', "rotations.L1.members[2] is 'Sam' again: write each member once"),
        (
            "Europe/London",
            "Lodnon",
            "rotations.L1.time_zone is 'Lodnon', which is no time zone: did you mean",
        ),
        ("[rotations.L1]", "[addons.noches.changes.rotations.L1]", "cannot be changed by an add-on"),
    ],
    ids=["a hand-over without an hour", "a name with a space", "a member twice", "a zone", "an add-on's"],
)
def test_what_is_wrong_with_a_rotation_is_listed_by_line(old: str, new: str, says: str) -> None:
    (problem,) = problems_of(OWN + changed(old, new, ROTATION))
    assert problem.startswith("line ")
    assert says in problem


def test_two_plans_declare_a_rotation_alike_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "gold.toml").write_text(OWN + ROTATION, encoding="utf-8")
    (tmp_path / "silver.toml").write_text(OWN + ROTATION, encoding="utf-8")
    assert plan_files(tmp_path)["silver"].name == "Gold"
    (tmp_path / "silver.toml").write_text(OWN + ROTATION.replace("mon", "tue"), encoding="utf-8")
    with pytest.raises(BadFileError) as refused:
        plan_files(tmp_path)
    (problem,) = map(str, refused.value.problems)
    assert problem == (
        "silver.toml: rotations.L1 is not as in gold.toml, and a rotation is the same for all plans: "
        "write it in one plan's file alone, or in the clients file"
    )
