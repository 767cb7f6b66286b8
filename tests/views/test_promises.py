"""What a client is told to expect where a plan promises the solution earlier than the first answer."""

from collections.abc import Sequence
from typing import Final

import pytest

from bot.domain.instants import micros
from bot.domain.notices import Words
from bot.domain.tickets import Severity
from bot.views.client_receipt import client_receipt
from bot.views.notices import render
from bot.views.promises import expectation
from tests.views.clocked import ON_CLIENT, Entry, at, receipt, to
from tests.views.kit import words_of

# Matai, severity high: a solution in two business days, a first answer in 24 business hours.
OPENED: Final[Entry] = ("23 10:00", "opened")
BOTH: Final = {
    "en": "We will answer and solve it by Wed, Nov 25, 2026, 10:00.",
    "es": "Responderemos y lo resolveremos a más tardar el mié, 25 nov 2026, 10:00.",
    "pt": "Responderemos e resolveremos até qua., 25 de nov. de 2026, 10:00.",
}
TOLD: Final[dict[str, tuple[Sequence[Entry], str, str]]] = {
    "once the solution is late, the answer is still to come": (
        [OPENED],
        "25 12:00",
        "We will answer by Wed, Nov 25, 2026, 16:00.",
    ),
    "while the solution waits for the client": (
        [OPENED, ("23 11:00", "waited", ON_CLIENT)],
        "23 12:00",
        "We will answer by Wed, Nov 25, 2026, 16:00.",
    ),
    "at a severity with the answer first": (
        [OPENED, ("23 11:00", "severity_set", to(Severity.CRITICAL))],
        "23 12:00",
        "We will answer by Mon, Nov 23, 2026, 14:00.",
    ),
    "nothing, to who was answered": ([OPENED, ("23 11:00", "replied")], "23 12:00", ""),
}


@pytest.mark.parametrize("language", BOTH)
def test_a_solution_that_is_due_before_the_answer_is_told_with_it_as_one_moment(language: str) -> None:
    assert expectation(receipt(OPENED, now="23 10:01", language=language).scene) == BOTH[language]


@pytest.mark.parametrize("case", TOLD)
def test_the_answer_has_a_moment_of_its_own(case: str) -> None:
    entries, now, said = TOLD[case]
    assert expectation(receipt(*entries, now=now).scene) == said


def test_a_receipt_names_one_moment_for_answer_and_solution() -> None:
    told = words_of(client_receipt(receipt(OPENED, now="23 12:00")))
    assert "*First answer and solution* at severity *High*: 2 business days" in told
    assert told.count("So you can expect it by *") == 1
    later = words_of(client_receipt(receipt(OPENED, now="25 12:00")))
    assert "*First answer* at severity *High*" in later
    assert "*Solution* at severity *High*" in later


def test_a_late_answer_is_late_by_the_moment_that_was_told() -> None:
    scene = receipt(OPENED, now="25 16:00").scene
    facts = {"due": micros(at("25 16:00")), "expected": micros(at("27 12:00"))}
    assert (
        "a first answer to ticket #142 by Wed, Nov 25, 2026, 10:00," in render(Words.LATE, scene, facts).text
    )
