"""Loads the plans: those that ship with Hourglass, and the company's own, which may replace them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from bot.domain.plans import Plan, PlanFile, read_plan
from bot.domain.rotations_file import RotationEntry
from bot.domain.toml_text import nearest
from bot.errors import BadFileError, FileProblem, UnknownWordError


def plan_files(folder: Path | None) -> Mapping[str, PlanFile]:
    """Return the file of every plan by its id; one in *folder* replaces the shipped plan of the same name.

    Those in *folder* are checked: BadFileError lists the problems of all. Those that ship are good.
    """
    own = _checked(_plan_files(folder), folder) if folder else []
    return {file.id: file for file in (*map(_file, _shipped()), *own)}


def load_plans(folder: Path | None) -> Mapping[str, Plan]:
    """Return every plan by its id, as `plan_files` would, once each file was checked.

    BadFileError lists the problems of all files.
    """
    return {file.id: file.plan() for file in _checked(_all_files(folder), folder)}


def _checked(found: Iterable[Traversable], folder: Path | None) -> list[PlanFile]:
    """Return the plans in some files, each of them read; BadFileError lists the problems of all."""
    checked: list[PlanFile] = []
    problems: list[FileProblem] = []
    for each in found:
        try:
            file = _file(each)
            file.plan()
            checked.append(file)
        except BadFileError as error:
            problems += (replace(problem, file=error.file) for problem in error.problems)
    problems += _rotations_apart(checked)
    if problems:
        raise BadFileError(str(folder or "bot/plans"), tuple(problems))
    return checked


def _rotations_apart(plans: Iterable[PlanFile]) -> Iterator[FileProblem]:
    """Yield the rotations that one plan's file declares otherwise than another's before it."""
    known: dict[str, tuple[str, RotationEntry]] = {}
    for plan in plans:
        for entry in plan.rotations:
            file, first = known.setdefault(entry.name.casefold(), (plan.id, entry))
            if first != entry:
                wrong = f"is not as in {file}.toml, and a rotation is the same for all plans"
                remedy = "write it in one plan's file alone, or in the clients file"
                yield FileProblem(wrong, remedy, f"rotations.{entry.name}", file=f"{plan.id}.toml")


def _file(found: Traversable) -> PlanFile:
    return PlanFile(_id_of(found), _text_of(found))


def load_plan(file: Traversable) -> Plan:
    """Return the plan in a file; BadFileError lists its problems."""
    return read_plan(_text_of(file), file.name)


def find_plan(name: str, folder: Path | None) -> Plan:
    """Return the plan of that name, as `load_plans` would, without a look into the other files.

    BadFileError lists the problems of its file, UnknownWordError says which plans there are.
    """
    found = {_id_of(file): file for file in _all_files(folder)}
    if name not in found:
        raise UnknownWordError("plan", name, nearest(name, found), tuple(sorted(found)))
    return _file(found[name]).plan()


def _all_files(folder: Path | None) -> list[Traversable]:
    """Return the shipped files and then the company's own."""
    return [*_shipped(), *(_plan_files(folder) if folder else ())]


def _shipped() -> Iterator[Traversable]:
    return _plan_files(files("bot") / "plans")


def _id_of(file: Traversable) -> str:
    return file.name.removesuffix(".toml")


def _plan_files(folder: Traversable) -> Iterator[Traversable]:
    return iter(sorted(_toml_files(folder.iterdir()), key=lambda file: file.name))


def _toml_files(entries: Iterable[Traversable]) -> Iterator[Traversable]:
    return (file for file in entries if file.name.endswith(".toml") and file.is_file())


def _text_of(file: Traversable) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadFileError(
            file.name, (FileProblem("this is not text in UTF-8", "save it as UTF-8"),)
        ) from None
