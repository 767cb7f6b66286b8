"""A client's hours as a picture, beside the answer in words: what is used, reserved and left of the month's.

Loaded by whoever answers; it is drawn when it is sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.documents import Bar, Part, Shade
from bot.domain.enclosures import Enclosure, bar_picture
from bot.views.hours import month_span
from bot.views.text import plain
from bot.views.times import minutes_length

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.allowance import Allowance

_NAME: Final = "hours.png"


def hours_picture(now: Allowance, language: str) -> Enclosure | None:
    """Return a bar of the month's hours, with words in *language*; None where there are no hours to show."""
    held = max(now.granted, now.used)
    if now.hours is None or now.is_over or now.is_ahead or held <= 0:
        return None
    title = plain(
        language,
        "client.hours.picture.title",
        percent=now.percent,
        granted=minutes_length(now.granted, language),
        span=month_span(now, language),
    )
    parts = tuple(_parts(now, language))
    said = f"{title}: {', '.join(each.label for each in parts)}"
    return bar_picture(_NAME, said, Bar(title, parts))


def _parts(now: Allowance, language: str) -> Iterator[Part]:
    """Yield the parts of the bar, each as long as it is; what is promised to estimates is not free."""
    over = max(-now.balance.left, 0)
    used = minutes_length(now.used, language)
    yield _part(Shade.USED, now.used - over, "used", used, language)
    if over:
        yield _part(Shade.OVER, over, "over", minutes_length(over, language), language)
    if now.reserved:
        time = minutes_length(now.reserved, language)
        yield _part(Shade.RESERVED, now.reserved, "reserved", time, language)
    if now.free >= 0 and not over:
        key = "free" if now.reserved else "left"
        yield _part(Shade.LEFT, now.free, key, minutes_length(now.free, language), language)


def _part(shade: Shade, minutes: int, key: str, time: str, language: str) -> Part:
    return Part(shade, minutes, plain(language, f"client.hours.picture.{key}", time=time))
