"""Plays of chance: people act while time passes, and every promise is kept."""

from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.chance.desk import ChanceDesk
from tests.chance.people import People

_ACTS: Final = 20
_SLOW: Final = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
"""A play takes a second, and that is what it is for."""


def play(make_url: Callable[[], str], folder: Path, *, plays: int, by_chance: int | None = None) -> None:
    """Play so many plays, each on a database of its own; AssertionError where one breaks a promise.

    The same ones each time, or those that a number (*by_chance*) stands for, of which one that fails is then
    made as short as can be: that takes minutes.
    """

    def machine() -> People:
        return People(lambda: ChanceDesk(make_url(), Path(mkdtemp(dir=folder))))

    how = settings(
        max_examples=plays,
        stateful_step_count=_ACTS,
        derandomize=by_chance is None,
        database=None,
        deadline=None,
        print_blob=False,
        suppress_health_check=_SLOW,
        phases=[Phase.generate] if by_chance is None else [Phase.generate, Phase.shrink],
    )
    chosen = machine if by_chance is None else seed(by_chance)(machine)
    run_state_machine_as_test(chosen, settings=how)  # type: ignore[arg-type]  # whatever makes one will do
