"""Votes for wishes: what each press makes of the one before."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from bot.domain.wishes import Vote

AT: Final = datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("presses", "stands"),
    [
        pytest.param((0,), True, id="one press is a vote"),
        pytest.param((0, 10), False, id="a second press takes it back"),
        pytest.param((0, 10, 20), True, id="a third gives it again"),
        pytest.param((0, 1), True, id="a double click is one press"),
        pytest.param((0, 1, 2), True, id="so is a nervous one"),
        pytest.param((0, 10, 11), False, id="a double click takes it back once"),
    ],
)
def test_a_press_turns_a_vote(presses: tuple[int, ...], stands: bool) -> None:
    vote: Vote | None = None
    for seconds in presses:
        vote = Vote(142, "U0ANA", AT + timedelta(seconds=seconds)).after(vote)
    assert vote is not None
    assert vote.stands is stands
