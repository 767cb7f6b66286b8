"""The shapes of Block Kit's elements (buttons, selects, inputs) and where Slack allows each of them.

Limits and surfaces are those of Slack's Block Kit reference.
"""

from collections.abc import Iterator, Mapping
from typing import Final, Literal

from bot.sandbox.grammar import (
    Shape,
    anything,
    array,
    boolean,
    every,
    integer,
    kinds,
    mappings,
    one_of,
    problem,
    record,
    some_of,
    string,
)

Surface = Literal["message", "modal", "home"]
EVERYWHERE: Final[tuple[Surface, ...]] = ("message", "modal", "home")

URL: Final = string(3000, form=r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_DATE: Final = string(form=r"\d{4}-\d{2}-\d{2}")
_TIME: Final = string(form=r"([01]\d|2[0-3]):[0-5]\d")
_NAMES: Final = array(string(least=1))
_STYLE: Final = one_of("primary", "danger")


def plain_text(most: int, *, least: int = 1) -> Shape:
    """Accept a `plain_text` object of *least* to *most* characters."""
    text = {"type": anything, "text": string(most, least=least)}
    return kinds({"plain_text": record(text, {"emoji": boolean})})


def any_text(most: int) -> Shape:
    """Accept a `plain_text` or `mrkdwn` object of up to *most* characters."""
    text = {"type": anything, "text": string(most, least=1)}
    return kinds(
        {"plain_text": record(text, {"emoji": boolean}), "mrkdwn": record(text, {"verbatim": boolean})}
    )


def picture(*, titled: bool) -> Shape:
    """Accept an image: as a block (which may have a title and an id) or as an element."""
    optional: dict[str, Shape] = {
        "image_url": URL,
        "slack_file": record({}, {"id": string(least=1), "url": URL}),
        "image_width": integer(0, 100_000),
        "image_height": integer(0, 100_000),
        "image_bytes": integer(0, 10**9),
    }
    if titled:
        optional |= {"title": plain_text(2000), "block_id": string(255, least=1)}
    fields = record({"type": anything, "alt_text": string(2000, least=1)}, optional)
    return every(fields, some_of("image_url", "slack_file", most=1))


_CONFIRM: Final = record(
    {"title": plain_text(100), "text": any_text(300), "confirm": plain_text(30), "deny": plain_text(30)},
    {"style": _STYLE},
)
_ACTION: Final[Mapping[str, Shape]] = {"type": anything}
_FOCUS: Final[Mapping[str, Shape]] = {"action_id": string(255, least=1), "focus_on_load": boolean}
_CONFIRMED: Final[Mapping[str, Shape]] = {"action_id": string(255, least=1), "confirm": _CONFIRM}
_SELECT: Final[Mapping[str, Shape]] = {**_CONFIRMED, "focus_on_load": boolean, "placeholder": plain_text(150)}
_MULTI: Final[Mapping[str, Shape]] = {**_SELECT, "max_selected_items": integer(1, 10_000)}
_TYPED: Final[Mapping[str, Shape]] = {
    **_FOCUS,
    "placeholder": plain_text(150),
    "dispatch_action_config": record(
        {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"))}
    ),
}
_FILTER: Final = record(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public"), least=1),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)


def _option(text: Shape, *, link: bool = False) -> Shape:
    optional: dict[str, Shape] = {"description": any_text(75)}
    if link:
        optional["url"] = URL
    return record({"text": text, "value": string(150, least=1)}, optional)


_PLAIN_OPTION: Final = _option(plain_text(75))
_RICH_OPTION: Final = _option(any_text(75))
_OPTIONS: Final = array(_PLAIN_OPTION, least=1, most=100)
_FEW_OPTIONS: Final = array(_RICH_OPTION, least=1, most=10)
_GROUPS: Final = array(record({"label": plain_text(75), "options": _OPTIONS}), least=1, most=100)


def options_of(element: Mapping[str, object]) -> list[Mapping[str, object]]:
    """Return the options that a person may pick from in *element*, those in groups included."""
    grouped = [
        option
        for group in mappings(element.get("option_groups"))
        for option in mappings(group.get("options"))
    ]
    return [*mappings(element.get("options")), *grouped]


def _initial_is_offered(value: object, at: str) -> Iterator[str]:
    if not isinstance(value, Mapping):
        return
    offered = options_of(value)
    if "initial_option" in value and value["initial_option"] not in offered:
        yield problem("must be one of the provided options", f"{at}/initial_option")
    initial = value.get("initial_options")
    # An empty list is refused too: measured by others, see the pull request phelia#23.
    if initial is not None and (not initial or any(option not in offered for option in mappings(initial))):
        yield problem("must be one of the provided options", f"{at}/initial_options")


def _bounds(least: str, most: str) -> Shape:
    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, Mapping) or least not in value or most not in value:
            return
        if float(value[least]) > float(value[most]):
            yield problem(f"cannot be greater than `{most}`", f"{at}/{least}")

    return check


def _choice(initial: Mapping[str, Shape], more: Mapping[str, Shape]) -> Shape:
    fields = record(_ACTION, {**more, **initial, "options": _OPTIONS, "option_groups": _GROUPS})
    return every(fields, some_of("options", "option_groups", most=1), _initial_is_offered)


_BUTTON: Final = record(
    {**_ACTION, "text": plain_text(75)},
    {
        **_CONFIRMED,
        "url": URL,
        "value": string(2000),
        "style": _STYLE,
        "accessibility_label": string(75),
    },
)
_NUMBER: Final = string(form=r"-?\d+(\.\d+)?")
_FEEDBACK: Final = record(
    {"text": plain_text(75), "value": string(2000)}, {"accessibility_label": string(75)}
)

ELEMENTS: Final[Mapping[str, Shape]] = {
    "button": _BUTTON,
    "workflow_button": record(
        {**_ACTION, "text": plain_text(75), "workflow": record({"trigger": anything})},
        {"action_id": string(255, least=1), "style": _STYLE, "accessibility_label": string(75)},
    ),
    "icon_button": record(
        {**_ACTION, "icon": string(least=1), "text": plain_text(75)},
        {
            **_CONFIRMED,
            "value": string(2000),
            "accessibility_label": string(75),
            "visible_to_user_ids": _NAMES,
        },
    ),
    "feedback_buttons": record(
        {**_ACTION, "positive_button": _FEEDBACK, "negative_button": _FEEDBACK},
        {"action_id": string(255, least=1)},
    ),
    "overflow": record(
        {**_ACTION, "options": array(_option(plain_text(75), link=True), least=1, most=5)}, _CONFIRMED
    ),
    "static_select": _choice({"initial_option": _PLAIN_OPTION}, _SELECT),
    "multi_static_select": _choice({"initial_options": array(_PLAIN_OPTION)}, _MULTI),
    "radio_buttons": every(
        record(
            {**_ACTION, "options": _FEW_OPTIONS},
            {**_CONFIRMED, "focus_on_load": boolean, "initial_option": _RICH_OPTION},
        ),
        _initial_is_offered,
    ),
    "checkboxes": every(
        record(
            {**_ACTION, "options": _FEW_OPTIONS},
            {**_CONFIRMED, "focus_on_load": boolean, "initial_options": array(_RICH_OPTION)},
        ),
        _initial_is_offered,
    ),
    "external_select": record(
        _ACTION, {**_SELECT, "initial_option": _PLAIN_OPTION, "min_query_length": integer(0, 3000)}
    ),
    "multi_external_select": record(
        _ACTION, {**_MULTI, "initial_options": array(_PLAIN_OPTION), "min_query_length": integer(0, 3000)}
    ),
    "users_select": record(_ACTION, {**_SELECT, "initial_user": string(least=1)}),
    "multi_users_select": record(_ACTION, {**_MULTI, "initial_users": _NAMES}),
    "conversations_select": record(
        _ACTION,
        {
            **_SELECT,
            "initial_conversation": string(least=1),
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": _FILTER,
        },
    ),
    "multi_conversations_select": record(
        _ACTION,
        {
            **_MULTI,
            "initial_conversations": _NAMES,
            "default_to_current_conversation": boolean,
            "filter": _FILTER,
        },
    ),
    "channels_select": record(
        _ACTION, {**_SELECT, "initial_channel": string(least=1), "response_url_enabled": boolean}
    ),
    "multi_channels_select": record(_ACTION, {**_MULTI, "initial_channels": _NAMES}),
    "datepicker": record(_ACTION, {**_SELECT, "initial_date": _DATE}),
    "timepicker": record(_ACTION, {**_SELECT, "initial_time": _TIME, "timezone": string(least=1)}),
    "datetimepicker": record(
        _ACTION, {**_CONFIRMED, "focus_on_load": boolean, "initial_date_time": integer(10**9, 10**10 - 1)}
    ),
    "plain_text_input": every(
        record(
            _ACTION,
            {
                **_TYPED,
                "initial_value": string(),
                "multiline": boolean,
                "min_length": integer(0, 3000),
                "max_length": integer(1, 3000),
            },
        ),
        _bounds("min_length", "max_length"),
    ),
    "email_text_input": record(_ACTION, {**_TYPED, "initial_value": string()}),
    "url_text_input": record(_ACTION, {**_TYPED, "initial_value": string()}),
    "number_input": every(
        record(
            {**_ACTION, "is_decimal_allowed": boolean},
            {**_TYPED, "initial_value": _NUMBER, "min_value": _NUMBER, "max_value": _NUMBER},
        ),
        _bounds("min_value", "max_value"),
    ),
    "rich_text_input": record(_ACTION, {**_TYPED, "initial_value": anything}),
    "file_input": record(
        _ACTION,
        {"action_id": string(255, least=1), "filetypes": array(string(least=1)), "max_files": integer(1, 10)},
    ),
    "image": picture(titled=False),
}

_BUTTONS: Final = frozenset({"button", "workflow_button", "overflow"})
_PICKED: Final = frozenset(
    {
        *("static_select", "external_select", "users_select", "conversations_select", "channels_select"),
        *("multi_static_select", "multi_external_select", "multi_users_select", "multi_conversations_select"),
        *("multi_channels_select", "radio_buttons", "checkboxes", "datepicker", "timepicker"),
    }
)
_WRITTEN: Final = frozenset({"plain_text_input", "rich_text_input", "email_text_input", "url_text_input"})
_PLACES: Final[Mapping[str, frozenset[str]]] = {
    "section": _BUTTONS | _PICKED | {"image"},
    "actions": _BUTTONS | _PICKED | {"datetimepicker"},
    "input": _PICKED | _WRITTEN | {"datetimepicker", "number_input", "file_input"},
    "context_actions": frozenset({"feedback_buttons", "icon_button"}),
}
# Elements that Slack's reference does not list for every surface.
_SURFACES: Final[Mapping[str, tuple[Surface, ...]]] = {
    "workflow_button": ("message",),
    "datetimepicker": ("message", "modal"),
    "rich_text_input": ("modal", "home"),
    "email_text_input": ("modal",),
    "url_text_input": ("modal",),
    "number_input": ("modal",),
    "file_input": ("modal",),
}


def elements_in(block: Literal["section", "actions", "input", "context_actions"], surface: Surface) -> Shape:
    """Accept the elements that Slack allows in a *block* of that type on that *surface*."""
    allowed = (kind for kind in _PLACES[block] if surface in _SURFACES.get(kind, EVERYWHERE))
    return kinds({kind: ELEMENTS[kind] for kind in allowed})
