"""Two reports are alike where they share what they are about, and not because both are reports."""

from dataclasses import replace

import pytest

from bot.domain.likeness import MOST, likeness, most_alike, report
from tests.domain.opening import opened

ALIKE = [
    ("Invoices fail to sync to NetSuite again", "NetSuite invoice sync fails with error 500"),
    ("The orders dashboard does not load", "Orders dashboard is blank since this morning"),
    ("Password reset e-mails never arrive", "Password reset: no mails"),
    ("O relatório de comissões não chegou", "Falta o relatorio das comissoes"),
    ("No llegan los pedidos de la tienda", "Los pedidos de la tienda no se ven"),
]
UNLIKE = [
    ("Invoices fail to sync to NetSuite", "The printer in Lisbon is offline"),
    ("Report is wrong", "Report export is slow"),
    ("Nothing works, please help us", "Please help, nothing works"),
    ("Hi team, we have an urgent problem", "Hello team, an urgent problem again"),
    (
        "Export of contacts takes hours",
        "Contacts show up twice after the import of a list from the trade fair",
    ),
    ("", ""),
    ("1234 5678", "1234 5678"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_reports_that_are_alike(one: str, other: str) -> None:
    assert numbers_like(one, other) == [1]


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_reports_that_are_not(one: str, other: str) -> None:
    assert numbers_like(one, other) == []


def numbers_like(new: str, title: str) -> list[int]:
    resolved = replace(opened().ticket, title=title, summary="Done")
    return most_alike(report(new, []), {1: resolved}, "acme")


def test_the_same_is_as_alike_as_can_be_and_either_way_round() -> None:
    one, other = report(ALIKE[0][0], []), report(ALIKE[0][1], ["It began at noon"])
    assert likeness(one, one) == pytest.approx(1)
    assert likeness(one, other) == likeness(other, one)


def test_what_the_summary_or_the_message_says_counts_too() -> None:
    new = report("It stopped", ["The invoice sync to NetSuite stopped at noon"])
    resolved = replace(
        opened().ticket, title="Help", summary="Renewed NetSuite's token: invoice sync stopped"
    )
    assert most_alike(new, {1: resolved}, "acme") == [1]


def test_the_clients_own_come_first_then_the_likest_then_the_newest_and_none_without_a_summary() -> None:
    new = report("Invoice sync to NetSuite stopped", [])
    ticket = replace(opened().ticket, title="Invoice sync to NetSuite stopped", summary="Renewed it")
    earlier = {
        1: replace(ticket, number=1, client="banco"),
        2: replace(ticket, number=2, title="NetSuite invoice import"),
        3: replace(ticket, number=3),
        4: replace(ticket, number=4),
        5: replace(ticket, number=5, summary=""),
    }
    assert most_alike(new, earlier, "acme") == [4, 3, 2]
    assert most_alike(new, earlier, "banco") == [1, 4, 3]
    assert MOST == 3
