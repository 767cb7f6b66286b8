"""Loads the plans: those that ship with Hourglass, and the company's own, which may replace them."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from bot.domain.plans import Plan, read_plan
from bot.errors import BadFileError

_plan_in: Final = cache(read_plan)
"""The same text is the same plan, and reading one takes milliseconds."""


def load_plans(folder: Path | None) -> Mapping[str, Plan]:
    """Return every plan by its id; a file in *folder* replaces the shipped plan of the same name.

    BadFileError lists the problems of all files.
    """
    shipped = _plan_files(files("bot") / "plans")
    own = _plan_files(folder) if folder else iter(())
    plans: dict[str, Plan] = {}
    problems: list[str] = []
    for file in (*shipped, *own):
        try:
            plan = _plan_in(_text_of(file), file.name)
        except BadFileError as error:
            problems += (f"{error.file}: {problem}" for problem in error.problems)
        else:
            plans[plan.id] = plan
    if problems:
        raise BadFileError(str(folder or "bot/plans"), tuple(problems))
    return plans


def _plan_files(folder: Traversable) -> Iterator[Traversable]:
    return iter(sorted(_toml_files(folder.iterdir()), key=lambda file: file.name))


def _toml_files(entries: Iterable[Traversable]) -> Iterator[Traversable]:
    return (file for file in entries if file.name.endswith(".toml") and file.is_file())


def _text_of(file: Traversable) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadFileError(file.name, ("this is not text in UTF-8: save it as UTF-8",)) from None
