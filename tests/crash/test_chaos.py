"""A few rounds of chaos, where `make chaos` makes many: nothing is lost, nothing is done twice."""

from pathlib import Path

import pytest

from tests.crash.chaos import chaos
from tests.databases import FreshUrl


@pytest.mark.parametrize(
    ("kind", "socket"),
    [
        pytest.param("sqlite", False, id="by HTTP, on SQLite"),
        pytest.param("postgresql", True, id="in Socket Mode, on PostgreSQL"),
    ],
)
async def test_after_chaos_all_is_there_once_and_in_order(
    fresh_url: FreshUrl, tmp_path: Path, kind: str, *, socket: bool
) -> None:
    result = await chaos(fresh_url(kind), tmp_path, rounds=3, seed=7, socket=socket)
    assert str(result.findings) == ""
    assert result.figures["kills"] >= 3
    assert result.figures["messages said"] > 0
