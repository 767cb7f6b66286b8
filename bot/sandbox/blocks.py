"""What Slack accepts as blocks and as views, and what it says about the rest.

The names that work on blocks (pressing, submitting, storing) are importable from here too.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Final

from bot.sandbox.actions import action_payload, element_at
from bot.sandbox.elements import Surface, plain_text
from bot.sandbox.grammar import Shape, anything, array, boolean, mappings, problem, record, string
from bot.sandbox.inputs import ControlValueError, UnknownFieldError, UnknownOptionError, WrongValueError
from bot.sandbox.layout import BLOCKS, MOST_MARKDOWN
from bot.sandbox.stored import assign_block_ids, stored_blocks
from bot.sandbox.submission import state_of, submission_errors

__all__ = [
    "ControlValueError",
    "Surface",
    "UnknownFieldError",
    "UnknownOptionError",
    "WrongValueError",
    "action_payload",
    "assign_block_ids",
    "check_blocks",
    "check_view",
    "element_at",
    "state_of",
    "stored_blocks",
    "submission_errors",
]

MOST_BLOCKS: Final[Mapping[Surface, int]] = {"message": 50, "modal": 100, "home": 100}
MOST_VIEW_BYTES: Final = 250_000
# How many blocks of a type one message may hold, by Slack's page of the block.
_MOST_OF_A_TYPE: Final = {"table": 1, "data_visualization": 2}


def check_blocks(blocks: object, surface: Surface) -> list[str]:
    """Return what Slack would say is wrong with these blocks; empty when it takes them."""
    return list(_blocks(surface)(blocks, "/blocks"))


def _blocks(surface: Surface) -> Shape:
    listed = array(BLOCKS[surface], most=MOST_BLOCKS[surface])

    def check(value: object, at: str) -> Iterator[str]:
        yield from listed(value, at)
        yield from _repeated_block_ids(value, at)
        yield from _repeated_action_ids(value, at)
        yield from _too_many_of_a_type(value, at)
        yield from _too_much_markdown(value, at)

    return check


def _repeated_block_ids(blocks: object, at: str) -> Iterator[str]:
    seen: set[object] = set()
    for place, block in enumerate(mappings(blocks)):
        name = block.get("block_id")
        if isinstance(name, str) and name in seen:
            yield problem(f"`block_id` {name} already exists for another block", f"{at}/{place}/block_id")
        seen.add(name if isinstance(name, str) else None)


def _repeated_action_ids(blocks: object, at: str) -> Iterator[str]:
    for place, block in enumerate(mappings(blocks)):
        seen: set[str] = set()
        for position, element in enumerate(mappings(block.get("elements"))):
            name = element.get("action_id")
            if isinstance(name, str) and name in seen:
                where = f"{at}/{place}/elements/{position}/action_id"
                yield problem(f"`action_id` {name} already exists for another element", where)
            seen |= {name} if isinstance(name, str) else set()


def _too_many_of_a_type(blocks: object, at: str) -> Iterator[str]:
    for kind, most in _MOST_OF_A_TYPE.items():
        places = [place for place, block in enumerate(mappings(blocks)) if block.get("type") == kind]
        yield from (
            problem(f"no more than {most} {kind} blocks allowed", f"{at}/{place}") for place in places[most:]
        )


def _too_much_markdown(blocks: object, at: str) -> Iterator[str]:
    texts = [block.get("text") for block in mappings(blocks) if block.get("type") == "markdown"]
    # One block alone is measured by its own shape; the sum over the payload has the same limit.
    if len(texts) > 1 and sum(len(text) for text in texts if isinstance(text, str)) > MOST_MARKDOWN:
        yield problem(f"markdown blocks must be less than {MOST_MARKDOWN + 1} characters together", at)


_VIEW: Final[Mapping[str, Shape]] = {
    "callback_id": string(255),
    "private_metadata": string(3000),
    "external_id": string(255),
}
_VIEWS: Final[Mapping[str, Shape]] = {
    "modal": record(
        {"type": anything, "title": plain_text(24), "blocks": _blocks("modal")},
        {
            **_VIEW,
            "submit": plain_text(24),
            "close": plain_text(24),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
        },
    ),
    "home": record({"type": anything, "blocks": _blocks("home")}, _VIEW),
}


def check_view(view: object) -> list[str]:
    """Return what Slack would say is wrong with this modal or App Home; empty when it takes it."""
    if not isinstance(view, Mapping):
        return [problem("must provide an object", "/view")]
    kind = view.get("type")
    if kind is None:
        return [problem("missing required field: type", "/view")]
    if not isinstance(kind, str) or kind not in _VIEWS:
        return [problem(f"unsupported type: {kind}", "/view/type")]
    return [*_VIEWS[kind](view, "/view"), *_inputs_without_submit(view), *_too_large(view)]


def _inputs_without_submit(view: Mapping[str, object]) -> Iterator[str]:
    if view.get("type") != "modal" or "submit" in view:
        return
    for place, block in enumerate(mappings(view.get("blocks"))):
        if block.get("type") == "input":
            yield problem("must define `submit` to use `input` block", f"/view/blocks/{place}/input")


def _too_large(view: Mapping[str, object]) -> Iterator[str]:
    if len(json.dumps(view, ensure_ascii=False).encode()) > MOST_VIEW_BYTES:
        yield problem(f"must be less than {MOST_VIEW_BYTES + 1} bytes", "/view")
