"""What clients write, in three languages, and what Hourglass takes it for."""

from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.desks import Message, Side
from bot.domain.grouping import (
    TITLE_LENGTH,
    Query,
    is_courtesy,
    joins,
    read_query,
    strip_mention,
    suggested_severity,
    title_of,
)
from bot.domain.tickets import Severity

NINE: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)

COURTESIES: Final = [
    "thanks!",
    "Thanks a lot, team!",
    "THANK YOU",
    "thank you so much 🙏",
    "Thanks Sam!",
    "Thanks, Sam!",
    "<@U024BE7LH> thanks :heart:",
    "thanks for the quick fix!",
    "Thank you for letting us know. Have a great day!",
    "thaaaanks",
    "ok",
    "Ok.",
    "okay, great",
    "perfect, thank you :)",
    "sounds good",
    "got it 👍",
    "no problem",
    "That's great, it works now!",
    "it works, thank you!",
    "you&#39;re welcome".replace("&#39;", "\u2019"),
    "Hi team",
    "Good morning everyone!",
    "Hi, how are you?",
    "+1",
    "lol",
    "hahaha nice",
    "👍",
    "👍👍",
    "🙏🏽 ❤️",
    ":+1:",
    ":+1::skin-tone-3:",
    ":tada: :heart:",
    "&lt;3",
    ":)",
    "gracias",
    "¡Muchas gracias!",
    "¡Muchas gracias por todo, equipo!",
    "Perfecto, gracias por la ayuda",
    "Vale, gracias",
    "Buenos días a todos",
    "Hola, ¿qué tal?",
    "de nada",
    "jajaja genial",
    "obrigado!",
    "Muito obrigada pela ajuda, pessoal!",
    "valeu",
    "valeuuu 🙌",
    "blz",
    "Bom dia",
    "Oi, tudo bem?",
    "Olá João, bom dia!",
    "show de bola, obrigado",
    "Deu certo, obrigado!",
    "tá bom",
    "kkkkk",
    "ok, obrigado, thanks!",
]

REQUESTS: Final = [
    "ok but it is still broken",
    "thanks, but the orders are stuck again",
    "Thanks. Another thing: the report is empty",
    "ok?",
    "all good?",
    "is it fixed?",
    "it works only sometimes",
    "not ok",
    "no",
    "yes",
    "Yes, we did restart it",
    "done",
    "help",
    "ok, help",
    "thanks, help",
    "Hi team, orders are stuck",
    "Good morning. The dashboard is down",
    "Hi, how are you? The sync failed again.",
    "thanks. urgent",
    "Thanks Urgente",
    "👍 but the second one fails",
    "🔥 the server",
    ":fire: server",
    "12:30:45",
    "404",
    "ok https://status.example.com/142",
    "<https://status.example.com|dashboard>",
    "",
    "   ",
    "...",
    "?",
    "👍?",
    "gracias, pero sigue fallando",
    "Hola, no funciona el envío",
    "obrigado, mas o erro voltou",
    "Oi, tudo bem? O relatório não abre.",
    "bom dia, o sistema caiu",
    "ok, e o relatório?",
]


@pytest.mark.parametrize("text", COURTESIES)
@pytest.mark.parametrize("language", ["en", "es", "pt"])
def test_courtesy_opens_nothing(text: str, language: str) -> None:
    assert is_courtesy(text, language)


@pytest.mark.parametrize("text", REQUESTS)
@pytest.mark.parametrize("language", ["en", "es", "pt"])
def test_whatever_is_more_than_courtesy_is_a_request(text: str, language: str) -> None:
    assert not is_courtesy(text, language)


CRITICAL, HIGH, MEDIUM, LOW = Severity
SOUNDS_LIKE: Final = [
    ("This is critical", CRITICAL),
    ("CRITICAL: orders stuck", CRITICAL),
    ("everything is down", CRITICAL),
    ("Everything\u2019s down!", CRITICAL),
    ("urgent, please look", CRITICAL),
    ("The site is down since 7am", CRITICAL),
    ("nothing works", CRITICAL),
    ("we are losing orders", CRITICAL),
    ("production outage", CRITICAL),
    ("SEV-1", CRITICAL),
    ("not critical, everything is down", CRITICAL),
    ("It is not working and it is urgent", CRITICAL),
    ("No, it is critical", CRITICAL),
    ("es urgente", CRITICAL),
    ("¡Está todo caído!", CRITICAL),
    ("se cayó el servidor", CRITICAL),
    ("No funciona nada", CRITICAL),
    ("situación crítica", CRITICAL),
    ("É urgente!", CRITICAL),
    ("o site está fora do ar", CRITICAL),
    ("O sistema caiu", CRITICAL),
    ("não funciona nada", CRITICAL),
    ("está tudo parado aqui", CRITICAL),
    ("não, é urgente", CRITICAL),
    ("high priority please", HIGH),
    ("important but not urgent", HIGH),
    ("we are blocked", HIGH),
    ("prioridad alta", HIGH),
    ("Es un problema grave", HIGH),
    ("prioridade alta", HIGH),
    ("o mais rápido possível", HIGH),
    ("a minor issue with the footer", MEDIUM),
    ("un problema menor", MEDIUM),
    ("um pequeno problema no rodapé", MEDIUM),
    ("no rush, a colour is wrong", LOW),
    ("small typo on the page", LOW),
    ("sin prisa", LOW),
    ("baixa prioridade", LOW),
    ("quando puderem, sem pressa", LOW),
    ("not critical", None),
    ("this isn't critical", None),
    ("It isn\u2019t really that urgent", None),
    ("non-critical", None),
    ("I don't think it's urgent", None),
    ("not everything is down", None),
    ("no urgency", None),
    ("nothing critical", None),
    ("no es urgente", None),
    ("No creo que sea urgente", None),
    ("nada urgente", None),
    ("não é urgente", None),
    ("não é muito urgente", None),
    ("nao acho que seja critico", None),
    ("sem urgência", None),
    ("Orders are stuck since 7am", None),
    ("hypercritical review", None),
    ("see https://example.com/critical", None),
    ("seria possível incluir um campo?", None),
    ("thanks!", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "severity"), SOUNDS_LIKE, ids=[text for text, _ in SOUNDS_LIKE])
@pytest.mark.parametrize("language", ["en", "es", "pt"])
def test_words_suggest_a_severity_unless_they_are_denied(
    text: str, severity: Severity | None, language: str
) -> None:
    assert suggested_severity(text, language) is severity


def test_the_clients_own_language_comes_first() -> None:
    text = "erro leve, everything is down"
    assert suggested_severity(text, "pt") is Severity.MEDIUM
    assert suggested_severity(text, "en") is Severity.CRITICAL


QUESTIONS: Final = [
    ("status", Query.STATUS, ""),
    ("Status?", Query.STATUS, ""),
    ("STATUS, please!", Query.STATUS, ""),
    ("status 142", Query.STATUS, "142"),
    ("status #142", Query.STATUS, "142"),
    ("status #142.", Query.STATUS, "142"),
    ("status of ticket 142 please", Query.STATUS, "142"),
    ("what is the state of #142?", Query.STATUS, "142"),
    ("What\u2019s the status of 142?", Query.STATUS, "142"),
    ("status :eyes:", Query.STATUS, ""),
    ("estado", Query.STATUS, ""),
    ("estado del ticket 12, por favor", Query.STATUS, "12"),
    ("¿Cuál es el estado de #12?", Query.STATUS, "12"),
    ("situação", Query.STATUS, ""),
    ("situação do chamado 142", Query.STATUS, "142"),
    ("Qual a situação do #142?", Query.STATUS, "142"),
    ("hours", Query.HOURS, ""),
    ("how many hours do we have left?", Query.HOURS, ""),
    ("horas", Query.HOURS, ""),
    ("¿Cuántas horas nos quedan?", Query.HOURS, ""),
    ("quantas horas ainda temos?", Query.HOURS, ""),
    ("help", Query.HELP, ""),
    ("help please", Query.HELP, ""),
    ("Help!", Query.HELP, ""),
    ("ayuda", Query.HELP, ""),
    ("ajuda, por favor", Query.HELP, ""),
    ("digest", Query.DIGEST, ""),
    ("the week\u2019s digest", Query.DIGEST, ""),
    ("resumen", Query.DIGEST, ""),
    ("resumo da semana", Query.DIGEST, ""),
    ("resumo desta semana", Query.DIGEST, ""),
    ("digest outubro", Query.DIGEST, ""),
    ("the digest of October 2025, please", Query.DIGEST, ""),
    ("digest 2026-10", Query.DIGEST, ""),
    ("resumen de los últimos 30 días", Query.DIGEST, ""),
]

REPORTS: Final = [
    "status page is down",
    "status of the order export is wrong",
    "the status page shows 500",
    "help, the order sync is broken",
    "help me",
    "please help",
    "hours are counted wrong",
    "hours export fails since 7am",
    "digest did not arrive",
    "digest of October is wrong",
    "digest 2026-13",
    "status of October",
    "hours 2026-10",
    "the sync is broken",
    "ajuda, o sistema caiu",
    "ayuda con el envío",
    "resumo errado",
    "estado incorrecto en el pedido 12",
    "horas erradas",
    "status 142 143",
    "status 1420000000000",
    "statuses",
    "142",
    "please",
    "",
]


@pytest.mark.parametrize(("text", "query", "number"), QUESTIONS, ids=[text for text, _, _ in QUESTIONS])
@pytest.mark.parametrize("language", ["en", "es", "pt"])
def test_a_question_is_read_in_any_language(text: str, query: Query, number: str, language: str) -> None:
    assert read_query(text, language) == (query, number)


@pytest.mark.parametrize("text", REPORTS)
@pytest.mark.parametrize("language", ["en", "es", "pt"])
def test_a_report_that_begins_like_a_question_is_a_report(text: str, language: str) -> None:
    assert read_query(text, language) is None


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("<@UB07> status 142", "status 142"),
        ("<@UB07>, status", "status"),
        ("<@UB07|hourglass>: the sync\nis broken", "the sync\nis broken"),
        ("the sync is broken <@UB07>", "the sync is broken"),
        ("hey <@UB07> look", "hey look"),
        ("<@UC33> look", "<@UC33> look"),
        ("<@UB07>", ""),
    ],
)
def test_the_bots_mention_is_taken_off(text: str, rest: str) -> None:
    assert strip_mention(text, "UB07") == rest


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Orders are stuck", "Orders are stuck"),
        ("\n\n  Orders   are stuck \nsince 7am", "Orders are stuck"),
        ("Hi team,\nOrders are stuck", "Orders are stuck"),
        (":rotating_light:\nOrders are stuck", "Orders are stuck"),
        ("A &amp; B &lt;3 C", "A & B <3 C"),
        ("see <https://example.com/142|the log>", "see the log"),
        ("see <https://example.com/142>", "see https://example.com/142"),
        ("mail <mailto:ana@acme.test|ana@acme.test>", "mail ana@acme.test"),
        ("<@U1|ana> cannot log in to <#C1|orders>", "<@U1> cannot log in to #orders"),
        ("<!channel> orders are stuck", "@channel orders are stuck"),
        ("*Orders* are _really_ `stuck` ~now~", "Orders are really stuck now"),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("```\nTraceback (most recent call last)\n```", "Traceback (most recent call last)"),
        ("&gt; quoted line", "quoted line"),
        ("• first point", "first point"),
        ("thanks!", "thanks!"),
        (":tada:", ":tada:"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_a_title_is_the_first_line_that_says_something(text: str, title: str) -> None:
    assert title_of(text) == title


def test_a_long_title_is_cut_at_a_word() -> None:
    title = title_of("The nightly export " * 20)
    assert title.endswith("nightly export The…")
    assert len(title) <= TITLE_LENGTH


def test_a_title_without_spaces_is_cut_anywhere() -> None:
    assert title_of("x" * 200) == "x" * (TITLE_LENGTH - 1) + "…"


@given(st.text(max_size=400))
def test_any_text_can_be_read(text: str) -> None:
    assert len(title_of(text)) <= TITLE_LENGTH
    assert "\n" not in title_of(text)
    assert isinstance(is_courtesy(text, "en"), bool)


@pytest.mark.parametrize("piece", ["*a ", "is down not ", " \t", "<@UB", ":a", "`", "very ", "k", "ok\n"])
def test_the_longest_messages_are_read_while_a_person_waits(piece: str) -> None:
    text = piece * (40_000 // len(piece))
    started = perf_counter()
    is_courtesy(text, "en")
    suggested_severity(text, "en")
    read_query(text, "en")
    title_of(strip_mention(text, "UB07"))
    assert perf_counter() - started < 2.0, "40,000 letters, the most that Slack sends"


def said(seconds: float, *, author: str = "U7", channel: str = "C1", thread: str | None = None) -> Message:
    at = NINE + timedelta(seconds=seconds)
    return Message(channel, f"{at.timestamp():.6f}", thread, author, Side.CLIENT, "Orders are stuck", at)


FIRST: Final = said(0)
JOINING: Final = [
    ("the same author a minute later", said(60), 5, False, True),
    ("exactly at the limit", said(300), 5, False, True),
    ("a second after the limit", said(301), 5, False, False),
    ("delivered before the one it follows", said(-60), 5, False, True),
    ("another author", said(60, author="U8"), 5, False, False),
    ("another channel", said(60, channel="C2"), 5, False, False),
    ("inside a thread", said(60, thread=FIRST.ts), 5, False, False),
    ("the parent of its own thread", said(60, thread=said(60).ts), 5, False, True),
    ("after a staff reply", said(60), 5, True, False),
    ("joining switched off", said(0), 0, False, False),
]


@pytest.mark.parametrize(
    ("message", "minutes", "staff_spoke", "expected"),
    [case[1:] for case in JOINING],
    ids=[case[0] for case in JOINING],
)
def test_a_message_joins_the_one_before(
    message: Message, minutes: int, staff_spoke: bool, expected: bool
) -> None:
    assert joins(FIRST, message, minutes=minutes, staff_spoke=staff_spoke) is expected
