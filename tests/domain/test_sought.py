"""What somebody looks for is read from whatever they typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.sought import MOST_TYPED, Phrase, read_sought
from bot.domain.ticket_words import BREAK, Place
from bot.domain.tickets import Status
from bot.errors import UnknownWordError


@pytest.mark.parametrize(
    ("typed", "phrases", "without"),
    [
        pytest.param("Printer offline", ["printer", "offline"], [], id="words"),
        pytest.param('"printer offline"', ["printer offline!"], [], id="exact words"),
        pytest.param("printer -paper", ["printer"], ["paper"], id="a word left out"),
        pytest.param("printer \u2013paper", ["printer"], ["paper"], id="with a dash, as a Mac types it"),
        pytest.param('a -"b c"', ["a"], ["b c!"], id="exact words left out"),
        pytest.param("a - b", ["a", "b"], [], id="a minus that stands alone means nothing"),
        pytest.param("e-mail", ["e mail"], [], id="a hyphen is no minus"),
        pytest.param("print*", ["print*"], [], id="a beginning"),
        pytest.param("«x y» “z”", ["x y!", "z!"], [], id="any quotes"),
        pytest.param('"x y', ["x y!"], [], id="a quotation without an end"),
        pytest.param("<@U1> &amp; R&amp;D", ["r d"], [], id="no mentions, and no entities"),
        pytest.param("日本", ["日 本"], [], id="signs that are words"),
        pytest.param("...", [], [], id="nothing that is a word"),
    ],
)
def test_words(typed: str, phrases: list[str], without: list[str]) -> None:
    sought = read_sought(typed)
    assert [written(each) for each in sought.phrases] == phrases
    assert [written(each) for each in sought.without] == without


def written(phrase: Phrase) -> str:
    return " ".join(phrase.words) + "*" * phrase.goes_on + "!" * phrase.is_exact


def test_client_and_status() -> None:
    sought = read_sought('client:"Acme Orders" STATUS:waiting x')
    assert (sought.client, written(sought.phrases[0])) == ("Acme Orders", "x")
    assert sought.statuses == {Status.WAITING_ON_CLIENT, Status.WAITING_ON_THIRD_PARTY}
    assert read_sought("client: acme").client == "acme"
    assert not read_sought('client:""').asks
    with pytest.raises(UnknownWordError) as caught:
        read_sought("status:resolvd")
    assert caught.value.nearest == "resolved"


@pytest.mark.parametrize(
    ("typed", "number"), [("142", 142), (" #142 ", 142), ("142 printer", None), ("1" * 10, None)]
)
def test_a_number_alone_is_a_tickets(typed: str, number: int | None) -> None:
    assert read_sought(typed).number == number


def test_the_best_place_is_looked_through_first_and_longer_words_last() -> None:
    queries = read_sought('invoice of "the day"').queries("acme")
    assert [each.place for each in queries] == [*Place, *Place]
    assert [[written(each) for each in query.phrases] for query in queries[2:4]] == [
        ["invoice", "of", "the day!"],
        ["invoice*", "of", "the day!"],
    ]
    assert len(read_sought("of it").queries(None)) == 3, "short words begin too many others"
    assert len(read_sought("client:acme").queries("acme")) == 1


@given(st.text(max_size=600))
def test_whatever_is_typed_can_be_read_and_carried(typed: str) -> None:
    try:
        sought = read_sought(typed)
    except UnknownWordError:
        return
    assert len(sought.typed) <= MOST_TYPED
    words = [word for phrase in (*sought.phrases, *sought.without) for word in phrase.words]
    assert all(word.isalnum() and BREAK not in word for word in words)
    again = read_sought(sought.typed)
    assert (again.phrases, again.without) == (sought.phrases, sought.without), "from page to page"
