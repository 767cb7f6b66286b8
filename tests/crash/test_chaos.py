"""A few rounds of chaos, where `make chaos` makes many: nothing is lost, nothing is done twice."""

from pathlib import Path

from tests.crash.chaos import chaos


async def test_after_chaos_all_is_there_once_and_in_order(database_url: str, tmp_path: Path) -> None:
    result = await chaos(database_url, tmp_path, rounds=3, seed=7)
    assert str(result.findings) == ""
    assert result.figures["kills"] >= 3
    assert result.figures["messages said"] > 0
