"""What was looked for is shown where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.excerpts import Piece, excerpt, marked
from bot.domain.sought import read_sought


def shown(pieces: tuple[Piece, ...]) -> str:
    return "".join(f"[{text}]" if is_found else text for text, is_found in pieces)


@pytest.mark.parametrize(
    ("typed", "text", "marks"),
    [
        ("relatorio", "O RELATÓRIO não chegou", "O [RELATÓRIO] não chegou"),
        ("relatório", "O relato\u0301rio", "O [relatório]"),
        ("order", "Orders, reorder, order", "[Orders], reorder, [order]"),
        ('"order"', "Orders, order", "Orders, [order]"),
        ('"is late"', "It is late, is it?", "It [is late], is it?"),
        ("e-mail", "The e-mail and the mail", "The [e-mail] and the mail"),
        ("amp lt", "a &amp; b &lt;c&gt; <@U1>", "a & b <c>"),
        ("a b", "a\n\n b", "[a] [b]"),
    ],
)
def test_what_is_found_is_marked(typed: str, text: str, marks: str) -> None:
    assert shown(marked(text, read_sought(typed).widened)) == marks


def test_the_text_that_has_most_of_it_is_shown() -> None:
    phrases = read_sought("printer paper").widened
    place, pieces = excerpt(["no", "A printer", "The paper in the printer", "paper printer"], phrases, 100)
    assert (place, shown(pieces)) == (2, "The [paper] in the [printer]")
    assert excerpt(["no", "none"], phrases, 100)[1] == ()
    assert excerpt([], phrases, 100)[1] == ()


def test_of_a_long_text_the_part_around_it_is_shown() -> None:
    text = f"{'before it all ' * 50}the printer {'came after ' * 50}"
    _, pieces = excerpt([text], read_sought("printer").widened, 100)
    said = shown(pieces)
    assert said.startswith("…it all before it all before it all the [printer] came after")
    assert said.endswith("…")
    assert len(said) <= 110


def test_a_word_longer_than_what_is_shown_is_whole() -> None:
    _, pieces = excerpt([f"a {'x' * 300} b"], read_sought("xxx*").widened, 100)
    assert shown(pieces) == f"a [{'x' * 300}]…"


@given(st.text(max_size=400), st.text('abcXé -*"', max_size=20), st.integers(10, 100))
def test_nothing_is_lost_or_added(text: str, typed: str, most: int) -> None:
    phrases = read_sought(typed).widened
    line = "".join(each.text for each in marked(text, phrases))
    _, pieces = excerpt([text], phrases, most)
    assert "".join(each.text for each in pieces).strip("…") in line or not pieces
