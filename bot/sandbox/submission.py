"""Submitting a modal: what Slack's client refuses before it sends, and the state that it sends."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from bot.sandbox.actions import elements_within
from bot.sandbox.grammar import mappings
from bot.sandbox.inputs import HOLDERS, UnknownFieldError, held, initially
from bot.sandbox.shapes import Json

Values = Mapping[str, Mapping[str, object]]

REQUIRED: Final = "Please complete this required field."
_EMAIL: Final = r"[^@\s]+@[^@\s]+\.[^@\s]+"
_WEB_ADDRESS: Final = r"https?://\S+"
_NUMBER: Final = r"-?\d+(\.\d+)?"


def state_of(view: Mapping[str, object], values: Values) -> dict[str, Json]:
    """Return Slack's `view.state.values` once *values* are filled in; the rest keeps its initial values.

    Raises `UnknownFieldError`, `UnknownOptionError` or `WrongValueError` when *values* do not fit the view.
    """
    fields = list(_fields(view))
    _refuse_unknown(fields, values)
    state: dict[str, Json] = {}
    for block_id, action_id, element in fields:
        given = values.get(block_id, {})
        value = held(element, given[action_id]) if action_id in given else initially(element)
        kind = str(element["type"])
        state.setdefault(block_id, {})[action_id] = {"type": kind, HOLDERS[kind].key: value}
    return state


def submission_errors(view: Mapping[str, object], values: Values) -> dict[str, str]:
    """Return, by block, why Slack's client would not send this modal; empty when it would."""
    state = state_of(view, values)
    errors: dict[str, str] = {}
    for block in mappings(view.get("blocks")):
        element = block.get("element")
        if block.get("type") == "input" and isinstance(element, Mapping):
            block_id, action_id = str(block.get("block_id", "")), str(element.get("action_id", ""))
            held_there = state[block_id][action_id][HOLDERS[str(element["type"])].key]
            wrong = _wrong(element, held_there, optional=block.get("optional") is True)
            errors |= {block_id: wrong} if wrong else {}
    return errors


def _fields(view: Mapping[str, object]) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    for block in mappings(view.get("blocks")):
        for element in elements_within(block):
            # An overflow menu acts at once and keeps nothing.
            if element.get("type") in HOLDERS and element["type"] != "overflow":
                yield str(block.get("block_id", "")), str(element["action_id"]), element


def _refuse_unknown(fields: list[tuple[str, str, Mapping[str, object]]], values: Values) -> None:
    offered = [f"{block_id}/{action_id}" for block_id, action_id, _ in fields]
    for block_id, given in values.items():
        for action_id in given:
            if f"{block_id}/{action_id}" not in offered:
                raise UnknownFieldError(f"{block_id}/{action_id}", offered)


def _wrong(element: Mapping[str, object], value: object, *, optional: bool) -> str:
    if value in (None, "", []):
        return "" if optional else REQUIRED
    text = str(value)
    match element["type"]:
        case "plain_text_input":
            return _wrong_length(element, text)
        case "email_text_input":
            return "" if re.fullmatch(_EMAIL, text) else "Please enter a valid email address."
        case "url_text_input":
            return "" if re.fullmatch(_WEB_ADDRESS, text) else "Please enter a valid URL."
        case "number_input":
            return _wrong_number(element, text)
        case _:
            return _too_many(element, value)


def _wrong_length(element: Mapping[str, object], text: str) -> str:
    least, most = _number(element, "min_length", 0), _number(element, "max_length", 3000)
    if len(text) < least:
        return f"Please enter at least {least:g} characters."
    return f"Please enter no more than {most:g} characters." if len(text) > most else ""


def _wrong_number(element: Mapping[str, object], text: str) -> str:
    if not re.fullmatch(_NUMBER, text):
        return "Please enter a number."
    if "." in text and element.get("is_decimal_allowed") is not True:
        return "Please enter a whole number."
    value = float(text)
    least, most = _number(element, "min_value", value), _number(element, "max_value", value)
    if value < least:
        return f"Please enter a number that is {least:g} or greater."
    return f"Please enter a number that is {most:g} or less." if value > most else ""


def _too_many(element: Mapping[str, object], value: object) -> str:
    most = _number(element, "max_selected_items", _number(element, "max_files", 10_000))
    return f"Please select no more than {most:g}." if isinstance(value, list) and len(value) > most else ""


def _number(element: Mapping[str, object], key: str, otherwise: float) -> float:
    found = element.get(key, otherwise)
    return float(found) if isinstance(found, int | float | str) else otherwise
