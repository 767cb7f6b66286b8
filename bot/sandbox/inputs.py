"""The elements that hold a value: which key of Slack's payloads carries it, and how a choice is read.

Values come from the control API: an option's `value`, an id, a date (`2026-03-01`), a text, or a list.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.sandbox.elements import options_of
from bot.sandbox.grammar import mappings


class ControlValueError(ValueError):
    """What the caller of the control API gave does not fit the blocks on the screen."""


class UnknownOptionError(ControlValueError):
    """The value is none of the options that the element offers."""

    def __init__(self, action_id: str, value: object, offered: Sequence[str]) -> None:
        """Name the element, what was asked for, and the values that it offers."""
        super().__init__(f"{action_id} has no option {value!r}; it offers: {', '.join(offered)}")
        self.action_id = action_id
        self.value = value
        self.offered = tuple(offered)


class UnknownFieldError(ControlValueError):
    """The view has no such field to fill in."""

    def __init__(self, field: str, offered: Sequence[str]) -> None:
        """Name the field that was given and the fields (`block_id/action_id`) that the view has."""
        super().__init__(f"no field {field} in this view; it has: {', '.join(offered)}")
        self.field = field
        self.offered = tuple(offered)


class WrongValueError(ControlValueError):
    """The value cannot be entered in this kind of element."""

    def __init__(self, action_id: str, value: object, expected: str) -> None:
        """Name the element, what was given, and what it expects."""
        super().__init__(f"{action_id} expects {expected}, not {value!r}")
        self.action_id = action_id
        self.value = value
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Holder:
    """How an element holds its value: the payload's key, that of its initial value, and what may be in it."""

    key: str
    initial: str
    many: bool = False
    options: bool = False
    form: str = ""
    expected: str = "a text"


HOLDERS: Final[Mapping[str, Holder]] = {
    "plain_text_input": Holder("value", "initial_value"),
    "email_text_input": Holder("value", "initial_value"),
    "url_text_input": Holder("value", "initial_value"),
    "number_input": Holder("value", "initial_value"),
    "rich_text_input": Holder("rich_text_value", "initial_value"),
    "file_input": Holder("files", "", many=True, expected="a list of file ids"),
    "static_select": Holder("selected_option", "initial_option", options=True),
    "external_select": Holder("selected_option", "initial_option", options=True),
    "radio_buttons": Holder("selected_option", "initial_option", options=True),
    "overflow": Holder("selected_option", "", options=True),
    "multi_static_select": Holder("selected_options", "initial_options", many=True, options=True),
    "multi_external_select": Holder("selected_options", "initial_options", many=True, options=True),
    "checkboxes": Holder("selected_options", "initial_options", many=True, options=True),
    "users_select": Holder("selected_user", "initial_user"),
    "multi_users_select": Holder("selected_users", "initial_users", many=True),
    "conversations_select": Holder("selected_conversation", "initial_conversation"),
    "multi_conversations_select": Holder("selected_conversations", "initial_conversations", many=True),
    "channels_select": Holder("selected_channel", "initial_channel"),
    "multi_channels_select": Holder("selected_channels", "initial_channels", many=True),
    "datepicker": Holder(
        "selected_date", "initial_date", form=r"\d{4}-\d\d-\d\d", expected="a date like 2026-03-01"
    ),
    "timepicker": Holder(
        "selected_time", "initial_time", form=r"[0-2]\d:[0-5]\d", expected="a time like 09:30"
    ),
    "datetimepicker": Holder(
        "selected_date_time", "initial_date_time", form=r"\d{10}", expected="Unix seconds"
    ),
}


def held(element: Mapping[str, object], value: object) -> object:
    """Return *value* as Slack's payloads carry it for *element*; raises `ControlValueError` if it cannot."""
    holder = HOLDERS[str(element["type"])]
    if holder.many:
        return [_one(element, holder, member) for member in _listed(value)]
    return None if value in (None, "") else _one(element, holder, value)


def initially(element: Mapping[str, object]) -> object:
    """Return what *element* holds before anybody touches it."""
    holder = HOLDERS[str(element["type"])]
    return element.get(holder.initial, [] if holder.many else None)


def _listed(value: object) -> Sequence[object]:
    if isinstance(value, list | tuple):
        return value
    return [] if value in (None, "") else [value]


def _one(element: Mapping[str, object], holder: Holder, value: object) -> object:
    name = str(element.get("action_id", element["type"]))
    if holder.options:
        return _option(element, name, value)
    if element["type"] == "rich_text_input":
        return value if isinstance(value, Mapping) else _as_rich_text(str(value))
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise WrongValueError(name, value, holder.expected)
    if holder.form and not re.fullmatch(holder.form, str(value)):
        raise WrongValueError(name, value, holder.expected)
    return int(value) if element["type"] == "datetimepicker" else str(value)


def _option(element: Mapping[str, object], name: str, value: object) -> Mapping[str, object]:
    wanted = value.get("value") if isinstance(value, Mapping) else value
    if str(element["type"]).endswith("external_select"):
        # Its options come from the app while the person types; the caller names the one that was picked.
        return value if isinstance(value, Mapping) else {"text": _plain(str(wanted)), "value": str(wanted)}
    offered = options_of(element)
    for option in offered:
        if option.get("value") == wanted:
            return option
    raise UnknownOptionError(name, wanted, [str(option.get("value")) for option in mappings(offered)])


def _plain(text: str) -> dict[str, object]:
    return {"type": "plain_text", "text": text, "emoji": True}


def _as_rich_text(text: str) -> dict[str, object]:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}
