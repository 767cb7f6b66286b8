"""Charts as pictures: readable in light and dark, true to their amounts, whatever people are called."""

import io
import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from itertools import pairwise

import pytest
from PIL import Image

from bot.domain.charts import Chart, Layout, Series, Tone
from bot.domain.enclosures import Theme
from bot.printing import charts
from tests.printing.test_printed import ODD

WEEKS = ("14 de set.", "21 de set.", "28 de set.", "5 de out.")
VOLUME = Chart(
    "Chamados por semana",
    WEEKS,
    Layout.BESIDE,
    (Series(Tone.MAIN, "Abertos", (12, 9, 0, 3)), Series(Tone.SECOND, "Resolvidos", (10, 11, 9, 0))),
    Series(Tone.MAIN, "Em aberto no fim da semana", (4, 2, 7, 2)),
)
PROMISES = Chart(
    "Compromissos cumpridos por semana",
    WEEKS,
    Layout.STACKED,
    (Series(Tone.MAIN, "Cumpridos", (20, 18, 0, 6)), Series(Tone.WARNING, "Não cumpridos", (2, 0, 0, 1))),
    notes=("90%", "100%", "", "85%"),
)
HOURS = Chart(
    "Hours used by client",
    ("Acme", ODD * 3, "Globex"),
    Layout.ROWS,
    (Series(Tone.MAIN, "Used", (600, 1200, 0)), Series(Tone.WARNING, "Over", (0, 185, 0))),
    notes=("10 h of 20 h", "123 h 59 min of 120 h", "0 min of 15 h"),
)
LONG = replace(VOLUME, labels=tuple(f"28 de set. {each}"[:8] for each in range(14)), title=ODD * 9)
LONG = replace(
    LONG,
    series=tuple(Series(each.tone, each.label, (123,) * 14) for each in VOLUME.series),
    line=Series(Tone.MAIN, "Open", (1000,) * 14),
)
NOTHING = replace(
    VOLUME,
    labels=("28 de set.",),
    series=tuple(Series(each.tone, each.label, (0,)) for each in VOLUME.series),
    line=Series(Tone.MAIN, "Open", (0,)),
)
CASES = [
    pytest.param(VOLUME, id="columns beside each other, and a line"),
    pytest.param(PROMISES, id="columns upon each other"),
    pytest.param(HOURS, id="rows"),
    pytest.param(LONG, id="a whole quarter, and a title without end"),
    pytest.param(NOTHING, id="one week in which nothing happened"),
]
CARDS = {Theme.LIGHT: (255, 255, 255), Theme.DARK: (26, 29, 33)}


def drawn(chart: Chart, theme: Theme = Theme.LIGHT, finer: int = 2) -> Image.Image:
    return Image.open(io.BytesIO(charts.png(chart, finer, theme)))


@pytest.mark.parametrize("theme", CARDS)
@pytest.mark.parametrize("chart", CASES)
def test_a_chart_is_drawn_on_its_card_and_nothing_is_cut(chart: Chart, theme: Theme) -> None:
    image = drawn(chart, theme)
    assert image.width == 2 * charts.WIDTH
    assert image.mode == "RGBA"
    assert image.tobytes()[3] == 0, "what is around the card is Slack's own"
    inner = image.convert("RGB").crop((4, 4, image.width - 4, image.height - 4))
    assert len(colours(inner)) > 20, "something is drawn"
    for edge in ((0, 8, 14, inner.height - 8), (inner.width - 14, 8, inner.width, inner.height - 8)):
        assert colours(inner.crop(edge)) == {bytes(CARDS[theme])}, "cut"


def colours(image: Image.Image) -> set[bytes]:
    pixels = image.tobytes()
    return {pixels[at : at + 3] for at in range(0, len(pixels), 3)}


@pytest.mark.parametrize("chart", CASES)
def test_the_same_chart_is_the_same_file(chart: Chart) -> None:
    assert charts.png(chart) == charts.png(chart)


def test_other_amounts_are_another_picture() -> None:
    other = replace(VOLUME, series=(replace(VOLUME.series[0], amounts=(12, 9, 1, 3)), VOLUME.series[1]))
    assert charts.png(other) != charts.png(VOLUME)


def test_a_column_is_as_high_as_its_amount() -> None:
    chart = replace(VOLUME, series=(Series(Tone.MAIN, "Opened", (10, 20, 0, 5)),), line=None)
    image = drawn(chart).convert("RGB")
    blue = [0] * image.width
    for x in range(image.width):
        column = [image.getpixel((x, y)) for y in range(120, image.height)]
        blue[x] = column.count((0, 114, 178))
    heights = sorted({each for each in blue if blue.count(each) > 40 and each}, reverse=True)
    assert len(heights) == 3
    assert heights[0] / heights[1] == pytest.approx(2, rel=0.03)
    assert heights[1] / heights[2] == pytest.approx(2, rel=0.05)


@pytest.mark.parametrize("note", ["5 h of 5 h", "123 h 59 min of 123 h 59 min", "4 h 30 min de 7 h 30 min"])
def test_what_is_said_of_a_row_stands_behind_its_bar(note: str) -> None:
    bar = Series(Tone.MAIN, "Used", (300,))
    image = drawn(Chart("Hours", ("Acme",), Layout.ROWS, (bar,), notes=(note,))).convert("RGB")
    rows = range(140, image.height - 40)
    last = max(x for x in range(image.width) for y in rows if image.getpixel((x, y)) == (0, 114, 178))
    behind = {image.getpixel((x, y)) for x in range(last + 4, last + 16) for y in rows}
    assert behind == {CARDS[Theme.LIGHT]}


@pytest.mark.parametrize("theme", CARDS)
def test_parts_differ_in_lightness_for_whoever_sees_no_colours(theme: Theme) -> None:
    fills = [charts.fill(tone, theme) for tone in (Tone.MAIN, Tone.SECOND, Tone.REST)]
    greys = sorted(Image.new("RGB", (1, 1), each).convert("L").tobytes()[0] for each in fills)
    assert min(b - a for a, b in pairwise(greys)) >= 20, greys


def test_the_printer_draws_all_charts_at_once() -> None:
    values = {
        "charts": [json.loads(json.dumps(each, default=vars_of)) for each in (VOLUME, HOURS)],
        "theme": "dark",
    }
    done = subprocess.run(
        [sys.executable, "-m", "bot.printing"],
        input=json.dumps({"what": "charts", "values": values}).encode(),
        capture_output=True,
        check=True,
    )
    with zipfile.ZipFile(io.BytesIO(done.stdout)) as bundle:
        assert sorted(bundle.namelist()) == ["00.png", "01.png"]
        assert bundle.read("00.png") == charts.png(VOLUME, 2, Theme.DARK)


def vars_of(value: Chart | Series) -> dict[str, object]:
    return {name: getattr(value, name) for name in value.__slots__}
