"""How the cells of a row become a value."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from bot.domain.tickets import Status
from storage.codec import Shape, values

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Visit:
    """A value with a field of each kind that is read anew."""

    name: str
    status: Status | None
    begins_at: datetime
    facts: dict[str, str]


VISIT = Shape(Visit, begins_at="at")
ROW = "SELECT '{}' AS facts, 1772442000000000 AS at, NAME AS name, STATUS AS status, 7 AS other"


def found(*visits: tuple[str, str]) -> list[sqlite3.Row]:
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    rows = [ROW.replace("NAME", repr(name)).replace("STATUS", status) for name, status in visits]
    result = connection.execute(" UNION ALL ".join(rows)).fetchall()
    connection.close()
    return result


def test_columns_are_found_by_their_names_in_whichever_order_a_query_gives_them() -> None:
    rows = found(("ana", "'open'"), ("bo", "NULL"))
    ana, bo = Visit("ana", Status.OPEN, NINE, {}), Visit("bo", None, NINE, {})
    assert values(VISIT, rows) == [ana, bo] == [VISIT.value(row) for row in rows]
    assert values(VISIT, []) == []


def test_a_word_that_is_no_choice_is_refused() -> None:
    with pytest.raises(ValueError, match="'unheard of' is not a valid Status"):
        values(VISIT, found(("ana", "'unheard of'")))
