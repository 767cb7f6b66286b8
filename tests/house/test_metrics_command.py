"""`hourglass metrics import`, typed as people type it."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from bot.clock import SystemClock
from tests.house.test_ledger_command import fill, typed
from tests.house.typed import Ended

TODAY: Final = SystemClock().now()
GOOD: Final = (
    "client,metric,period,value\n"
    "acme,uptime,2025-10,99.95\n"
    "acme,operations,2025-10-05,1200\n"
    "globex,money_saved,2025-q4,1200.50 EUR\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    asyncio.run(fill(tmp_path))
    return tmp_path


def imported(folder: Path, text: str | bytes, *more: str) -> Ended:
    file = folder / "figures.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return typed(folder, "metrics", "import", str(file), *more)


def kept(folder: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "hourglass.db")) as database:
        return list(
            database.execute(
                "SELECT client, metric, first, last, amount, currency, given_by FROM measurements ORDER BY id"
            )
        )


ROWS: Final = [
    ("acme", "uptime", "2025-10-01", "2025-10-31", 99_950, "", "file:figures.csv"),
    ("acme", "operations", "2025-10-05", "2025-10-05", 1200, "", "file:figures.csv"),
    ("globex", "money_saved", "2025-10-01", "2025-12-31", 120_050, "EUR", "file:figures.csv"),
]


def test_a_file_is_taken_once_and_corrected_by_another(folder: Path) -> None:
    assert imported(folder, GOOD, "--dry-run") == Ended(
        0,
        "acme: uptime of 2025-10 is 99.95 %.\nacme: operations of 2025-10-05 is 1,200.\n"
        "globex: money_saved of 2025-q4 is €1,200.50.\nValues would be taken: 3. Known already: 0.\n",
        "",
    )
    assert kept(folder) == []
    assert imported(folder, GOOD).out.endswith("Values taken: 3. Known already: 0.\n")
    assert kept(folder) == ROWS
    assert imported(folder, GOOD).out == "Values taken: 0. Known already: 3.\n"
    assert kept(folder) == ROWS
    again = imported(folder, GOOD.replace("99.95", "98"))
    assert again.out == (
        "acme: uptime of 2025-10 is 98 %, was 99.95 %.\nValues taken: 1. Known already: 2.\n"
    )
    assert len(kept(folder)) == 4


def test_nothing_is_taken_unless_all_of_it_can_be(folder: Path) -> None:
    ended = imported(folder, GOOD + "acme,uptme,2025-10,99\nacme,uptime,2025-11,high\n")
    assert ended.code == 1
    assert ended.err.splitlines() == [
        "figures.csv cannot be used. Correct this and try again:",
        "• line 5: metric is 'uptme', which is no metric: did you mean 'uptime'?",
        "• line 6: value is 'high', which is no percentage: write a number from 0 to 100 such as 99.95",
    ]
    assert kept(folder) == []


def test_a_file_about_one_client(folder: Path) -> None:
    own = "metric;date;value\r\nuptime;2025-10-05;99\r\n"
    ended = imported(folder, own, "--client", "acme", "--json")
    assert json.loads(ended.out)["changes"] == [
        {
            "client": "acme",
            "metric": "uptime",
            "first": "2025-10-05",
            "last": "2025-10-05",
            "amount": 99_000,
            "currency": "",
            "before": None,
        }
    ]
    assert "line 4: client is 'globex', not 'acme'" in imported(folder, GOOD, "--client", "acme").err
    assert "acme" in imported(folder, own, "--client", "acne").err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: has no column 'client': begin the file with the line client,metric,period,value"),
        ("client,metric,period,value\nacme,uptime,2025-10,\xff\n".encode("latin-1"), "is not in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_explained(folder: Path, text: str | bytes, said: str) -> None:
    ended = imported(folder, text)
    assert ended.code == 1
    assert said in ended.err


def test_a_file_that_is_not_there_is_explained(folder: Path) -> None:
    ended = typed(folder, "metrics", "import", str(folder / "none.csv"))
    assert (ended.code, ended.out) == (1, "")
    assert "There is no file" in ended.err
    assert "is a folder" in typed(folder, "metrics", "import", str(folder)).err


def test_what_is_still_to_come_is_refused(folder: Path) -> None:
    ended = imported(folder, f"client,metric,period,value\nacme,uptime,{TODAY.year + 2}-01,99\n")
    assert "which is still to come" in ended.err
