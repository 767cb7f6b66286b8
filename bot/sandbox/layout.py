"""The shapes of Block Kit's blocks and the surfaces (message, modal, App Home) that take each of them.

Limits are those of Slack's Block Kit reference. Blocks that are newer than the SDK's classes (`card`, `plan`,
`data_table`, ...) are checked for the fields that their pages call required, and otherwise taken as they are.
"""

from collections.abc import Mapping
from typing import Final

from bot.sandbox.elements import (
    ELEMENTS,
    EVERYWHERE,
    URL,
    Surface,
    any_text,
    elements_in,
    picture,
    plain_text,
)
from bot.sandbox.grammar import (
    Shape,
    anything,
    array,
    boolean,
    every,
    integer,
    kinds,
    number,
    one_of,
    record,
    some_of,
    string,
)

MOST_MARKDOWN: Final = 12_000

_BLOCK: Final[Mapping[str, Shape]] = {"type": anything}
_ID: Final[Mapping[str, Shape]] = {"block_id": string(255, least=1)}


def _open(**required: Shape) -> Shape:
    return record({**_BLOCK, **required}, _ID, open_ended=True)


_RICH_LEAF: Final = kinds(
    {
        "text": _open(text=string(least=1)),
        "link": _open(url=URL),
        "emoji": _open(name=string(least=1)),
        "user": _open(user_id=string(least=1)),
        "usergroup": _open(usergroup_id=string(least=1)),
        "team": _open(team_id=string(least=1)),
        "channel": _open(channel_id=string(least=1)),
        "broadcast": _open(range=one_of("here", "channel", "everyone")),
        "date": _open(timestamp=integer(0, 10**12), format=string(least=1)),
        "color": _open(value=string(least=1)),
    }
)
_RICH_SECTION: Final = _open(elements=array(_RICH_LEAF))
_RICH_PART: Final = kinds(
    {
        "rich_text_section": _RICH_SECTION,
        "rich_text_preformatted": _RICH_SECTION,
        "rich_text_quote": _RICH_SECTION,
        "rich_text_list": _open(
            style=one_of("bullet", "ordered"), elements=array(kinds({"rich_text_section": _RICH_SECTION}))
        ),
    }
)
_RICH_TEXT: Final = record({**_BLOCK, "elements": array(_RICH_PART)}, _ID)

_CELL: Final = kinds(
    {"raw_text": _open(text=string(least=1)), "raw_number": _open(), "rich_text": _RICH_TEXT}
)
_COLUMN: Final = record({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})
_TABLE: Final = record(
    {**_BLOCK, "rows": array(array(_CELL, least=1, most=20), least=1, most=100)},
    {**_ID, "column_settings": array(_COLUMN, most=20)},
)

_LABEL: Final = string(20, least=1)
_POINT: Final = record({"label": _LABEL, "value": number})
_AXES: Final = record({"categories": array(_LABEL, least=1)}, {"x_label": string(50), "y_label": string(50)})
_PLOT: Final = record(
    {
        **_BLOCK,
        "series": array(record({"name": _LABEL, "data": array(_POINT, least=1)}), least=1, most=6),
        "axis_config": _AXES,
    }
)
_PIE: Final = record({**_BLOCK, "segments": array(_POINT, least=1, most=6)})
_CHART: Final = record(
    {
        **_BLOCK,
        "title": string(50, least=1),
        "chart": kinds({"pie": _PIE, "bar": _PLOT, "area": _PLOT, "line": _PLOT}),
    },
    _ID,
)

_VIDEO: Final = record(
    {
        **_BLOCK,
        "alt_text": string(least=1),
        "title": plain_text(200),
        "thumbnail_url": URL,
        "video_url": URL,
    },
    {
        **_ID,
        "title_url": URL,
        "description": plain_text(200),
        "provider_icon_url": URL,
        "provider_name": string(50),
        "author_name": string(50),
    },
)
_CONTEXT_PART: Final = kinds(
    {"image": ELEMENTS["image"], "plain_text": any_text(3000), "mrkdwn": any_text(3000)}
)


def _section(surface: Surface) -> Shape:
    optional = {
        **_ID,
        "text": any_text(3000),
        "fields": array(any_text(2000), least=1, most=10),
        "accessory": elements_in("section", surface),
        "expand": boolean,
    }
    return every(record(_BLOCK, optional), some_of("text", "fields", most=2))


def _input(surface: Surface) -> Shape:
    required = {**_BLOCK, "label": plain_text(2000), "element": elements_in("input", surface)}
    return record(
        required, {**_ID, "hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean}
    )


def _anywhere(surface: Surface) -> dict[str, Shape]:
    return {
        "section": _section(surface),
        "actions": record(
            {**_BLOCK, "elements": array(elements_in("actions", surface), least=1, most=25)}, _ID
        ),
        "context": record({**_BLOCK, "elements": array(_CONTEXT_PART, least=1, most=10)}, _ID),
        "divider": record(_BLOCK, _ID),
        "header": record({**_BLOCK, "text": plain_text(150)}, _ID),
        "image": picture(titled=True),
        "input": _input(surface),
        "rich_text": _RICH_TEXT,
        "video": _VIDEO,
    }


_ONLY_IN: Final[Mapping[Surface, Mapping[str, Shape]]] = {
    "message": {
        "markdown": record({**_BLOCK, "text": string(MOST_MARKDOWN, least=1)}, _ID),
        "table": _TABLE,
        "file": record({**_BLOCK, "external_id": string(least=1), "source": one_of("remote")}, _ID),
        "context_actions": record(
            {**_BLOCK, "elements": array(elements_in("context_actions", "message"), least=1, most=5)}, _ID
        ),
        "data_visualization": _CHART,
        "data_table": _open(),
        "card": _open(),
        "carousel": _open(elements=array(kinds({"card": _open()}), least=1, most=10)),
        "container": _open(child_blocks=array(_open(), least=1, most=10)),
        "plan": _open(title=string(least=1)),
        "task_card": _open(task_id=string(least=1), title=string(least=1)),
    },
    "modal": {"alert": _open(text=any_text(3000))},
    "home": {},
}

BLOCKS: Final[Mapping[Surface, Shape]] = {
    surface: kinds({**_anywhere(surface), **_ONLY_IN[surface]}) for surface in EVERYWHERE
}
