"""What is refused after `--json`, whichever the command: JSON on stdout, with the exit code for people."""

import asyncio
import json
from pathlib import Path
from typing import Final

import pytest

from tests.house.test_ledger_command import fill
from tests.house.typed import hourglass

URL: Final = "sqlite:///hourglass.db"

REFUSED: Final = [
    ("metrics import figures.csv --json", 1, "bad_file", "did you mean 'uptime'?"),
    ("metrics import nowhere.csv --json", 1, "unusable_file", "There is no file nowhere.csv."),
    ("metrics import --json", 2, "usage", "Missing argument 'file'."),
    ("clients apply nowhere.toml --json", 2, "usage", "nowhere.toml"),
    ("parked retry nobody --json", 1, "unknown_key", "nobody"),
    ("ledger chekc --json", 2, "usage", "Did you mean 'check'?"),
    ("doctr --json", 2, "usage", "Did you mean 'doctor'?"),
]


@pytest.mark.parametrize(("typed", "code", "kind", "message"), REFUSED, ids=[row[0] for row in REFUSED])
def test_it_is_json_and_the_exit_code_that_people_get(
    tmp_path: Path, typed: str, code: int, kind: str, message: str
) -> None:
    asyncio.run(fill(tmp_path))
    (tmp_path / "figures.csv").write_text("client,metric,period,value\nacme,uptme,2025-10,99\n", "utf-8")
    ended = hourglass(tmp_path, *typed.split(), DATABASE_URL=URL)
    assert (ended.code, ended.err) == (code, "")
    told = json.loads(ended.out)
    assert (list(told), told["error"]["kind"]) == (["error"], kind)
    assert message in told["error"]["message"]


def test_each_problem_of_a_file_has_its_line_and_field(tmp_path: Path) -> None:
    asyncio.run(fill(tmp_path))
    (tmp_path / "figures.csv").write_text("client,metric,period,value\nacme,uptme,2025-10,99\n", "utf-8")
    ended = hourglass(tmp_path, "metrics", "import", "figures.csv", "--json", DATABASE_URL=URL)
    assert json.loads(ended.out)["error"]["problems"] == [
        {
            "line": 2,
            "field": "metric",
            "wrong": "is 'uptme', which is no metric",
            "remedy": "did you mean 'uptime'?",
        }
    ]


def test_a_database_that_cannot_be_reached_is_told_as_json_too(tmp_path: Path) -> None:
    ended = hourglass(tmp_path, "ledger", "check", "--json", DATABASE_URL="postgresql://nobody@127.0.0.1:1/x")
    told = json.loads(ended.out)["error"]
    assert (ended.code, ended.err, told["kind"]) == (1, "", "database_unavailable")
