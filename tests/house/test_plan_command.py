"""`hourglass plan`: whether a file can be used, what it promises and comes to; no settings, no database."""

import json
from pathlib import Path
from typing import Final

import pytest

from tests.domain.own_plan import OWN, changed
from tests.house.typed import hourglass

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
    assert told["problems"] == [
        {
            "line": 2,
            "field": "language",
            "wrong": "is 'fr', which we do not speak",
            "remedy": "write one of en, es, pt",
        },
        {
            "line": 99,
            "field": "severities.high.resolution",
            "wrong": "is '2d' on the calendar 'oficina', which is ambiguous, for its days are no 24 hours",
            "remedy": "write '16h' or '2bd'",
        },
    ]


UNREADABLE: Final = [
    (
        "no file",
        "nowhere.toml",
        "There is no file nowhere.toml. Check its name and the folder that you are in.\n",
    ),
    ("a folder", "folder.toml", "folder.toml is a folder. Name a plan's file, which ends in .toml.\n"),
    (
        "no text",
        "tin.toml",
        (
            "tin.toml cannot be used. Correct this and try again:\n"
            "• this is not text in UTF-8: save it as UTF-8\n"
        ),
    ),
]


@pytest.mark.parametrize(
    ("file", "said"), [row[1:] for row in UNREADABLE], ids=[row[0] for row in UNREADABLE]
)
def test_a_file_that_cannot_be_read_is_said_so_with_what_to_do(tmp_path: Path, file: str, said: str) -> None:
    (tmp_path / "tin.toml").write_bytes(b'name = "\xff"')
    (tmp_path / "folder.toml").mkdir()
    for command in ("check", "show"):
        ended = hourglass(tmp_path, "plan", command, file)
        assert (ended.code, ended.out, ended.err) == (1, "", said)


@pytest.mark.parametrize(
    ("typed", "code", "kind", "message"),
    [
        ("check nowhere.toml", 1, "unusable_file", "There is no file nowhere.toml."),
        ("show matai-growht", 1, "unknown_word", "Did you mean matai-growth?"),
        ("show tin.toml", 1, "bad_file", "this is not TOML"),
        ("show macktez-managed --addon x", 2, "usage", "Macktez Managed Support has no add-ons."),
        ("diff matai-growth nowhere.toml", 1, "unusable_file", "There is no file nowhere.toml."),
        ("diff matai-growth", 2, "usage", "Missing argument 'new'."),
        ("simulate matai-growth --severity low --at tomorrow", 2, "usage", "'tomorrow' is no moment"),
        ("simulate matai-growth --severity low --at 2026-12-24T17:30", 1, "naive_time", "has no time zone"),
        ("simulate matai-growth --at 2026-12-24T17:30Z", 2, "usage", "Missing option '--severity'"),
    ],
)
def test_whatever_is_refused_is_refused_as_json_to_who_asked_for_json(
    tmp_path: Path, typed: str, code: int, kind: str, message: str
) -> None:
    (tmp_path / "tin.toml").write_text("name = \n", encoding="utf-8")
    ended = hourglass(tmp_path, "plan", *typed.split(), "--json")
    told = json.loads(ended.out)
    assert (ended.code, ended.err, list(told), told["error"]["kind"]) == (code, "", ["error"], kind)
    assert message in told["error"]["message"]


def test_the_problems_of_a_file_that_is_refused_are_told_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "tin.toml").write_text("name = \n", encoding="utf-8")
    told = json.loads(hourglass(tmp_path, "plan", "show", "tin.toml", "--json").out)["error"]
    assert [(each["line"], each["field"]) for each in told["problems"]] == [(1, None)]
    plain = json.loads(hourglass(tmp_path, "plan", "show", "gold", "--json").out)["error"]
    assert "problems" not in plain


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


def test_a_sample_ticket_is_worked_out_for_programs(tmp_path: Path) -> None:
    """Thanksgiving at eleven: the hours begin on Friday at nine, 14:00 in UTC."""
    ended = hourglass(
        tmp_path,
        *("plan", "simulate", "matai-growth", "--severity", "medium", "--at", "2026-11-26T11:00-05:00"),
        "--json",
    )
    assert (ended.code, ended.err) == (0, "")
    told = json.loads(ended.out)
    assert list(told) == ["plan", "version", "severity", "opened_at", "clocks", "escalations"]
    assert (told["plan"], told["severity"]) == ("matai-growth", "medium")
    assert told["opened_at"] == "2026-11-26T16:00:00+00:00"
    assert [each["clock"] for each in told["clocks"]] == [
        "first_response",
        "next_response",
        "update",
        "resolution",
    ]
    # 48 hours are five days of nine and three more; 24, 36 and 43.2 of them are warned of.
    assert told["clocks"][0] == {
        "clock": "first_response",
        "calendar": "business",
        "target": "48h",
        "due_at": "2026-12-04T17:00:00+00:00",
        "warnings": [
            {"percent": 50, "at": "2026-12-01T20:00:00+00:00"},
            {"percent": 75, "at": "2026-12-02T23:00:00+00:00"},
            {"percent": 90, "at": "2026-12-03T21:12:00+00:00"},
        ],
    }
    assert told["escalations"] == [
        {"level": "L1", "at": "2026-12-02T23:00:00+00:00", "notify": ["assignee", "on_call:L1"]},
        {"level": "L2", "at": "2026-12-04T17:00:00+00:00", "notify": ["assignee", "account_manager"]},
    ]


def test_a_sample_for_programs_has_each_repeat_of_an_escalation_in_order(tmp_path: Path) -> None:
    """Four hours in which nobody answers, opened on a Tuesday at eleven in New York."""
    sample = ("plan", "simulate", "matai-growth", "--severity", "critical", "--at", "2026-11-24T11:00-05:00")
    told = json.loads(hourglass(tmp_path, *sample, "--json").out)["escalations"]
    assert [list(each) for each in told] == [["level", "at", "notify"]] * 8
    assert [(each["level"], each["at"][11:16]) for each in told] == [
        ("L1", "16:00"),
        ("L1", "16:15"),
        ("L1", "16:30"),
        ("L1", "16:45"),
        ("L2", "18:00"),
        ("L2", "18:30"),
        ("L2", "19:00"),
        ("L3", "20:00"),
    ]
    assert {each["level"]: each["notify"] for each in told}["L1"] == ["on_call:L1"]


def test_what_is_done_with_best_effort_has_no_deadline_and_no_warning(tmp_path: Path) -> None:
    sample = ("plan", "simulate", "macktez-managed", "--severity", "critical", "--at", "2026-11-26T11:00Z")
    told = json.loads(hourglass(tmp_path, *sample, "--json").out)
    assert [(each["clock"], each["due_at"], each["warnings"]) for each in told["clocks"]] == [
        ("first_response", None, []),
        ("resolution", None, []),
    ]
    assert told["escalations"] == []
    page = hourglass(tmp_path, *sample).out
    assert page.count("never: best effort") == 2
    assert "Nothing is escalated." in page


def test_a_sample_ticket_is_shown_on_the_wall_clock_of_the_client(tmp_path: Path) -> None:
    sample = ("plan", "simulate", "apendice-b", "--severity", "high", "--at", "2026-10-09T20:59:59Z")
    here = hourglass(tmp_path, *sample)
    assert (here.code, here.err) == (0, "")
    assert "opened Fri 9 Oct 2026, 17:59:59 (America/Sao_Paulo)" in here.out
    assert "Tue 13 Oct 2026, 17:59:59" in here.out
    # By the clock in Lisbon it is evening: counted from Tuesday at nine.
    there = hourglass(tmp_path, *sample, "--time-zone", "Europe/Lisbon")
    assert "opened Fri 9 Oct 2026, 21:59:59 (Europe/Lisbon)" in there.out
    assert "Wed 14 Oct 2026, 09:00" in there.out


def test_an_add_on_changes_the_sample(tmp_path: Path) -> None:
    sample = ("plan", "simulate", "matai-growth", "--severity", "high", "--at", "2026-12-24T17:30-05:00")
    told = json.loads(hourglass(tmp_path, *sample, "--addon", "after-hours", "--json").out)
    assert told["version"].endswith("+after-hours")
    assert [each["due_at"] for each in told["clocks"]] == [
        "2026-12-25T22:30:00+00:00",
        "2026-12-25T22:30:00+00:00",
        "2026-12-25T22:30:00+00:00",
        "2026-12-26T22:30:00+00:00",
    ]


REFUSED: Final = [
    (
        "an unknown plan",
        "matai-growht high 2026-12-24T17:30Z",
        "matai-growht is no plan that I know. Did you mean matai-growth?\n",
    ),
    (
        "an unknown severity",
        "matai-growth hihg 2026-12-24T17:30Z",
        "hihg is no severity that I know. Did you mean high?\n",
    ),
    (
        "an unknown add-on",
        "matai-growth high 2026-12-24T17:30Z --addon after-hour",
        "after-hour is no add-on that I know. Did you mean after-hours?\n",
    ),
    (
        "a zone that is like another",
        "matai-growth high 2026-12-24T17:30Z --time-zone Sao_Paulo",
        "Sao_Paulo is no time zone that I know. Did you mean America/Sao_Paulo?\n",
    ),
    (
        "a zone like none",
        "matai-growth high 2026-12-24T17:30Z --time-zone Mars/Base",
        "Mars/Base is no time zone that I know. Write the name of one, such as America/New_York.\n",
    ),
    (
        "a moment without a zone",
        "matai-growth high 2026-12-24T17:30",
        (
            "The moment --at has no time zone, so nobody can tell when it is. "
            "Write it as in 2026-12-24T17:30-05:00.\n"
        ),
    ),
    (
        "a moment at the edge of time",
        "matai-growth high 9999-12-31T17:30Z",
        "The moment at lies before the year 1 or after the year 9999. Choose a nearer one.\n",
    ),
]


@pytest.mark.parametrize(("typed", "said"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_sample_that_cannot_be_worked_out_is_refused_in_one_sentence(
    tmp_path: Path, typed: str, said: str
) -> None:
    plan, severity, at, *more = typed.split()
    ended = hourglass(tmp_path, "plan", "simulate", plan, "--severity", severity, "--at", at, *more)
    assert (ended.code, ended.out, ended.err) == (1, "", said)


def test_what_is_no_moment_is_refused_with_one_that_is(tmp_path: Path) -> None:
    ended = hourglass(tmp_path, "plan", "simulate", "matai-growth", "--severity", "low", "--at", "tomorrow")
    assert (ended.code, "2026-12-24T17:30-05:00" in ended.err) == (2, True)


def test_two_plans_are_compared_field_by_field(tmp_path: Path) -> None:
    (tmp_path / "gold.toml").write_text(OWN, encoding="utf-8")
    (tmp_path / "silver.toml").write_text(changed("reopen_days = 14", "reopen_days = 7"), encoding="utf-8")
    ended = hourglass(tmp_path, "plan", "diff", "gold.toml", "silver.toml")
    assert (ended.code, ended.out, ended.err) == (0, "reopen_days: was 14; is 7\n", "")
    told = json.loads(hourglass(tmp_path, "plan", "diff", "gold.toml", "silver.toml", "--json").out)
    assert told["changes"] == [{"field": "reopen_days", "old": 14, "new": 7}]
    assert hourglass(tmp_path, "plan", "diff", "gold.toml", "gold.toml").out == "no difference\n"
    shipped = hourglass(tmp_path, "plan", "diff", "matai-growth", "gold.toml")
    assert shipped.code == 0
    assert 'name: was "Matai Growth"; is Gold' in shipped.out
    missing = hourglass(tmp_path, "plan", "diff", "matai-growth", "nowhere.toml")
    assert (missing.code, missing.out, "nowhere.toml" in missing.err) == (1, "", True)
