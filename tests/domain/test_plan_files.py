"""Plans as files: known at the start, read once somebody asks."""

from pathlib import Path

import pytest

from bot.domain.plans import Plan, PlanFile, chosen_addons, full_name
from bot.errors import BadFileError, UnknownWordError
from bot.services.plans import load_plans, plan_files
from tests.domain.own_plan import OWN, changed


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
