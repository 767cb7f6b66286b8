"""What a client reads who does not answer: each nudge, and that the ticket is taken as resolved."""

from dataclasses import replace
from typing import Final

import pytest

from bot.domain.desks import Side
from bot.domain.notices import Words
from bot.views.notices import render
from bot.views.scene import Scene
from tests.views.kit import FIRST, HOSTILE, SECOND, alarms, refused, said, scene

ASKED: Final = replace(said("Which one, the blue or the red?", ts="5.5", author="U0SAM"), side=Side.STAFF)
FACTS: Final = {"nudge": 1, "of": 3, "resolves": "2026-03-13T19:05:00+00:00", "ts": "5.5"}


def asked(language: str = "en") -> Scene:
    return scene(language=language, messages=(FIRST, ASKED))


def nudged(drawn: Scene, **facts: object) -> str:
    return render(Words.NUDGED, drawn, {**FACTS, **facts}).text


NUDGES: Final = {
    ("en", 1): (
        "<@U0ANA> A kind reminder: we need your answer to go on with ticket #142.\n"
        "This is what we wrote:\n"
        ">Which one, the blue or the red?\n"
        "Without one, we take it as resolved on Fri, Mar 13, 2026, 14:05. A reply after that can still open "
        "it again."
    ),
    ("es", 2): (
        "<@U0ANA> Todavía necesitamos su respuesta para seguir con el ticket #142.\n"
        "Esto es lo que le escribimos:\n"
        ">Which one, the blue or the red?\n"
        "Sin ella, lo daremos por resuelto el vie, 13 mar 2026, 14:05. Si responde después, todavía se puede "
        "abrir de nuevo."
    ),
    ("pt", 3): (
        "<@U0ANA> Este é o nosso último lembrete: precisamos da sua resposta para continuar com o chamado "
        "#142.\n"
        "Foi isto que escrevemos:\n"
        ">Which one, the blue or the red?\n"
        "Sem ela, damos o chamado por resolvido em sex., 13 de mar. de 2026, 14:05. Uma resposta depois "
        "disso ainda pode abri-lo de novo."
    ),
}


@pytest.mark.parametrize(("language", "number"), NUDGES)
def test_a_nudge_says_whom_and_what_we_wait_for_and_what_comes_of_it(language: str, number: int) -> None:
    assert nudged(asked(language), nudge=number) == NUDGES[language, number]


@pytest.mark.parametrize("language", ["en", "es", "pt"])
def test_no_two_nudges_read_alike(language: str) -> None:
    assert len({nudged(asked(language), nudge=number) for number in (1, 2, 3)}) == 3


def test_an_only_nudge_is_the_last() -> None:
    assert "This is our last reminder" in nudged(asked(), of=1)


def test_a_plan_that_never_resolves_says_nothing_of_that() -> None:
    assert nudged(asked(), resolves=None).endswith("\n>Which one, the blue or the red?")


def test_a_question_that_was_asked_through_us_is_quoted_too() -> None:
    assert "\n>The *blue* one, @ &amp; all?\n" in nudged(asked(), ts=None, text="The *blue* one, @ & all?")


@pytest.mark.parametrize("ts", ["5.5", "6.6", ""], ids=["deleted", "unknown", "never asked"])
def test_a_question_that_is_not_there_is_not_quoted(ts: str) -> None:
    gone = replace(ASKED, text="", deleted_at=FIRST.at)
    assert "This is what we wrote" not in nudged(scene(messages=(FIRST, gone)), ts=ts)


def test_where_one_of_ours_opened_it_the_last_of_the_clients_to_write_is_reminded() -> None:
    drawn = scene(messages=(ASKED, FIRST, replace(SECOND, author="U0BO")))
    assert nudged(drawn).startswith("<@U0ANA> ")
    by_staff = replace(drawn, ticket=replace(drawn.ticket, requester="U0SAM"))
    assert nudged(by_staff).startswith("<@U0BO> ")
    assert nudged(replace(by_staff, messages=(ASKED,))).startswith("A kind reminder")


UNANSWERED: Final = {
    "en": (
        "We have not heard from you, so we take ticket #142 as resolved. If you still need us, write in this "
        "thread by Fri, Mar 20, 2026, 14:05, and it is open again."
    ),
    "es": (
        "No hemos recibido respuesta suya, así que damos por resuelto el ticket #142. Si todavía nos "
        "necesita, escriba en este hilo a más tardar el vie, 20 mar 2026, 14:05 y se abre de nuevo."
    ),
    "pt": (
        "Não recebemos a sua resposta, então damos o chamado #142 por resolvido. Se ainda precisar de nós, "
        "escreva nesta conversa até sex., 20 de mar. de 2026, 14:05, e ele é aberto de novo."
    ),
}


@pytest.mark.parametrize("language", UNANSWERED)
def test_a_ticket_taken_as_resolved_can_be_opened_again_until_a_date(language: str) -> None:
    drawn = render(Words.UNANSWERED, scene(language=language), {"until": "2026-03-20T19:05:00+00:00"})
    assert drawn.text == UNANSWERED[language]
    assert refused(drawn) == []


def test_only_the_person_we_wait_for_is_notified() -> None:
    drawn = render(Words.NUDGED, asked(), {**FACTS, "ts": None, "text": HOSTILE})
    assert refused(drawn) == []
    assert alarms(drawn, "<@U0ANA>") == []
    assert alarms(drawn) == ["<@"]
