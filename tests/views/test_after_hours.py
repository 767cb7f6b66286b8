"""What a client reads who writes while we are closed, in each language: when we open, why, whom to call.

Moments are by the clocks of New York in November 2026. The 21st is a Saturday, the 26th is Thanksgiving.
"""

from dataclasses import replace
from datetime import date
from typing import Final

import pytest

from bot.domain.closures import closure_of
from bot.domain.notices import Words
from bot.domain.plans import Plan, with_addons
from bot.domain.terms import Emergency
from bot.domain.tickets import Origin, Severity, Status
from bot.views.notices import render
from bot.views.rendered import NOTHING, Rendered
from bot.views.scene import Scene
from tests.views.clocked import APENDICE, GROWTH, Entry, closing, receipt, to
from tests.views.kit import FIRST, HOSTILE, HUGE, alarms, refused, words_of

SATURDAY: Final = "21 10:00"
EVE: Final = "25 20:00"
PHONE: Final = "For a true emergency, call the emergency phone number that you were given."
LIGAR: Final = (
    "Para um caso crítico em produção, ligue para o telefone de suporte (atendimento somente em inglês)."
)
QUIET: Final = replace(GROWTH, emergency=None)
SAO_PAULO: Final = "America/Sao_Paulo"


def opened(
    when: str,
    *more: Entry,
    now: str = "",
    plan: Plan = GROWTH,
    language: str = "en",
    time_zone: str = "America/New_York",
    severity: str = "medium",
) -> Scene:
    """The surroundings of a ticket that was opened at a moment, at that moment or at another."""
    entries: tuple[Entry, ...] = ((when, "opened"), *more)
    written = receipt(
        *entries, now=now or when, plan=plan, language=language, time_zone=time_zone, severity=severity
    )
    return written.scene


def first(scene: Scene) -> list[str]:
    """The lines of the first answer after the one that the ticket is open."""
    return render(Words.OPENED, scene, {}).text.splitlines()[1:]


def answer(scene: Scene) -> Rendered:
    """What is said to who asks something now."""
    closure = closure_of(scene.plan, scene.ticket.severity, scene.client.time_zone, scene.now)
    return render(Words.CLOSED, scene, {"closure": closure.key if closure else 0})


FIRST_ANSWERS: Final = {
    "a weekend in English": (
        opened(SATURDAY),
        [
            "Your message is with the support team.",
            "We are closed now and open again on Mon, Nov 23, 2026, 09:00.",
            PHONE,
            "We will answer and solve it by Tue, Dec 1, 2026, 09:00. (Thursday, November 26 is a holiday.)",
        ],
    ),
    "the eve of a holiday, which is named once, in Spanish": (
        opened(EVE, language="es", time_zone="America/Bogota"),
        [
            "Su mensaje ya está con el equipo de soporte.",
            (
                "Ahora estamos cerrados y volvemos a abrir el vie, 27 nov 2026, 9:00. "
                "Festivo: jueves, 26 de noviembre (Thanksgiving Day)."
            ),
            f"En una emergencia, su plan dice: {PHONE}",
            "Responderemos y lo resolveremos a más tardar el vie, 4 dic 2026, 9:00.",
        ],
    ),
    "a holiday in Portuguese": (
        opened("20 10:00", plan=APENDICE, language="pt", time_zone=SAO_PAULO),
        [
            "A sua mensagem já está com a equipe de suporte.",
            (
                "Estamos fechados agora e voltamos a abrir em seg., 23 de nov. de 2026, 09:00. "
                "Feriado: sexta-feira, 20 de novembro (Dia Nacional de Zumbi e da Consciência Negra)."
            ),
            LIGAR,
            "Responderemos até ter., 24 de nov. de 2026, 09:00.",
        ],
    ),
    "the weekend of carnival, on whose Monday the appendix is open": (
        opened("02-14 10:00", plan=APENDICE, language="pt", time_zone=SAO_PAULO),
        [
            "A sua mensagem já está com a equipe de suporte.",
            "Estamos fechados agora e voltamos a abrir em seg., 16 de fev. de 2026, 09:00.",
            LIGAR,
            "Responderemos até ter., 17 de fev. de 2026, 09:00.",
        ],
    ),
    "a weekend in which clocks go back, by the clock of somebody who has none of that": (
        opened("10-31 12:00", plan=QUIET, time_zone="America/Bogota"),
        [
            "Your message is with the support team.",
            "We are closed now and open again on Mon, Nov 2, 2026, 09:00.",
            "We will answer and solve it by Mon, Nov 9, 2026, 09:00.",
        ],
    ),
    "in the hours": (
        opened("23 10:00"),
        [
            "Your message is with the support team.",
            "We will answer and solve it by Tue, Dec 1, 2026, 10:00. (Thursday, November 26 is a holiday.)",
        ],
    ),
}


@pytest.mark.parametrize("case", FIRST_ANSWERS)
def test_the_first_answer_says_when_we_open_why_we_are_closed_and_whom_to_call(case: str) -> None:
    scene, expected = FIRST_ANSWERS[case]
    assert first(scene)[: len(expected)] == expected


def is_told(scene: Scene) -> bool:
    return "We are closed now" in "\n".join(first(scene))


def test_a_late_first_answer_does_not_say_that_we_are_closed() -> None:
    assert not is_told(opened(SATURDAY, now="23 09:00"))
    assert answer(opened(SATURDAY, now="23 09:00")) == NOTHING


def test_the_first_answer_tells_of_no_later_closure() -> None:
    assert is_told(opened(SATURDAY, now="22 23:00"))
    assert not is_told(opened(SATURDAY, now="23 20:00"))


def test_another_severity_brings_the_first_answer_up_to_date() -> None:
    bought = with_addons(GROWTH, ["after-hours"])
    assert is_told(opened(SATURDAY, plan=bought))
    chosen: Entry = ("21 10:05", "severity_set", to(Severity.CRITICAL))
    assert not is_told(opened(SATURDAY, chosen, now="21 10:05", plan=bought))
    assert is_told(opened(SATURDAY, chosen, now="21 10:05"))


@pytest.mark.parametrize(
    "more",
    [
        ("21 10:05", "replied", {"text": "On it"}),
        ("21 10:05", "claimed", {"assignee": "U0SAM"}),
        ("21 10:05", "resolved", {"summary": "Done"}),
        ("21 10:05", "dismissed"),
    ],
    ids=["replied", "claimed", "resolved", "set aside"],
)
def test_a_ticket_that_somebody_took_up_does_not_say_that_we_are_closed(more: Entry) -> None:
    assert not is_told(opened(SATURDAY, more, now="21 10:05"))


@pytest.mark.parametrize("origin", [Origin.COMMAND, Origin.SPLIT])
def test_who_is_written_to_by_our_own_people_is_not_told_that_we_are_closed(origin: Origin) -> None:
    scene = opened(SATURDAY)
    assert not is_told(replace(scene, ticket=replace(scene.ticket, origin=origin)))


ANSWERS: Final = {
    "English": (
        opened("20 10:00", now=SATURDAY, plan=QUIET),
        (
            "Your message is with the support team.\n"
            "We are closed now and open again on Mon, Nov 23, 2026, 09:00."
        ),
    ),
    "Spanish, with what the plan says in English": (
        opened("20 10:00", now=EVE, language="es"),
        (
            "Su mensaje ya está con el equipo de soporte.\n"
            "Ahora estamos cerrados y volvemos a abrir el vie, 27 nov 2026, 9:00. "
            "Festivo: jueves, 26 de noviembre (Thanksgiving Day).\n"
            f"En una emergencia, su plan dice: {PHONE}"
        ),
    ),
    "Portuguese": (
        opened("19 10:00", now="19 23:00", plan=APENDICE, language="pt", time_zone=SAO_PAULO),
        "A sua mensagem já está com a equipe de suporte.\n"
        "Estamos fechados agora e voltamos a abrir em seg., 23 de nov. de 2026, 09:00. "
        "Feriado: sexta-feira, 20 de novembro (Dia Nacional de Zumbi e da Consciência Negra).\n" + LIGAR,
    ),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_who_asks_meanwhile_is_told_the_same_in_short(case: str) -> None:
    scene, expected = ANSWERS[case]
    assert answer(scene).text == expected
    assert words_of(answer(scene)) == expected


def test_an_answer_is_not_given_in_another_closure_nor_once_the_ticket_is_resolved() -> None:
    scene = opened("20 10:00", now=SATURDAY)
    assert answer(scene) != NOTHING
    assert render(Words.CLOSED, scene, {"closure": 1}) == NOTHING
    done: Entry = ("20 11:00", "resolved", {"summary": "Done"})
    assert answer(opened("20 10:00", done, now=SATURDAY)) == NOTHING


@pytest.mark.parametrize("status", [Status.OPEN, Status.WAITING_ON_CLIENT, Status.WAITING_ON_THIRD_PARTY])
def test_an_answer_is_given_wherever_an_open_ticket_stands(status: Status) -> None:
    scene = opened("20 10:00", now=SATURDAY)
    assert answer(replace(scene, ticket=replace(scene.ticket, status=status))) != NOTHING


def test_of_many_holidays_the_first_are_named() -> None:
    days = {date(2026, 11, day): f"Day {day}" for day in (23, 24, 25, 26, 27)}
    timetable = replace(GROWTH.calendars["business"], closed={**days, date(2026, 11, 30): "Day 30"})
    plan = replace(QUIET, calendars={**QUIET.calendars, "business": timetable})
    told = answer(opened("20 10:00", now=SATURDAY, plan=plan)).text
    assert told.endswith(
        "open again on Tue, Dec 1, 2026, 09:00. Holidays: Monday, November 23 (Day 23); Tuesday, November 24 "
        "(Day 24); Wednesday, November 25 (Day 25); Thursday, November 26 (Day 26); Friday, November 27 "
        "(Day 27); and 1 more holiday."
    )


@pytest.mark.parametrize("language", ["en", "es", "pt"])
@pytest.mark.parametrize("text", [HOSTILE, HUGE], ids=["hostile", "huge"])
def test_whatever_a_plan_says_of_emergencies_and_holidays_is_harmless(language: str, text: str) -> None:
    plan = closing(GROWTH, "business", date(2026, 11, 23), text)
    plan = replace(plan, emergency=Emergency((Severity.CRITICAL,), text))
    scene = replace(opened(SATURDAY, plan=plan, language=language), messages=(FIRST,))
    for drawn in (render(Words.OPENED, scene, {}), answer(scene)):
        assert refused(drawn) == []
        assert alarms(drawn) == []
