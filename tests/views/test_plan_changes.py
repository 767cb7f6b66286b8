"""What a change of plan means for this month's hours, in one line of each language."""

from datetime import date
from typing import Final

import pytest

from bot.domain.desks import Client
from bot.domain.entries import EntryKind
from bot.domain.months import Month
from bot.domain.plan_changes import grant_of
from bot.services.plans import load_plans
from bot.views.plan_changes import ChangedPlan, HoursMoved
from tests.domain.played import played

PLANS: Final = load_plans(None)
NOV_5: Final = date(2026, 11, 5)


def told(language: str, plan: str, taken: str) -> str:
    """What a client reads whose plan of 2 hours became another on November 12."""
    game = played("starter", "2026-11-05", [f"2026-11-12 plan {taken}"])
    client = Client("acme", "Acme", plan, "UTC", language, "C0TRIAGE")
    was = grant_of(NOV_5, [each for each in game.entries if each.kind is EntryKind.GRANT], game.hours_of)
    becomes = grant_of(NOV_5, game.entries, game.hours_of)
    month = Month(NOV_5, date(2026, 12, 5))
    made = [each for each in game.entries if each.kind is EntryKind.CHANGE]
    moved = HoursMoved(month, game.contract, was, becomes, 100, made)
    return ChangedPlan(client, "Matai Efficiency", None, PLANS[plan], moved).to_client()


@pytest.mark.parametrize(
    ("language", "plan", "taken", "said"),
    [
        (
            "en",
            "matai-growth",
            "growth",
            (
                "This month has 4 h 18 min instead of 2 h: 5 h a month "
                "count for 23 of its 30 days, from today on."
            ),
        ),
        (
            "es",
            "matai-growth",
            "growth",
            (
                "Este mes tiene 4 h 18 min en lugar de 2 h: 5 h al mes "
                "cuentan por 23 de sus 30 días, desde hoy."
            ),
        ),
        (
            "pt",
            "matai-growth",
            "growth",
            (
                "Este mês tem 4 h 18 min em vez de 2 h: 5 h por mês "
                "contam em 23 dos seus 30 dias, a partir de hoje."
            ),
        ),
        (
            "en",
            "matai-transformation",
            "later",
            ("This month keeps its 2 h; 10 h a month count from Saturday, December 5 on."),
        ),
        (
            "pt",
            "ongoing-support",
            "none",
            ("Este mês mantém as suas 2 h; a partir de sábado, 5 de dezembro não há horas mensais."),
        ),
    ],
)
def test_a_client_reads_in_one_line_what_it_means(language: str, plan: str, taken: str, said: str) -> None:
    assert told(language, plan, taken).replace("\N{NO-BREAK SPACE}", " ").partition(". ")[2] == said
