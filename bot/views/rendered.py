"""Blocks and views in the form Slack takes, cut to its limits wherever people's words may be long.

Limits: Slack's Block Kit reference (section 3,000 characters, field 2,000, button 75, option 75, title 24).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Final, TypeAlias

from bot.views.markup import Safe, clip, clipped, pieces
from bot.views.text import plain

Block: TypeAlias = dict[str, object]
Element: TypeAlias = dict[str, object]
View: TypeAlias = dict[str, object]

MOST_BLOCKS: Final = 50
MOST_OPTIONS: Final = 100
MOST_RADIO: Final = 10
MOST_IN_OVERFLOW: Final = 5
MOST_SECTION: Final = 3000
_MOST_TEXT: Final = 3900
"""A message may have 40,000 characters, its edit 4,000; all of ours may be edited."""
_MOST_FIELD: Final = 2000
_MOST_LABEL: Final = 75
_MOST_TITLE: Final = 24


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message: `text` says in words, for notifications and old clients, what `blocks` show."""

    text: str
    blocks: tuple[Block, ...]


NOTHING: Final = Rendered("", ())
"""What is said by what is no longer so: it is not sent."""


def message(text: Safe, *blocks: Block) -> Rendered:
    """Return a message of at most as much as Slack takes."""
    return Rendered(clip(text, _MOST_TEXT), blocks[:MOST_BLOCKS])


def plain_object(text: str, most: int) -> Element:
    """Return a text without mark-up; Slack refuses an empty one, so a dash stands in."""
    return {"type": "plain_text", "text": clip(text.strip(), most) or "-", "emoji": True}


def mrkdwn(text: Safe, most: int) -> Element:
    """Return a text with mark-up; Slack refuses an empty one, so a dash stands in.

    Verbatim, because Slack would otherwise make mentions of what people merely typed (@channel).
    """
    return {"type": "mrkdwn", "text": clip(text, most) if text.strip() else "-", "verbatim": True}


def section(text: Safe, accessory: Element | None = None) -> Block:
    """Return a paragraph, with one control beside it."""
    block: Block = {"type": "section", "text": mrkdwn(text, MOST_SECTION)}
    return block if accessory is None else {**block, "accessory": accessory}


def sections(text: Safe, most: int = 10) -> tuple[Block, ...]:
    """Return a text of any length in as many paragraphs as it needs, at most *most*."""
    return tuple(section(piece) for piece in pieces(text, MOST_SECTION)[:most])


def fields(texts: Sequence[Safe]) -> Block:
    """Return up to ten short texts in two columns."""
    return {"type": "section", "fields": [mrkdwn(text, _MOST_FIELD) for text in texts[:10]]}


def context(text: Safe) -> Block:
    """Return a paragraph in small print."""
    return {"type": "context", "elements": [mrkdwn(text, MOST_SECTION)]}


def header(text: str) -> Block:
    """Return a heading."""
    return {"type": "header", "text": plain_object(text, 150)}


def divider() -> Block:
    """Return a line."""
    return {"type": "divider"}


def actions(name: str, elements: Iterable[Element]) -> tuple[Block, ...]:
    """Return a row of controls whose `block_id` is *name*; nothing where there are none."""
    row = list(elements)[:25]
    return ({"type": "actions", "block_id": name, "elements": row},) if row else ()


def button(action_id: str, text: str, value: str, *, style: str = "") -> Element:
    """Return a button; *style* is empty, `primary` or `danger`."""
    element: Element = {
        "type": "button",
        "action_id": action_id,
        "text": plain_object(text, _MOST_LABEL),
        "value": value,
    }
    return {**element, "style": style} if style else element


def asking_first(control: Element, language: str, key: str, **facts: object) -> Element:
    """Return a control that asks before it acts; *key* names title, text, yes and no."""
    asked = {part: plain_object(plain(language, f"{key}.{part}", **facts), 300) for part in ("title", "text")}
    answers = {"confirm": "yes", "deny": "no"}
    said = {name: plain_object(plain(language, f"{key}.{part}"), 30) for name, part in answers.items()}
    return {**control, "confirm": {**asked, **said}}


def link_button(action_id: str, text: str, address: str) -> Element:
    """Return a button that opens a page."""
    return {"type": "button", "action_id": action_id, "text": plain_object(text, _MOST_LABEL), "url": address}


def option(value: str, text: str, description: str = "") -> Element:
    """Return one choice of a select or of radio buttons."""
    choice: Element = {"text": plain_object(text, _MOST_LABEL), "value": value}
    if description.strip():
        choice["description"] = plain_object(description, _MOST_LABEL)
    return choice


def select(action_id: str, placeholder: str, options: Sequence[Element], chosen: str = "") -> Element:
    """Return a list to pick one from; *chosen* is the value picked beforehand."""
    element: Element = {"type": "static_select", "action_id": action_id}
    element["placeholder"] = plain_object(placeholder, 150)
    return _preselected(element, options[:MOST_OPTIONS], chosen)


def grouped_select(action_id: str, placeholder: str, options: Sequence[Element], chosen: str = "") -> Element:
    """Return a list to pick one from that may be long: more than a hundred stand in groups."""
    if len(options) <= MOST_OPTIONS:
        return select(action_id, placeholder, options, chosen)
    starts = range(0, min(len(options), MOST_OPTIONS**2), MOST_OPTIONS)
    groups = [list(options[at : at + MOST_OPTIONS]) for at in starts]
    drawn = [
        {"label": plain_object(f"{at + 1} \N{EN DASH} {at + len(group)}", _MOST_LABEL), "options": group}
        for at, group in zip(starts, groups, strict=True)
    ]
    initial = [each for each in options if each["value"] == chosen][:1]
    element: Element = {"type": "static_select", "action_id": action_id}
    element |= {"placeholder": plain_object(placeholder, 150), "option_groups": drawn}
    return {**element, "initial_option": initial[0]} if initial else element


def overflow(action_id: str, options: Sequence[Element]) -> Element | None:
    """Return a menu of up to five choices that acts at each pick; None without a choice."""
    offered = list(options[:MOST_IN_OVERFLOW])
    return {"type": "overflow", "action_id": action_id, "options": offered} if offered else None


def named_block(name: str, block: Block) -> Block:
    """Return a block whose `block_id` is *name*, which Slack sends along with what is pressed in it."""
    return {**block, "block_id": name}


def multi_select(
    action_id: str, placeholder: str, options: Sequence[Element], chosen: Collection[str] = ()
) -> Element:
    """Return a list to pick any number from; *chosen* are the values picked beforehand."""
    element: Element = {"type": "multi_static_select", "action_id": action_id}
    element |= {"placeholder": plain_object(placeholder, 150), "options": list(options[:MOST_OPTIONS])}
    initial = [each for each in options[:MOST_OPTIONS] if each["value"] in chosen]
    return {**element, "initial_options": initial} if initial else element


def radio(options: Sequence[Element], chosen: str = "") -> Element:
    """Return up to ten choices that are all in sight."""
    return _preselected({"type": "radio_buttons"}, options[:MOST_RADIO], chosen)


def checkboxes(options: Sequence[Element], chosen: Collection[str] = ()) -> Element:
    """Return up to ten boxes to tick; *chosen* are the values ticked beforehand."""
    element: Element = {"type": "checkboxes", "options": list(options[:MOST_RADIO])}
    ticked = [each for each in options[:MOST_RADIO] if each["value"] in chosen]
    return {**element, "initial_options": ticked} if ticked else element


def date_picker(chosen: date | None = None) -> Element:
    """Return a calendar to pick a day from."""
    element: Element = {"type": "datepicker"}
    return {**element, "initial_date": chosen.isoformat()} if chosen else element


def time_picker(chosen: time | None = None) -> Element:
    """Return a clock to pick a time of day from."""
    element: Element = {"type": "timepicker"}
    return {**element, "initial_time": f"{chosen:%H:%M}"} if chosen else element


def _preselected(element: Element, options: Sequence[Element], chosen: str) -> Element:
    offered: Element = {**element, "options": list(options)}
    initial = [each for each in options if each["value"] == chosen]
    return {**offered, "initial_option": initial[0]} if initial else offered


def field(name: str, label: str, element: Element, *, hint: str = "", optional: bool = False) -> Block:
    """Return an input of a modal; block and element are both called *name*."""
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain_object(label, 2000),
        "element": {**element, "action_id": name},
        "optional": optional,
    }
    return {**block, "hint": plain_object(hint, 2000)} if hint else block


def text_input(initial: str = "", *, lines: bool = False, most: int = 3000) -> Element:
    """Return a box to type into, of one line or several."""
    element: Element = {"type": "plain_text_input", "multiline": lines, "max_length": most}
    return {**element, "initial_value": clip(initial, most)} if initial else element


def modal(
    callback_id: str,
    title: str,
    blocks: Iterable[Block],
    *,
    submit: str = "",
    close: str,
    metadata: str = "",
) -> View:
    """Return a modal; without *submit* it can only be closed."""
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain_object(title, _MOST_TITLE),
        "close": plain_object(close, _MOST_TITLE),
        "private_metadata": metadata,
        "blocks": list(blocks)[:100],
    }
    return {**view, "submit": plain_object(submit, _MOST_TITLE)} if submit else view


def lines(texts: Iterable[str]) -> Safe:
    """Return texts that are mrkdwn already, one below the other, empty ones left out."""
    return Safe("\n".join(text for text in texts if text))


def short(text: Safe, most: int) -> Safe:
    """Return mrkdwn on one line, cut."""
    return clipped(Safe(" ".join(text.split())), most)
