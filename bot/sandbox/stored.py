"""What Slack adds to an app's blocks when it stores them: ids that were left out, and defaults of texts."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from bot.sandbox.elements import ELEMENTS
from bot.sandbox.shapes import Json

_INTERACTIVE: Final = frozenset(ELEMENTS) - {"image"}


def assign_block_ids(blocks: Sequence[Mapping[str, object]], new_id: Callable[[], str]) -> list[Json]:
    """Return the blocks with the `block_id`s, and on elements the `action_id`s, that were left out.

    *new_id* gives Slack's kind of id: five random characters.
    """

    def named(part: Json) -> Json:
        lacks_id = part.get("type") in _INTERACTIVE and not part.get("action_id")
        return {**part, "action_id": new_id()} if lacks_id else part

    return [{**_rebuilt(block, named), "block_id": block.get("block_id") or new_id()} for block in blocks]


def stored_blocks(blocks: Sequence[Mapping[str, object]], new_id: Callable[[], str]) -> list[Json]:
    """Return the blocks as Slack gives them back: ids filled in, and texts with `emoji` or `verbatim`."""
    return [_rebuilt(block, _spelled_out) for block in assign_block_ids(blocks, new_id)]


def _spelled_out(part: Json) -> Json:
    match part.get("type"):
        case "plain_text":
            return {"emoji": True, **part}
        case "mrkdwn":
            return {"verbatim": False, **part}
        case _:
            return part


def _rebuilt(part: Mapping[str, object], change: Callable[[Json], Json]) -> Json:
    """Copy a block, with *change* done to every object in it from the inside out."""
    return change({key: _member(member, change) for key, member in part.items()})


def _member(value: object, change: Callable[[Json], Json]) -> object:
    if isinstance(value, Mapping):
        return _rebuilt(value, change)
    return [_member(member, change) for member in value] if isinstance(value, list) else value
