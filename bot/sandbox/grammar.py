"""A small grammar for the JSON that Slack accepts.

A shape is a function that looks at a value and yields what is wrong with it, worded as Slack words it
(`must be less than 3001 characters [json-pointer:/blocks/0/text/text]`).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

Shape = Callable[[object, str], Iterator[str]]


def problem(words: str, at: str) -> str:
    """Word a problem as Slack does: what is wrong, and the place as a JSON pointer."""
    return f"{words} [json-pointer:{at}]"


def string(most: int | None = None, *, least: int = 0, form: str | None = None) -> Shape:
    """Accept text of *least* to *most* characters that, where given, matches the pattern *form*."""

    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield problem("must provide a string", at)
        elif len(value) < least:
            yield problem(f"must be more than {least - 1} characters", at)
        elif most is not None and len(value) > most:
            yield problem(f"must be less than {most + 1} characters", at)
        elif form is not None and not re.fullmatch(form, value):
            yield problem(f"must match the pattern {form}", at)

    return check


def boolean(value: object, at: str) -> Iterator[str]:
    """Accept true and false."""
    if not isinstance(value, bool):
        yield problem("must provide a boolean", at)


def integer(least: int, most: int) -> Shape:
    """Accept a whole number from *least* to *most*."""

    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield problem("must provide an integer", at)
        elif value > most:
            yield problem(f"must be less than {most + 1}", at)
        elif value < least:
            yield problem(f"must be more than {least - 1}", at)

    return check


def number(value: object, at: str) -> Iterator[str]:
    """Accept a number, whole or not."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield problem("must provide a number", at)


def one_of(*allowed: str) -> Shape:
    """Accept one of the words *allowed*."""

    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield problem("must provide a string", at)
        elif value not in allowed:
            yield problem("must be a valid enum value", at)

    return check


def anything(_value: object, _at: str) -> Iterator[str]:
    """Accept whatever is there."""
    return iter(())


def array(item: Shape, *, most: int | None = None, least: int = 0) -> Shape:
    """Accept a list of *least* to *most* items, each of the shape *item*."""

    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield problem("must provide an array", at)
            return
        if len(value) < least:
            yield problem(f"no less than {least} items allowed", at)
        if most is not None and len(value) > most:
            yield problem(f"no more than {most} items allowed", at)
        for place, member in enumerate(value):
            yield from item(member, f"{at}/{place}")

    return check


def record(
    required: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None, *, open_ended: bool = False
) -> Shape:
    """Accept an object with the *required* keys and, unless *open_ended*, only *optional* others."""
    fields = {**required, **(optional or {})}

    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, Mapping):
            yield problem("must provide an object", at)
            return
        yield from (problem(f"missing required field: {key}", at) for key in required if key not in value)
        for key, member in value.items():
            if key in fields:
                yield from fields[key](member, f"{at}/{key}")
            elif not open_ended:
                yield problem(f"invalid additional property: {key}", at)

    return check


def kinds(shapes: Mapping[str, Shape]) -> Shape:
    """Accept an object whose `type` names one of *shapes* and that has that shape."""

    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, Mapping):
            yield problem("must provide an object", at)
        elif "type" not in value:
            yield problem("missing required field: type", at)
        elif not isinstance(value["type"], str) or value["type"] not in shapes:
            yield problem(f"unsupported type: {value['type']}", f"{at}/type")
        else:
            yield from shapes[value["type"]](value, at)

    return check


def every(*shapes: Shape) -> Shape:
    """Accept what all of *shapes* accept; a later one looks only at what passed the earlier ones."""

    def check(value: object, at: str) -> Iterator[str]:
        for shape in shapes:
            found = tuple(shape(value, at))
            yield from found
            if found:
                return

    return check


def some_of(*keys: str, most: int) -> Shape:
    """Accept an object that has one to *most* of *keys*."""

    def check(value: object, at: str) -> Iterator[str]:
        if isinstance(value, Mapping) and not 1 <= sum(key in value for key in keys) <= most:
            yield problem("must define either " + " or ".join(f"`{key}`" for key in keys), at)

    return check


def mappings(value: object) -> Sequence[Mapping[str, object]]:
    """Return the objects in a list, and nothing for anything else."""
    return [member for member in value if isinstance(member, Mapping)] if isinstance(value, list) else []
