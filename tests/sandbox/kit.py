"""Blocks, elements and views to test with, as an app would write them."""

from typing import Any, Final

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def markdown(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(value: str, text: str = "An option", **more: object) -> Json:
    return {"text": plain(text), "value": value, **more}


def button(action_id: str = "go", **more: object) -> Json:
    return {"type": "button", "text": plain("Go"), "action_id": action_id, **more}


def actions(*elements: Json, **more: object) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def select(kind: str = "static_select", **more: object) -> Json:
    return {"type": kind, "action_id": "pick", "options": [option("a"), option("b")], **more}


def asked(element: Json, **more: object) -> Json:
    return {"type": "input", "label": plain("Say"), "element": element, **more}


def modal(*blocks: Json, **more: object) -> Json:
    return {"type": "modal", "title": plain("Title"), "submit": plain("Send"), "blocks": list(blocks), **more}


SECTION: Final[Json] = {"type": "section", "text": markdown("*hello*")}
TEXT_INPUT: Final[Json] = {"type": "plain_text_input", "action_id": "words"}
PICTURE: Final[Json] = {"type": "image", "image_url": "https://a.example/b.png", "alt_text": "a chart"}
CONFIRM: Final[Json] = {
    "title": plain("Sure?"),
    "text": markdown("Really"),
    "confirm": plain("Yes"),
    "deny": plain("No"),
}
LIST_ITEM: Final[Json] = {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}
POINTS: Final = [{"label": "Mon", "value": 3}, {"label": "Tue", "value": 4.5}]


def chart(**more: object) -> Json:
    return {
        "type": "data_visualization",
        "title": "Week",
        "chart": {"type": "pie", "segments": POINTS},
        **more,
    }


def table(cells: int = 2, rows: int = 1) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * cells] * rows}
