"""TOML that people write: what is wrong with it, by line and field, with the remedy, all at once."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from types import EllipsisType
from typing import Final, TypeAlias, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from bot.errors import BadFileError, FileProblem, WrongValueError

Place: TypeAlias = tuple[str | int, ...]
"""Where a value stands: names of tables and keys, and positions in lists, counted from 0."""

ModelT = TypeVar("ModelT", bound=BaseModel)

_LIKENESS: Final = 0.6
_HEADER: Final = re.compile(r"\s*(\[\[?)([^\[\]]+)\]\]?\s*(?:#.*)?$")
_KEY: Final = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_MULTILINE: Final = re.compile(r'"{3}|\'{3}')
_GAVE_UP: Final = re.compile(r"(.*) \(at line (\d+), (column \d+)\)", re.DOTALL)
_FAULTS_OF_CHOICE: Final = frozenset({"enum", "literal_error"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in a file: where, and a sentence that says what is wrong and what to write."""

    place: Place
    wrong: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class TomlText:
    """A TOML file that could be read, with the line on which each key stands."""

    file: str
    tree: Mapping[str, object]
    lines: Mapping[Place, int]

    def line_of(self, place: Place) -> int | None:
        """Return the line of *place*, or of the nearest table around it that has one."""
        around = (place[:size] for size in range(len(place), 0, -1))
        return next((self.lines[each] for each in around if each in self.lines), None)

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Raise BadFileError that lists *problems* from top to bottom; return if there are none."""
        told = {
            (self.line_of(each.place) or 0, field_name(each.place), each.wrong, each.remedy)
            for each in problems
        }
        if told:
            listed = (
                FileProblem(wrong, remedy, field, line or None) for line, field, wrong, remedy in sorted(told)
            )
            raise BadFileError(self.file, tuple(listed))


def parse_toml(text: str, file: str) -> TomlText:
    """Return *text* as TOML; BadFileError says where it is none."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadFileError(file, (_no_toml(str(error)),)) from None
    return TomlText(file, tree, dict(_places(text)))


def read_model(model: type[ModelT], toml: TomlText, also: Sequence[Problem] = ()) -> ModelT:
    """Return the file as *model*; BadFileError lists its problems and those in *also*.

    The description of each field of the model says what to write there.
    """
    toml.refuse([*also, *shape_problems(model, toml.tree)])
    return model.model_validate(toml.tree)


def shape_problems(model: type[BaseModel], tree: Mapping[str, object]) -> list[Problem]:
    """Return what keeps *tree* from being *model*."""
    try:
        model.model_validate(tree)
    except ValidationError as error:
        return [_problem(model, each) for each in error.errors(include_url=False) if not _is_echo(each)]
    return []


def values_at(tree: object, *path: str | EllipsisType) -> Iterator[tuple[Place, object]]:
    """Yield every value at *path*, where `...` means each item of a list, whatever shape the rest has."""
    if not path:
        yield (), tree
        return
    head, *rest = path
    for step, inner in _steps(tree, head):
        yield from (((step, *place), value) for place, value in values_at(inner, *rest))


def nearest(word: str, choices: Iterable[str], likeness: float = _LIKENESS) -> str:
    """Return the choice that *word* was most likely meant to be, or "" if none is near."""
    return next(iter(near(word, choices, most=1, likeness=likeness)), "")


def near(word: str, choices: Iterable[str], most: int = 3, likeness: float = _LIKENESS) -> tuple[str, ...]:
    """Return the choices that *word* may have been meant to be, the likeliest first.

    One that differs by capital letters alone is the only one. How alike they are goes from 0 to 1, as
    `difflib` counts it.
    """
    by_folded = {choice.casefold(): choice for choice in choices}
    folded = word.casefold()
    found = [folded] if folded in by_folded else get_close_matches(folded, by_folded, most, likeness)
    return tuple(by_folded[each] for each in found)


def _steps(tree: object, head: str | EllipsisType) -> Sequence[tuple[str | int, object]]:
    if isinstance(head, EllipsisType):
        return list(enumerate(tree)) if isinstance(tree, list) else []
    return [(head, tree[head])] if isinstance(tree, dict) and head in tree else []


def _places(text: str) -> Iterator[tuple[Place, int]]:
    """Yield where each table and key stands; keys inside inline tables have no line of their own."""
    table: Place = ()
    counts: dict[Place, int] = {}
    inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        if not inside and (header := _HEADER.match(line)):
            table = _table(header[2], counts, is_list=header[1] == "[[")
            yield table, number
        elif not inside and (key := _KEY.match(line)):
            yield (*table, *_names(key[1])), number
        inside ^= len(_MULTILINE.findall(line)) % 2 == 1


def _table(header: str, counts: dict[Place, int], *, is_list: bool) -> Place:
    """Return the place of a table whose header was read; *counts* keeps the last position in each list."""
    *outer, last = _names(header)
    place: Place = ()
    for name in outer:
        place = (*place, name)
        place = (*place, counts[place]) if place in counts else place
    place = (*place, last)
    if is_list:
        counts[place] = counts.get(place, -1) + 1
    return (*place, counts[place]) if place in counts else place


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(name.strip().strip("\"'") for name in dotted.split("."))


def field_name(place: Place) -> str:
    """Return *place* as people read it; positions in lists are counted from 1."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place)
    return "".join(parts).lstrip(".")


def _no_toml(error: str) -> FileProblem:
    """Return what the parser says, which knows the line where it gave up, if not at the end."""
    found = _GAVE_UP.fullmatch(error)
    said, line = (f"{found[1]} ({found[3]})", int(found[2])) if found else (error, None)
    return FileProblem(
        f"this is not TOML: {said}", "look for a missing quotation mark, bracket or `=`", "", line
    )


def _problem(model: type[BaseModel], error: ErrorDetails) -> Problem:
    place = tuple(part for part in error["loc"] if part != "[key]")
    remedy = _description(model, place)
    write = f"write {remedy}" if remedy else ""
    if error["type"] == "missing":
        return Problem(place, "is missing", write)
    if error["type"] == "extra_forbidden":
        return Problem(place, "is no key that we know", _known_keys(model, place))
    if error["type"] in _FAULTS_OF_CHOICE:
        return Problem(place, f"is {error['input']!r}", _choices(error))
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, WrongValueError):
        return Problem(place, cause.wrong, cause.remedy)
    return Problem(place, f"is {error['input']!r}, which will not do", write)


def _is_echo(error: ErrorDetails) -> bool:
    """A list whose items are all refused is then called too short, which is nothing to mend."""
    return error["type"] == "too_short" and bool(error["input"])


def _choices(error: ErrorDetails) -> str:
    expected = str(error.get("ctx", {}).get("expected", ""))
    near = nearest(str(error["input"]), re.findall(r"'([^']+)'", expected))
    guess = f"; did you mean {near!r}?" if near else ""
    return f"write {expected}{guess}"


def _known_keys(model: type[BaseModel], place: Place) -> str:
    around = _model_at(model, place[:-1])
    keys = sorted(_fields(around))
    near = nearest(str(place[-1]), keys)
    return f"did you mean {near}?" if near else f"the keys here are {', '.join(keys)}"


def _description(model: type[BaseModel], place: Place) -> str:
    around = _model_at(model, place[:-1])
    field = _fields(around).get(str(place[-1])) if place else None
    if field is None and place:  # an item of a list is described by the list
        return _description(model, place[:-1])
    return (field.description if field else None) or ""


def _fields(model: type[BaseModel] | None) -> Mapping[str, FieldInfo]:
    """Return the fields of a model by their keys in a file: `from` is no name that Python allows."""
    return {each.alias or name: each for name, each in model.model_fields.items()} if model else {}


def _model_at(model: type[BaseModel], place: Place) -> type[BaseModel] | None:
    """Return the model of the table at *place*."""
    found: type[BaseModel] | None = model
    for part in place:
        field = _fields(found).get(str(part))
        found = _model_in(field.annotation) if field else found
    return found


def _model_in(annotation: object) -> type[BaseModel] | None:
    """Return the model inside an annotation such as `tuple[Model, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((inner for each in get_args(annotation) if (inner := _model_in(each))), None)
