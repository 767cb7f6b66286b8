"""Slack's mark-up: what people typed is made harmless, and texts are cut without breaking anything."""

import re
from collections.abc import Mapping
from typing import Final

from bot.domain.plain_text import unwrapped

ELLIPSIS: Final = "…"

_NONE: Final[Mapping[str, str]] = {}
_ESCAPES: Final = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))
_MENTION: Final = re.compile(r"<@([A-Z0-9]+)>")
_ADDRESS: Final = re.compile(r"https?://(?:(?!&[lg]t;)[^\s<>|])+")
_MARKS: Final = re.compile(r"([*`])([^*`\n]+)\1")
_WHOLE: Final = re.compile(r"<[^<>]*>|&(?:amp|lt|gt);")


class Safe(str):
    """Text that is mrkdwn already: our own mentions, links and dates, or people's words once escaped."""

    __slots__ = ()


def escape(text: str) -> Safe:
    """Return *text* so that Slack shows it as it stands: no mention, no link, no broadcast comes of it."""
    if isinstance(text, Safe):
        return text
    for plain, entity in _ESCAPES:
        text = text.replace(plain, entity)
    return Safe(text)


def readable(text: str, names: Mapping[str, str] = _NONE) -> str:
    """Return what a person saw who wrote *text* in Slack: names for ids, no tokens, no entities.

    Text that was typed into a modal, where Slack escapes nothing, comes out as it is.
    """
    return _MENTION.sub(lambda match: f"@{names.get(match[1]) or match[1]}", unwrapped(text))


def typed(text: str, names: Mapping[str, str] = _NONE) -> Safe:
    """Return what people wrote in Slack, readable and harmless, for a mrkdwn text of ours."""
    return Safe(_ADDRESS.sub(_linked, escape(readable(text, names))))


def _linked(match: re.Match[str]) -> str:
    """Links are made here, because our texts are `verbatim`: see `rendered.mrkdwn`."""
    address = match[0].rstrip(".,;:!?)'\"*_~")
    return f"<{address}>{match[0][len(address) :]}"


def quote(text: Safe) -> Safe:
    """Return *text* as a quotation, each of its lines."""
    return Safe("\n".join(f">{line}" for line in text.splitlines()))


def link(address: str, label: str) -> Safe:
    """Return a link of ours; only the label where there is no address."""
    shown = escape(label).replace("|", "/")
    target = escape(address).replace("|", "%7C")
    return Safe(f"<{target}|{shown}>") if target else Safe(shown)


def channel_link(channel: str) -> Safe:
    """Return a channel's name as Slack shows it; the id comes from Slack."""
    return Safe(f"<#{channel}>")


def mention(person: str) -> Safe:
    """Return what makes Slack notify somebody; the id comes from Slack."""
    return Safe(f"<@{person}>")


def spoken(text: Safe) -> str:
    """Return our own mrkdwn for a place where Slack reads no mark-up, such as an error beside a field."""
    return readable(_MARKS.sub(r"\2", text))


def clip(text: str, most: int) -> str:
    """Return *text* in at most *most* characters, with an ellipsis where it was cut.

    Never cuts inside an entity (`&amp;`) or a token (`<@U1>`): what would be cut in two is left out.
    """
    if len(text) <= most:
        return text
    end = most - len(ELLIPSIS)
    for match in _WHOLE.finditer(text):
        if match.start() < end < match.end():
            end = match.start()
    return text[:end].rstrip() + ELLIPSIS


def clipped(text: Safe, most: int) -> Safe:
    """Return mrkdwn in at most *most* characters; see `clip`."""
    return Safe(clip(text, most))


def pieces(text: Safe, most: int) -> tuple[Safe, ...]:
    """Return *text* in pieces of at most *most* characters, cut at line ends or spaces where it has any."""
    found: list[Safe] = []
    rest: str = text
    while len(rest) > most:
        end = _seam(rest, most)
        found.append(Safe(rest[:end].rstrip()))
        rest = rest[end:].lstrip()
    return (*found, Safe(rest)) if rest.strip() else tuple(found)


def _seam(text: str, most: int) -> int:
    """Where to cut: the last line end, else the last space, else just before what must not be cut."""
    for sign in ("\n", " "):
        end = text.rfind(sign, 1, most)
        if end > most // 2:
            return end
    inside = [match.start() for match in _WHOLE.finditer(text) if match.start() < most < match.end()]
    return inside[0] if inside and inside[0] > 0 else most
