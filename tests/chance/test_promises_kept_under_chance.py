"""People do anything in any order, time passes, bots end and begin: each promise is kept, once.

No notice comes twice, none for a clock that stands still, none is missing once its moment has passed and a
bot is there, and no escalation falls back. `make chance PLAYS=n SEED=s` plays more of it.
"""

from pathlib import Path

import pytest

from tests.chance.play import play
from tests.databases import FreshUrl


@pytest.mark.parametrize(("kind", "plays"), [("sqlite", 10), ("postgresql", 2)])
def test_whatever_people_do_each_notice_comes_once_and_in_time(
    fresh_url: FreshUrl, tmp_path: Path, kind: str, plays: int
) -> None:
    play(lambda: fresh_url(kind), tmp_path, plays=plays)
