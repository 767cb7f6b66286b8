"""`hourglass plan`: whether a plan's file can be used, and what it promises; no settings, no database."""

import json
from pathlib import Path

from tests.domain.own_plan import OWN, changed
from tests.house.test_command_line import hourglass

SPOILT = changed('"es"', '"fr"', changed('resolution = "2bd"', 'resolution = "2d"'))


def test_a_file_that_can_be_used_is_named_with_its_version(tmp_path: Path) -> None:
    (tmp_path / "gold.toml").write_text(OWN, encoding="utf-8")
    ended = hourglass(tmp_path, "plan", "check", "gold.toml")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("Gold can be used: plan `gold`, version ")
    told = json.loads(hourglass(tmp_path, "plan", "check", "gold.toml", "--json").out)
    assert (told["ok"], told["plan"], told["problems"]) == (True, "gold", [])
    assert told["version"] in ended.out
    assert [each.name for each in tmp_path.iterdir()] == ["gold.toml"], "no database is made"


def test_every_problem_of_a_file_is_listed_with_line_and_field(tmp_path: Path) -> None:
    (tmp_path / "gold.toml").write_text(SPOILT, encoding="utf-8")
    ended = hourglass(tmp_path, "plan", "check", "gold.toml")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.splitlines() == [
        "gold.toml cannot be used. Correct this and try again:",
        "• line 2: language is 'fr', which we do not speak: write one of en, es, pt",
        (
            "• line 99: severities.high.resolution is '2d' on the calendar 'oficina', which is ambiguous, "
            "for its days are no 24 hours: write '16h' or '2bd'"
        ),
    ]
    as_json = hourglass(tmp_path, "plan", "check", "gold.toml", "--json")
    told = json.loads(as_json.out)
    assert (as_json.code, told["ok"]) == (1, False)
    assert [problem.split(":")[0] for problem in told["problems"]] == ["line 2", "line 99"]


def test_a_file_that_is_not_there_or_is_no_text_is_said_so(tmp_path: Path) -> None:
    assert hourglass(tmp_path, "plan", "check", "nowhere.toml").code == 2
    (tmp_path / "tin.toml").write_bytes(b'name = "\xff"')
    ended = hourglass(tmp_path, "plan", "check", "tin.toml")
    assert (ended.code, "UTF-8" in ended.err, "Traceback" in ended.err) == (1, True, False)


def test_a_plan_is_shown_by_name_by_file_and_with_an_add_on(tmp_path: Path) -> None:
    (tmp_path / "gold.toml").write_text(OWN, encoding="utf-8")
    shipped = hourglass(tmp_path, "plan", "show", "matai-growth")
    assert (shipped.code, shipped.err) == (0, "")
    assert shipped.out.startswith("# Matai Growth\n")
    assert "- First answer: 4 hours of our opening hours" in shipped.out
    assert hourglass(tmp_path, "plan", "show", "gold.toml").out.startswith("# Gold\n")
    own = hourglass(tmp_path, "plan", "show", "gold", HOURGLASS_PLANS=".")
    assert own.out.startswith("# Gold\n")
    bought = hourglass(tmp_path, "plan", "show", "matai-growth", "--addon", "after-hours", "--json")
    told = json.loads(bought.out)
    assert told["targets"]["critical"]["first_response"] == {"target": "4h", "calendar": "24/7"}


def test_what_cannot_be_shown_is_refused_in_one_sentence(tmp_path: Path) -> None:
    unknown = hourglass(tmp_path, "plan", "show", "matai-growht")
    assert unknown.code == 1
    assert unknown.err == "matai-growht is no plan that I know. Did you mean matai-growth?\n"
    addon = hourglass(tmp_path, "plan", "show", "matai-growth", "--addon", "after-hour")
    assert addon.code == 1
    assert addon.err == "after-hour is no add-on that I know. Did you mean after-hours?\n"
    none = hourglass(tmp_path, "plan", "show", "macktez-managed", "--addon", "x")
    assert (none.code, "has no add-ons" in none.err) == (2, True)
    folder = hourglass(tmp_path, "plan", "show", "gold", HOURGLASS_PLANS="nowhere")
    assert folder.code == 1
    assert folder.err == "HOURGLASS_PLANS names a folder that does not exist ('nowhere').\n"
    missing = hourglass(tmp_path, "plan", "show", "nowhere.toml")
    assert (missing.code, "Traceback" in missing.err, "nowhere.toml" in missing.err) == (1, False, True)
