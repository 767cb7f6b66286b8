"""A bar of hours as a picture: on a light card of its own, so that it reads on any background of Slack's.

The colours are Okabe and Ito's, which colour-blind people tell apart; patterns tell the parts apart in grey.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from PIL import Image, ImageDraw, ImageFont
from pydantic import TypeAdapter

from bot.domain.documents import Bar, Part, Shade
from bot.printing.fonts import font_file, printable

WIDTH: Final = 600
_FINER: Final = 4
"""All is drawn so many times wider than `WIDTH`, and then made smaller, which smooths the edges."""
_SHARP: Final = 2
"""How much wider than `WIDTH` a picture is that is sent: dense screens show twice as many points."""
_MARGIN: Final = 16
_BAR_TOP: Final = 42
_BAR_HEIGHT: Final = 30
_LEGEND_TOP: Final = 86
_LINE: Final = 22
_SWATCH: Final = 12
_GAP: Final = 2
_LEAST: Final = 4
"""How wide the smallest part is, so that it can be seen."""
_STRIPE: Final = 8
_INK: Final = "#1d1c1d"
_CARD: Final = "#ffffff"
_EDGE: Final = "#c9ced3"

_Box: TypeAlias = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Look:
    """The colour of a part, of its edge and of its stripes; `lean` is which way those go, 0 for none."""

    fill: str
    edge: str
    stripe: str = ""
    lean: int = 0


_LOOKS: Final[Mapping[Shade, _Look]] = {
    Shade.USED: _Look("#0072b2", "#0072b2"),
    Shade.RESERVED: _Look("#f5c44f", "#a87400", "#a87400", 1),
    Shade.LEFT: _Look("#eef1f3", "#8a949c"),
    Shade.OVER: _Look("#d55e00", "#8f3f00", "#ffffff", -1),
}


def printed(values: object) -> bytes:
    """Return the file of a `Bar` that is given as JSON holds it."""
    return png(TypeAdapter(Bar).validate_python(values), _SHARP)


def png(bar: Bar, finer: int = 1) -> bytes:
    """Return a bar as a PNG, `WIDTH` times *finer* wide, which is 1 or 2."""
    legend = _Legend(bar.parts)
    height = _LEGEND_TOP + legend.lines * _LINE + 10
    image = Image.new("RGBA", (WIDTH * _FINER, height * _FINER), (0, 0, 0, 0))
    pen = _Pen(image, _FINER)
    pen.box((0.5, 0.5, WIDTH - 0.5, height - 0.5), fill=_CARD, edge=_EDGE, radius=8)
    pen.text(_MARGIN, 24, pen.fitting(bar.title, WIDTH - 2 * _MARGIN, size=15), size=15, bold=True)
    for box, look in _places(bar.parts):
        pen.part(box, look)
    legend.draw(pen)
    small = image.resize((WIDTH * finer, height * finer), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()


def _places(parts: tuple[Part, ...]) -> Iterator[tuple[_Box, _Look]]:
    """Return where each part of the bar is; one too small to be seen takes a little of the others."""
    seen = [each for each in parts if each.amount > 0]
    if not seen:
        yield (_MARGIN, _BAR_TOP, WIDTH - _MARGIN, _BAR_TOP + _BAR_HEIGHT), _LOOKS[Shade.LEFT]
    room = WIDTH - 2 * _MARGIN - _GAP * (len(seen) - 1) - _LEAST * len(seen)
    whole, left = sum(each.amount for each in seen), float(_MARGIN)
    for each in seen:
        right = left + _LEAST + room * each.amount / whole
        yield (left, _BAR_TOP, right, _BAR_TOP + _BAR_HEIGHT), _LOOKS[each.shade]
        left = right + _GAP


class _Pen:
    """Draws in the measures of the finished picture."""

    def __init__(self, image: Image.Image, scale: int) -> None:
        self._image = image
        self._draw = ImageDraw.Draw(image)
        self._scale = scale

    def box(self, box: _Box, *, fill: str, edge: str, radius: float = 0) -> None:
        """Draw a box with an edge."""
        self._draw.rounded_rectangle(
            [each * self._scale for each in box], radius * self._scale, fill, edge, width=self._scale
        )

    def text(self, x: float, y: float, text: str, *, size: float, bold: bool = False) -> None:
        """Write a line whose middle is at *y*."""
        at = (x * self._scale, y * self._scale)
        self._draw.text(at, text, fill=_INK, font=_font(size * self._scale, bold=bold), anchor="lm")

    def fitting(self, text: str, width: float, *, size: float) -> str:
        """Return as much of a title as there is room for."""
        text = " ".join(printable(text).split())
        shown = text
        while shown and _font(size, bold=True).getlength(shown) > width:
            text = text[:-1]
            shown = f"{text.rstrip()}…"
        return shown

    def part(self, box: _Box, look: _Look) -> None:
        """Draw one part, or its sign in the legend, with its stripes."""
        self.box(box, fill=look.fill, edge=look.edge, radius=2)
        if not look.lean:
            return
        mask = Image.new("L", self._image.size, 0)
        inner = [each * self._scale for each in (box[0] + 1, box[1] + 1, box[2] - 1, box[3] - 1)]
        ImageDraw.Draw(mask).rectangle(inner, fill=255)
        layer = Image.new("RGBA", self._image.size, (0, 0, 0, 0))
        self._stripes(ImageDraw.Draw(layer), box, look)
        self._image.paste(layer, (0, 0), Image.composite(layer.getchannel("A"), mask, mask))

    def _stripes(self, draw: ImageDraw.ImageDraw, box: _Box, look: _Look) -> None:
        left, top, right, bottom = (each * self._scale for each in box)
        height, step = bottom - top, _STRIPE * self._scale
        x = left - height
        while x < right + height:
            draw.line(
                [(x, bottom if look.lean > 0 else top), (x + height, top if look.lean > 0 else bottom)],
                look.stripe,
                width=2 * self._scale,
            )
            x += step


class _Legend:
    """What the parts are called: beside each other while there is room, then in a further line."""

    def __init__(self, parts: tuple[Part, ...]) -> None:
        self._places: list[tuple[float, int, Part, str]] = []
        x, line = float(_MARGIN), 0
        for each in parts:
            label = " ".join(printable(each.label).split())
            width = _SWATCH + 6 + _font(13).getlength(label) + 18
            if x > _MARGIN and x + width > WIDTH:
                x, line = float(_MARGIN), line + 1
            self._places.append((x, line, each, label))
            x += width
        self.lines = line + 1

    def draw(self, pen: _Pen) -> None:
        """Draw a sign and its words for each part."""
        for x, line, part, label in self._places:
            top = _LEGEND_TOP + line * _LINE
            pen.part((x, top, x + _SWATCH, top + _SWATCH), _LOOKS[part.shade])
            pen.text(x + _SWATCH + 6, top + _SWATCH / 2, label, size=13)


def _font(size: float, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_file(bold=bold)), size)
