"""Charts as pictures: on a card of their own, light or dark, so that they read on any background of Slack's.

The colours are Okabe and Ito's, which colour-blind people tell apart; they differ in lightness too, and what
warns is striped, which tells the parts apart in grey.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Final, TypedDict

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.patches import FancyBboxPatch, Patch
from matplotlib.ticker import MaxNLocator
from pydantic import TypeAdapter

from bot.domain.charts import Chart, Layout, Series, Tone
from bot.domain.enclosures import Theme
from bot.printing.fonts import font_file, printable

WIDTH: Final = 600
"""In points of a screen, like all measures here."""
_SHARP: Final = 2
"""How much wider a picture is that is sent: dense screens show twice as many points."""
_POINTS_PER_INCH: Final = 100
_TYPE: Final = 72 / _POINTS_PER_INCH
"""Sizes of letters are told in 72nds of an inch."""
_MARGIN: Final = 16
_TITLE, _TEXT, _SMALL = 15, 13, 11
_HEAD: Final = 64
"""What the title and the legend take."""
_COLUMNS: Final = 170
_LINE: Final = 80
_FOOT: Final = 30
_AXIS: Final = 30
"""What the numbers beside the columns take."""
_ROW: Final = 34
_NAMES: Final = 184
_NOTES: Final = 150
_GAP: Final = 14
_PARTS_OF_A_POINT: Final = 64
"""In which the library measures letters."""
_MOST_LETTERS: Final = 23
_MOST_IN_TITLE: Final = 56
_FEWEST_PLACES: Final = 4
"""So that few columns are not as wide as walls."""
_MOST_LABELS: Final = 9
"""Of more columns every second has its label, and none its number."""
_UNKNOWN: Final = "□"
_BAR: Final = 0.72
"""What of its place a column or a group of them takes."""


class _Style(TypedDict):
    """How a bar is filled, as the library calls it."""

    facecolor: str
    edgecolor: str
    hatch: str
    linewidth: float


def _style(fill: str, edge: str, hatch: str = "") -> _Style:
    return {"facecolor": fill, "edgecolor": edge, "hatch": hatch, "linewidth": 0.6}


@dataclass(frozen=True, slots=True)
class _Look:
    """The colours of a picture."""

    ink: str
    grey: str
    card: str
    edge: str
    grid: str
    line: str
    styles: Mapping[Tone, _Style]


_LOOKS: Final[Mapping[Theme, _Look]] = {
    Theme.LIGHT: _Look(
        ink="#1d1c1d",
        grey="#616061",
        card="#ffffff",
        edge="#c9ced3",
        grid="#e4e8eb",
        line="#8f3f00",
        styles={
            Tone.MAIN: _style("#0072b2", "#0072b2"),
            Tone.SECOND: _style("#8fcdf2", "#2a7fb8"),
            Tone.WARNING: _style("#d55e00", "#ffffff", "////"),
            Tone.REST: _style("#eef1f3", "#8a949c"),
        },
    ),
    Theme.DARK: _Look(
        ink="#e8e8e8",
        grey="#b5b8bc",
        card="#1a1d21",
        edge="#565b61",
        grid="#33373c",
        line="#f5c44f",
        styles={
            Tone.MAIN: _style("#56b4e9", "#56b4e9"),
            Tone.SECOND: _style("#24587a", "#56b4e9"),
            Tone.WARNING: _style("#e69f00", "#1a1d21", "////"),
            Tone.REST: _style("#2b3036", "#8a949c"),
        },
    ),
}


def fill(tone: Tone, theme: Theme) -> str:
    """Return the colour of what an amount stands for."""
    return _LOOKS[theme].styles[tone]["facecolor"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is drawn at once: loading what draws takes longer than drawing."""

    charts: tuple[Chart, ...]
    theme: Theme = Theme.LIGHT


def printed(values: object) -> bytes:
    """Return a ZIP with a picture of each chart of a `Sheet` that is given as JSON holds it, in order."""
    sheet, out = TypeAdapter(Sheet).validate_python(values), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as bundle:
        for place, chart in enumerate(sheet.charts):
            bundle.writestr(f"{place:02}.png", png(chart, _SHARP, sheet.theme))
    return out.getvalue()


def png(chart: Chart, finer: int = 1, theme: Theme = Theme.LIGHT) -> bytes:
    """Return a chart as a PNG, `WIDTH` times *finer* wide."""
    canvas = _Canvas(_height(chart), _LOOKS[theme])
    canvas.head(chart)
    if chart.layout is Layout.ROWS:
        _rows(canvas, chart)
    else:
        _columns(canvas, chart)
    return canvas.png(finer)


def _height(chart: Chart) -> int:
    if chart.layout is Layout.ROWS:
        return _HEAD + _ROW * len(chart.labels) + 12
    return _HEAD + _COLUMNS + _FOOT + (_LINE + 34 if chart.line else 0)


class _Canvas:
    """A card of a height that is drawn on, from its top."""

    def __init__(self, height: int, look: _Look) -> None:
        self.look = look
        self._height = height
        size = (WIDTH / _POINTS_PER_INCH, height / _POINTS_PER_INCH)
        self._figure = Figure(figsize=size, dpi=_POINTS_PER_INCH, facecolor="none")
        FigureCanvasAgg(self._figure)
        self._figure.add_artist(
            FancyBboxPatch(
                (0.01, 0.01),
                size[0] - 0.02,
                size[1] - 0.02,
                boxstyle=f"round,pad=0,rounding_size={8 / _POINTS_PER_INCH}",
                transform=self._figure.dpi_scale_trans,
                zorder=-1,  # below the axes
                facecolor=look.card,
                edgecolor=look.edge,
                linewidth=_TYPE,
            )
        )

    def head(self, chart: Chart) -> None:
        """Write the title, and what the colours stand for."""
        self.write(_MARGIN, 20, _short(chart.title, _MOST_IN_TITLE), _TITLE, bold=True)
        signs = [
            Patch(**self.look.styles[each.tone], label=_shown(each.label))
            for each in chart.series
            if each.label
        ]
        self._figure.legend(
            handles=signs,
            loc="upper left",
            bbox_to_anchor=(_MARGIN / WIDTH, 1 - 36 / self._height),
            ncols=len(signs) or 1,
            frameon=False,
            borderpad=0,
            borderaxespad=0,
            handlelength=1,
            handleheight=1,
            handletextpad=0.5,
            columnspacing=1.4,
            prop={"size": _TEXT * _TYPE},
            labelcolor=self.look.ink,
        )

    def write(
        self, x: float, y: float, text: str, size: float, *, bold: bool = False, at: str = "left"
    ) -> None:
        """Write a line whose middle is *y* below the top; no formula is read out of what people typed."""
        self._figure.text(
            *(x / WIDTH, 1 - y / self._height, _shown(text)),
            fontsize=size * _TYPE,
            fontweight="bold" if bold else "normal",
            color=self.look.ink,
            ha=at,
            va="center_baseline",
            parse_math=False,
        )

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Return a part to draw in, without a frame."""
        bottom = self._height - top - height
        place = (left / WIDTH, bottom / self._height, width / WIDTH, height / self._height)
        axes = self._figure.add_axes(place, facecolor="none")
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0, labelsize=_SMALL * _TYPE, labelcolor=self.look.grey)
        axes.set_axisbelow(True)
        return axes

    def png(self, finer: int) -> bytes:
        """Return what was drawn."""
        out = io.BytesIO()
        self._figure.savefig(out, format="png", dpi=_POINTS_PER_INCH * finer)
        return out.getvalue()


def _columns(canvas: _Canvas, chart: Chart) -> None:
    """Draw the columns over their labels, and below them the line."""
    left, width = _MARGIN + _AXIS, WIDTH - 2 * _MARGIN - _AXIS
    axes = canvas.axes(left, _HEAD, width, _COLUMNS)
    places = range(len(chart.labels))
    if chart.layout is Layout.BESIDE:
        _beside(axes, chart, canvas.look)
    else:
        _stacked(axes, chart, canvas.look)
    tops = [list(each.amounts) for each in chart.series]
    most = max(map(max, tops)) if chart.layout is Layout.BESIDE else max(map(sum, zip(*tops, strict=True)))
    _scale(axes, canvas.look, len(places), most)
    lowest = axes
    if chart.line is not None:
        top = _HEAD + _COLUMNS + 34
        canvas.write(_MARGIN, top - 12, chart.line.label, _TEXT)
        lowest = canvas.axes(left, top + 6, width, _LINE - 6)
        _line(lowest, chart.line, canvas.look)
        _scale(lowest, canvas.look, len(places), max(chart.line.amounts), ticks=2)
        axes.set_xticks([])
    step = 1 if len(chart.labels) <= _MOST_LABELS else 2
    shown = places[::-1][::step]
    lowest.set_xticks(shown, [_shown(chart.labels[place]) for place in shown], parse_math=False)


def _scale(axes: Axes, look: _Look, count: int, most: int, ticks: int = 4) -> None:
    """Let the axes begin at nothing, end above the highest amount, and count in whole numbers."""
    axes.set_xlim(-0.5, max(count, _FEWEST_PLACES) - 0.5)
    axes.set_ylim(0, max(most, 1) * 1.18)
    axes.yaxis.set_major_locator(MaxNLocator(ticks, integer=True))
    axes.grid(axis="y", color=look.grid, linewidth=0.8)


def _beside(axes: Axes, chart: Chart, look: _Look) -> None:
    each_wide = _BAR / len(chart.series)
    for number, series in enumerate(chart.series):
        middle = (number - (len(chart.series) - 1) / 2) * each_wide
        places = [place + middle for place in range(len(chart.labels))]
        axes.bar(places, series.amounts, each_wide * 0.92, **look.styles[series.tone])
        if len(chart.labels) <= _MOST_LABELS:
            _numbers(axes, look, places, series.amounts)


def _stacked(axes: Axes, chart: Chart, look: _Look) -> None:
    for series, bases in _bases(chart.series):
        axes.bar(range(len(bases)), series.amounts, _BAR * 0.8, bottom=bases, **look.styles[series.tone])
    totals = [sum(amounts) for amounts in zip(*(each.amounts for each in chart.series), strict=True)]
    if len(chart.labels) <= _MOST_LABELS:
        for place, note in enumerate(chart.notes):
            _above(axes, look, (place, totals[place]), note)


def _bases(series: Sequence[Series]) -> Iterator[tuple[Series, list[int]]]:
    """Yield each part of a stack with what it stands on."""
    nothing = [0] * len(series[0].amounts)
    amounts = [nothing, *(list(each.amounts) for each in series[:-1])]
    below = accumulate(amounts, lambda one, other: [a + b for a, b in zip(one, other, strict=True)])
    yield from zip(series, below, strict=True)


def _line(axes: Axes, line: Series, look: _Look) -> None:
    places = range(len(line.amounts))
    axes.plot(
        places,
        line.amounts,
        color=look.line,
        linewidth=1.6,
        marker="o",
        markersize=4,
        clip_on=False,
    )
    if len(places) <= _MOST_LABELS:
        _numbers(axes, look, places, line.amounts)


def _numbers(axes: Axes, look: _Look, places: Sequence[float], amounts: Sequence[int]) -> None:
    for place, amount in zip(places, amounts, strict=True):
        if amount:
            _above(axes, look, (place, amount), f"{amount}")


def _above(axes: Axes, look: _Look, at: tuple[float, float], text: str) -> None:
    axes.annotate(
        *(_shown(text), at, (0, 2.5)),
        textcoords="offset points",
        fontsize=_SMALL * _TYPE,
        color=look.ink,
        ha="center",
        va="bottom",
        parse_math=False,
    )


def _rows(canvas: _Canvas, chart: Chart) -> None:
    """Draw a row for each label, which stands before it, and its note behind it."""
    left, width = _MARGIN + _NAMES, WIDTH - 2 * _MARGIN - _NAMES - _behind(chart.notes)
    axes = canvas.axes(left, _HEAD, width, _ROW * len(chart.labels))
    for series, bases in _bases(chart.series):
        axes.barh(range(len(bases)), series.amounts, 0.56, left=bases, **canvas.look.styles[series.tone])
    axes.set_ylim(len(chart.labels) - 0.5, -0.5)
    totals = [sum(amounts) for amounts in zip(*(each.amounts for each in chart.series), strict=True)]
    axes.set_xlim(0, max(*totals, 1) * 1.01)
    axes.set_axis_off()
    for place, label in enumerate(chart.labels):
        middle = _HEAD + _ROW * (place + 0.5)
        canvas.write(_MARGIN, middle, _short(label), _TEXT)
        if chart.notes:
            canvas.write(WIDTH - _MARGIN, middle, chart.notes[place], _TEXT, at="right")


def _behind(notes: Sequence[str]) -> float:
    """Return how much room the notes behind the rows take, with a gap before them."""
    return max(_NOTES, *(_width(_shown(each)) + _GAP for each in notes)) if notes else _NOTES


def _width(text: str) -> float:
    font = FT2Font(str(font_file()))
    font.set_size(_TEXT * _TYPE, _POINTS_PER_INCH)
    font.set_text(text, 0)
    return font.get_width_height()[0] / _PARTS_OF_A_POINT


def _short(text: str, most: int = _MOST_LETTERS) -> str:
    text = " ".join(_shown(text).split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _shown(text: str) -> str:
    """Return a text in letters that the font has; the others show as a box."""
    known = _letters()
    return "".join(each if ord(each) in known or each == "\n" else _UNKNOWN for each in printable(text))


@cache
def _letters() -> frozenset[int]:
    return frozenset(FT2Font(str(font_file())).get_charmap())
