"""How values stand in tables: the same cells on both databases, and the one place that knows them.

Instants are whole microseconds since 1970 in UTC, days and hours ISO texts, choices their words, lists and
mappings JSON text.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import Field, asdict, fields, is_dataclass
from datetime import date, datetime, time
from enum import StrEnum
from operator import attrgetter, itemgetter
from types import NoneType, UnionType
from typing import (
    Any,
    ClassVar,
    Generic,
    Protocol,
    TypeAlias,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
    overload,
)

from bot.domain.instants import from_micros, micros

Cell: TypeAlias = str | int | None

_JSON = json.JSONEncoder(separators=(",", ":"))


class Row(Protocol):
    """One row of a result: its cells by name, or by place."""

    @overload
    def __getitem__(self, name: str, /) -> object: ...

    @overload
    def __getitem__(self, place: int, /) -> object: ...

    def __iter__(self) -> Iterator[object]:
        """Go over the cells, in their places."""
        ...

    def keys(self) -> Iterable[str]:
        """Return the names of the cells, in their places."""
        ...


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


_ValueT = TypeVar("_ValueT", bound=_Dataclass)


class Shape(Generic[_ValueT]):
    """The columns of one kind of value, named like its fields except where *renamed* says otherwise."""

    def __init__(self, kind: type[_ValueT], **renamed: str) -> None:
        hints = get_type_hints(kind)
        self._kind = kind
        names = [each.name for each in fields(kind)]
        self._names = tuple(renamed.get(name, name) for name in names)
        codings = [_coding(hints[name]) for name in names]
        self._fields = attrgetter(*names)
        self._cells = itemgetter(*self._names)
        self._encoders = _beside(encode for encode, _ in codings)
        self._decoders = _beside(decode for _, decode in codings)

    def cells(self, value: _ValueT) -> dict[str, Cell]:
        """Return *value* as parameters of a statement."""
        found = list(self._fields(value))
        for at, encode in self._encoders:
            found[at] = encode(found[at])
        return dict(zip(self._names, found, strict=True))

    def value(self, row: Row) -> _ValueT:
        """Return the value that stands in *row*."""
        found: list[Any] = list(self._cells(row))
        for at, decode in self._decoders:
            found[at] = decode(found[at])
        return self._kind(*found)

    def values(self, rows: Sequence[Row]) -> list[_ValueT]:
        """Return the values that stand in the rows of one result.

        They are read column by column, which takes half as long as row by row.
        """
        if not rows:
            return []
        standing = columns(rows)
        found: list[Iterable[Any]] = [standing[name] for name in self._names]
        for at, decode in self._decoders:
            found[at] = map(decode, found[at])
        return list(map(self._kind, *found))


def _beside(codings: Iterable[Callable[[Any], object]]) -> tuple[tuple[int, Callable[[Any], Any]], ...]:
    """Return the codings that change anything, each with its place."""
    return tuple((at, code) for at, code in enumerate(codings) if code is not _as_it_is)


def values(shape: Shape[_ValueT], rows: Sequence[Row]) -> list[_ValueT]:
    """Return the values that stand in *rows*, which are of one result."""
    return shape.values(rows)


def columns(rows: Sequence[Row]) -> dict[str, tuple[Any, ...]]:
    """Return the cells of one result by their columns; of an empty result there are none.

    SQLite takes fifteen times as long to find the cells of a row by name.
    """
    return dict(zip(rows[0].keys(), zip(*rows, strict=True), strict=True)) if rows else {}


def value_or_none(shape: Shape[_ValueT], row: Row | None) -> _ValueT | None:
    """Return the value that stands in *row*, if there is one."""
    return None if row is None else shape.value(row)


def number(row: Row | None, name: str) -> int:
    """Return a whole number that a query always gives, such as a count."""
    cell = None if row is None else row[name]
    if not isinstance(cell, int):
        raise TypeError(f"{name} is no number but {cell!r}")
    return cell


def moment(row: Row | None, name: str) -> datetime | None:
    """Return an instant that a query may give."""
    return None if row is None or row[name] is None else from_micros(number(row, name))


def text_or_none(row: Row, name: str) -> str | None:
    """Return a text that a query may give."""
    cell = row[name]
    return None if cell is None else str(cell)


def texts(rows: Iterable[Row], name: str) -> list[str]:
    """Return one text column of a result."""
    return [str(row[name]) for row in rows]


def clean(text: str) -> str:
    """Return *text* without what no database can hold: NUL, which PostgreSQL refuses, and lone surrogates."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def to_json(value: object) -> str:
    """Return *value* as JSON in plain ASCII, which holds any text that people can send."""
    return _JSON.encode(value)


def mapping(text: str) -> dict[str, Any]:
    """Read a mapping; most are empty, and JSON takes a microsecond and a half to say so."""
    found: dict[str, Any] = {} if text == "{}" else json.loads(text)
    return found


def _as_it_is(cell: Any) -> Any:  # noqa: ANN401 - the one coding that changes nothing
    return cell


_Coding: TypeAlias = tuple[Callable[[Any], Cell], Callable[[Any], object]]

_PLAIN: Mapping[object, _Coding] = {
    str: (clean, _as_it_is),
    int: (_as_it_is, _as_it_is),
    bool: (bool, bool),
    datetime: (micros, from_micros),
    date: (date.isoformat, date.fromisoformat),
    time: (time.isoformat, time.fromisoformat),
}


def _coding(hint: object) -> _Coding:
    """Return how a field of that type is written and read."""
    if get_origin(hint) is UnionType:
        encode, decode = _coding(next(each for each in get_args(hint) if each is not NoneType))
        return _or_none(encode), _or_none(decode)
    if hint in _PLAIN:
        return _PLAIN[hint]
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return str, _Words(hint).__getitem__
    return _json_coding(hint)


class _Words(dict[str, StrEnum]):
    """Choices by their words, twenty times as fast as the enum finds them; ValueError for no word of it."""

    def __init__(self, choices: type[StrEnum]) -> None:
        super().__init__((each.value, each) for each in choices)
        self._choices = choices

    def __missing__(self, word: str) -> StrEnum:
        return self._choices(word)


def _json_coding(hint: object) -> _Coding:
    """Return the coding of a mapping, or of a tuple whose items are text or dataclasses."""
    if get_origin(hint) is not tuple:
        return _from_mapping, mapping
    item = get_args(hint)[0]
    if is_dataclass(item) and isinstance(item, type):
        return (
            lambda value: to_json([asdict(each) for each in value]),
            lambda text: tuple(item(**each) for each in json.loads(text)),
        )
    return to_json, lambda text: () if text == "[]" else tuple(json.loads(text))


def _from_mapping(value: Mapping[str, object]) -> str:
    return to_json(dict(value))


_InT = TypeVar("_InT")
_OutT = TypeVar("_OutT")


def _or_none(code: Callable[[_InT], _OutT]) -> Callable[[_InT | None], _OutT | None]:
    if code is _as_it_is:
        return code
    return lambda value: None if value is None else code(value)
