"""Digests as messages: within Slack's limits however much there is, short, and in the reader's language."""

from dataclasses import replace

import pytest

from bot.domain.digest_questions import CLIENTS, question_about
from bot.domain.digests import Digest, Ratings, Reader, Wanted
from bot.domain.figures import FigureName
from bot.domain.tickets import RequestKind
from bot.views import digest_lists
from bot.views.digest import DigestPage, digest_message
from bot.views.digest_lists import PER_PAGE, measures_modal, standings_modal
from bot.views.rendered import MOST_BLOCKS, Rendered
from tests.domain.digested import HOUR, PERIOD, SINCE, backlogged, brought, digest_of, opened, outcome
from tests.views.kit import CLIENT, HOSTILE, HUGE, NOW, TICKET, URL, alarms, refused

_LEVELS = ("critical", "high", "medium", "low")
_CLOCKS = ("first_response", "next_response", "update", "resolution")


def page(found: Digest, *, language: str = "", name: str = "Acme Orders") -> DigestPage:
    """A page of a digest: of all clients unless in a *language*, which is a client's edition."""
    client = replace(CLIENT, name=name, language=language) if language else None
    names = {f"client{n}": f"{name} {n}" for n in range(500)} | {"acme": name}
    return DigestPage(found, NOW, client, names, {n: replace(TICKET, number=n) for n in range(50)}, URL)


def crowd(clients: int) -> Digest:
    """A week in which every client missed everything at every severity."""
    missed = [
        outcome(
            n * 20 + level * 4 + clock,
            9,
            severity=_LEVELS[level],
            clock=_CLOCKS[clock],
            missed=True,
            on_client=3,
            on_third=2,
            client=f"client{n}",
        )
        for n in range(clients)
        for level in range(4)
        for clock in range(4)
    ]
    asked = [opened(n, kind, client=f"client{n}") for n in range(clients) for kind in RequestKind]
    left = [backlogged(n, 30, client=f"client{n}") for n in range(clients)]
    hours = {f"client{n}": (90 + n, 100) for n in range(clients)}
    return digest_of(brought(*missed, *asked, *left), hours=hours)


@pytest.mark.parametrize(
    "name", ["Acme", HUGE, HOSTILE], ids=["a plain name", "a huge name", "a hostile name"]
)
def test_a_digest_of_500_clients_is_taken_and_names_those_that_need_attention_most(name: str) -> None:
    drawn = digest_message(page(crowd(500), name=name))
    assert refused(drawn) == []
    assert alarms(drawn) == []
    assert len(drawn.blocks) <= MOST_BLOCKS
    assert len(drawn.text) <= 4000
    if name == "Acme":
        assert "Clients that need attention: 500" in drawn.text
        assert "and 492 more" in drawn.text


def test_all_500_clients_are_read_page_by_page() -> None:
    found = crowd(500).standings
    question = question_about(Wanted(Reader.MANAGER, PERIOD), NOW).about(CLIENTS)
    names: set[str] = set()
    for number in range(digest_lists.pages_of(len(found))):
        here = found[number * PER_PAGE : (number + 1) * PER_PAGE]
        drawn = standings_modal(
            question.turned(number), here, len(found), {each.client: HUGE for each in here}
        )
        assert refused(drawn) == []
        names |= {each.client for each in here}
    assert len(names) == 500


@pytest.mark.parametrize("language", ["en", "es", "pt"])
def test_a_clients_edition_tells_nothing_internal(language: str) -> None:
    found = crowd(1)
    own = replace(found, wanted=Wanted(Reader.CLIENT, PERIOD, "client0"))
    drawn = digest_message(replace(page(own, language=language), names={"client0": "Nobody reads this"}))
    assert refused(drawn) == []
    whole = str(drawn)
    assert "Nobody reads this" not in whole
    for word in (
        "third party",
        "tercero",
        "terceiro",
        "Near misses",
        "first contact",
        "near_misses",
        "first_contact",
    ):
        assert word not in whole, word
    assert measures_modal(Reader.CLIENT, language)


@pytest.mark.parametrize("language", ["en", "es", "pt"])
@pytest.mark.parametrize("reader", Reader)
def test_what_the_numbers_mean_is_taken(reader: Reader, language: str) -> None:
    drawn = measures_modal(reader, language)
    assert refused(drawn) == []
    assert ("90 %" in str(drawn) or "90%" in str(drawn)) is (reader is Reader.MANAGER)


def lines_of(drawn: Rendered) -> list[str]:
    return drawn.text.splitlines()


def test_changes_are_told_in_signs_and_words() -> None:
    now = brought(outcome(1, 11, missed=True), outcome(2, 4), *(opened(n) for n in range(4)))
    before = brought(outcome(3, 2), outcome(4, 2), *(opened(n) for n in range(2)))
    text = lines_of(digest_message(page(digest_of(now, before))))
    assert "Opened: *4* ▲ 2 more" in text
    assert "Resolved: *2* = as before" in text
    assert (
        "*Resolved in time: 50 %* (1 of 2) ▼ down from 100 % · 🟠 high"
        " · median 7 h 30 min ▲ slower, was 2 h · 9 in 10 within 11 h ▲ slower, was 2 h"
    ) in text


def test_what_was_missed_tells_the_time_on_us_beside_the_time_on_others() -> None:
    found = digest_of(brought(outcome(1, 11, missed=True, on_client=6, on_third=2)))
    [told] = [line for line in lines_of(digest_message(page(found))) if line.startswith("•")]
    assert told.endswith("Acme Orders, resolution: 11 h on us, 6 h on the client, 2 h on a third party")
    own = replace(found, wanted=Wanted(Reader.CLIENT, PERIOD, "acme"))
    [told] = [line for line in lines_of(digest_message(page(own, language="en"))) if line.startswith("•")]
    assert told.endswith("|#1> resolution: 11 h with us, 6 h waiting for you")


@pytest.mark.parametrize(
    ("ratings", "told"),
    [
        (None, []),
        (Ratings(4, 0, None), ["Nobody has answered yet; asked: 4 (0 answers, 0 %)"]),
        (Ratings(8, 6, 45), ["*4.5* of 5 ▲ up from 4.2; 6 of 8 answered (75 %)"]),
    ],
    ids=["nobody was asked", "nobody answered", "six answered"],
)
def test_satisfaction_is_told_where_anybody_was_asked(ratings: Ratings | None, told: list[str]) -> None:
    found = replace(digest_of(brought(opened(1))), ratings=ratings, ratings_before=Ratings(5, 5, 42))
    text = lines_of(digest_message(page(found)))
    at = text.index("*Satisfaction*") if "*Satisfaction*" in text else len(text)
    assert text[at + 1 : at + 2] == told


def test_an_empty_time_is_told_in_a_line() -> None:
    assert (
        "Nothing was opened or resolved, and nothing is open."
        in digest_message(page(digest_of(brought()))).text
    )


def test_a_client_whose_id_is_as_long_as_can_be_gets_its_menu() -> None:
    found = digest_of(brought(opened(1)), client="x" * 150)
    drawn = digest_message(
        page(replace(found, wanted=Wanted(Reader.CLIENT, PERIOD, "x" * 150)), language="pt")
    )
    assert refused(drawn) == []


@pytest.mark.parametrize(
    ("language", "answer", "resolution"),
    [
        ("en", "median 2 h · 9 in 10 within 3 h · not answered: 2", "not resolved: 1"),
        ("es", "mediana 2 h · 9 de cada 10 en 3 h o menos · sin respuesta: 2", "sin resolver: 1"),
        ("pt", "mediana 2 h · 9 de cada 10 em até 3 h · sem resposta: 2", "sem resolução: 1"),
    ],
)
def test_a_median_tells_of_how_many_it_knows_nothing(language: str, answer: str, resolution: str) -> None:
    first = [outcome(n, n, clock="first_response") for n in (1, 2, 3)]
    left = [outcome(n, 9, clock="first_response", missed=True, is_left=True) for n in (4, 5)]
    low = outcome(6, 1, clock="first_response", severity="low")
    found = digest_of(
        brought(*first, *left, low, outcome(7, 40, missed=True, is_left=True)),
        reader=Reader.CLIENT,
        client="acme",
    )
    said = digest_message(page(found, language=language)).text
    assert answer in said
    assert resolution in said


def test_what_was_missed_in_an_earlier_time_is_not_told_as_if_nothing_had_been_promised() -> None:
    late = outcome(1, 18, clock="next_response", missed=True)
    late = late._replace(breached_at=SINCE - HOUR, decided_at=SINCE - HOUR)
    free = outcome(2, 3, clock="next_response", severity="low")._replace(outcome="", percent=None)
    said = digest_message(page(digest_of(brought(late, free)))).text
    assert "*Later responses in time*: none fell due" in said
    assert "high: missed earlier · took 18 h" in said
    assert "low: no target · took 3 h" in said


def test_every_number_has_its_cases_behind_it() -> None:
    """The sum behind each choice of a menu is the number that its label tells."""
    found = crowd(2)
    drawn = digest_message(page(found))
    options = [
        option
        for block in drawn.blocks
        if isinstance(accessory := block.get("accessory"), dict)
        for option in accessory["options"]
    ]
    assert len(options) > 15
    for option in options:
        topic, detail, _ = option["value"].split("|")
        said = int(option["text"]["text"].rpartition(": ")[2])
        if topic in set(FigureName):
            cases = found.figures[FigureName(topic)].now.cases
            assert said == len([each for each in cases if not detail or each.severity == detail])
