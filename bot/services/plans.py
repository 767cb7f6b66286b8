"""Loads the plans: those that ship with Hourglass, and the company's own, which may replace them."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from bot.domain.plans import Plan, read_plan
from bot.domain.toml_text import nearest
from bot.errors import BadFileError, UnknownWordError

_plan_in: Final = cache(read_plan)
"""The same text is the same plan, and reading one takes milliseconds."""


def load_plans(folder: Path | None) -> Mapping[str, Plan]:
    """Return every plan by its id; a file in *folder* replaces the shipped plan of the same name.

    BadFileError lists the problems of all files.
    """
    plans: dict[str, Plan] = {}
    problems: list[str] = []
    for file in _all_files(folder):
        try:
            plan = load_plan(file)
        except BadFileError as error:
            problems += (f"{error.file}: {problem}" for problem in error.problems)
        else:
            plans[plan.id] = plan
    if problems:
        raise BadFileError(str(folder or "bot/plans"), tuple(problems))
    return plans


def load_plan(file: Traversable) -> Plan:
    """Return the plan in a file; BadFileError lists its problems."""
    return _plan_in(_text_of(file), file.name)


def find_plan(name: str, folder: Path | None) -> Plan:
    """Return the plan of that name, as `load_plans` would, without a look into the other files.

    BadFileError lists the problems of its file, UnknownWordError says which plans there are.
    """
    found = {file.name.removesuffix(".toml"): file for file in _all_files(folder)}
    if name not in found:
        raise UnknownWordError("plan", name, nearest(name, found), tuple(sorted(found)))
    return load_plan(found[name])


def _all_files(folder: Path | None) -> list[Traversable]:
    """Return the shipped files and then the company's own."""
    return [*_plan_files(files("bot") / "plans"), *(_plan_files(folder) if folder else ())]


def _plan_files(folder: Traversable) -> Iterator[Traversable]:
    return iter(sorted(_toml_files(folder.iterdir()), key=lambda file: file.name))


def _toml_files(entries: Iterable[Traversable]) -> Iterator[Traversable]:
    return (file for file in entries if file.name.endswith(".toml") and file.is_file())


def _text_of(file: Traversable) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadFileError(file.name, ("this is not text in UTF-8: save it as UTF-8",)) from None
