"""The time that a digest is asked for in plain words, in any of our languages."""

from datetime import date
from typing import Final

import pytest

from bot.domain.report_periods import read_period
from bot.domain.times_asked import time_asked

TODAY: Final = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("digest", "last week"),
        ("resumo da semana", "last week"),
        ("digest of the month, please", "last month"),
        ("resumo do mês", "last month"),
        ("resumo do mês passado", "last month"),
        ("resumen de este mes pasado", "last month"),
        ("resumen del trimestre", "last quarter"),
        ("digest this week", "this week"),
        ("resumo deste mês", "this month"),
        ("resumen de este trimestre", "this quarter"),
        ("digest October", "2026-10"),
        ("the digest of Oct, please", "2026-10"),
        ("digest outubro", "2026-10"),
        ("resumo de novembro", "2026-11"),
        ("resumen de diciembre", "2025-12"),
        ("resumo de março de 2025", "2025-03"),
        ("may I have the digest", "last week"),
        ("digest of May", "2026-05"),
        ("digest 2026-10", "2026-10"),
        ("resumo de 10/2026", "2026-10"),
        ("digest 2026-q3", "2026-q3"),
        ("digest of Q4", "2026-q4"),
        ("digest Q1 2025", "2025-q1"),
        ("digest 2026-w47", "2026-w47"),
        ("digest last 30 days", "30 days"),
        ("resumo dos últimos 7 dias", "7 days"),
        ("digest 2026-10-05", "last week"),
    ],
)
def test_a_question_in_plain_words_names_its_time(text: str, named: str) -> None:
    assert time_asked(text, TODAY) == named
    read_period(named, TODAY, "Europe/Lisbon")
