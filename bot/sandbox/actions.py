"""Pressing a button or picking an option: which element is meant, and what Slack tells the app about it."""

from collections.abc import Iterator, Mapping
from typing import Final

from bot.sandbox.inputs import HOLDERS, held
from bot.sandbox.shapes import Json

# What Slack repeats from the element in the `actions` of a block_actions payload.
_REPEATED: Final = ("text", "value", "url", "style", "confirm", "placeholder")


def element_at(
    blocks: object, action_id: str, block_id: str | None = None
) -> tuple[str, Mapping[str, object]] | None:
    """Return the block's id and the first element with that `action_id`, in *block_id* where given."""
    if not isinstance(blocks, list):
        return None
    for block in blocks:
        if not isinstance(block, Mapping):
            continue
        name = str(block.get("block_id", ""))
        if block_id in (None, name):
            for element in elements_within(block):
                if element.get("action_id") == action_id:
                    return name, element
    return None


def elements_within(part: object) -> Iterator[Mapping[str, object]]:
    """Yield every interactive element in a block, however deep it lies."""
    if isinstance(part, Mapping):
        if "action_id" in part:
            yield part
        for member in part.values():
            yield from elements_within(member)
    elif isinstance(part, list):
        for member in part:
            yield from elements_within(member)


def action_payload(element: Mapping[str, object], block_id: str, value: object, action_ts: str) -> Json:
    """Return the entry of `actions` that Slack sends when a person uses *element*.

    *value* is an option's value (or a list of them), an id, a date or a text; buttons need none.
    Raises `UnknownOptionError` or `WrongValueError` where it does not fit.
    """
    kind = str(element["type"])
    holder = HOLDERS.get(kind)
    repeated = {key: element[key] for key in _REPEATED if key in element}
    entry: Json = {"type": kind, "action_id": element["action_id"], "block_id": block_id, **repeated}
    if holder is not None:
        entry |= {holder.initial: element[holder.initial]} if holder.initial in element else {}
        entry[holder.key] = held(element, value)
    return {**entry, "action_ts": action_ts}
