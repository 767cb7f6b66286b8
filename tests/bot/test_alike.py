"""What a new ticket's card says of resolved tickets that were like it: to staff, once, and for good."""

import re

import pytest

from tests.databases import ON_SQLITE
from tests.live import Live, shown

REPORT = "The invoice export to NetSuite stops at midnight"
AGAIN = "Invoices are not exported to NetSuite since midnight"
HEAD = "Was like this, and is resolved"


async def resolved(live: Live, user: str, channel: str, text: str, summary: str) -> int:
    """Have a ticket opened and resolved; return its number."""
    await live.say(user, channel, text)
    number = len(await live.cards())
    await live.command("sam", "/ticket", f"resolve {number} {summary}")
    await live.advance(minutes=10)
    return number


async def on_card(live: Live, number: int) -> list[str]:
    """What a card says of tickets that were like its own, a line each."""
    said = shown(await live.card(number))
    _, _, rest = said.partition(f"*{HEAD}*\n")
    return [re.sub(r"<\S+\|(#\d+)>", r"\1", line) for line in rest.splitlines() if "|#" in line]


async def test_a_resolved_ticket_like_it_stands_on_a_new_tickets_card(live: Live) -> None:
    await resolved(live, "ana", "#acme", REPORT, "Renewed the *token* & restarted the job")
    ts = await live.say("bo", "#acme", AGAIN)
    assert await on_card(live, 2) == [f"#1 {REPORT} · Renewed the *token* &amp; restarted the job"]
    said = "\n".join(await live.texts("#acme", ts))
    assert "token" not in said, "the client never reads it"


@pytest.mark.parametrize(
    "text",
    [
        "The printer in Lisbon is offline",
        "Nothing works any more, please help us, it is urgent",
        "How do I export my contacts?",
        "Midnight shifts are missing from the payroll",
    ],
)
@ON_SQLITE
async def test_what_is_about_something_else_is_not_shown(live: Live, text: str) -> None:
    await resolved(live, "ana", "#acme", REPORT, "Renewed the token")
    await live.say("bo", "#acme", text)
    assert HEAD not in shown(await live.card(2))


async def test_what_was_found_once_stays_while_its_ticket_is_open(live: Live) -> None:
    await resolved(live, "ana", "#acme", REPORT, "Renewed the token")
    await live.say("bo", "#acme", AGAIN)
    await live.advance(minutes=10)
    await live.say("ana", "#acme", f"{AGAIN}, still")
    await live.command("sam", "/ticket", "resolve 3 Moved the job")
    await live.command("sam", "/ticket", "claim 2")
    assert [line[:2] for line in await on_card(live, 2)] == ["#1"]
    await live.command("sam", "/ticket", "reopen 1")
    await live.command("sam", "/ticket", "severity 2 low")
    assert await on_card(live, 2) == [], "it is not resolved any more"
    await live.command("sam", "/ticket", "resolve 1 Renewed it for good")
    await live.command("sam", "/ticket", "severity 2 high")
    assert [line.rpartition(" · ")[2] for line in await on_card(live, 2)] == ["Renewed it for good"]
    await live.command("sam", "/ticket", "resolve 2 The same")
    assert HEAD not in shown(await live.card(2))


@ON_SQLITE
async def test_its_own_clients_tickets_come_first_and_three_at_most(live: Live) -> None:
    await resolved(live, "rui", "#banco-litoral", REPORT, "Renewed their token")
    for _ in range(3):
        await resolved(live, "ana", "#acme", f"{AGAIN} again", "Renewed it")
    await live.say("gia", "#globex", REPORT)
    await live.say("bo", "#acme", REPORT)
    lines = await on_card(live, 5)
    assert lines[0] == f"#1 *Banco Litoral* · {REPORT} · Renewed their token"
    assert [line[:2] for line in await on_card(live, 6)] == ["#4", "#3", "#2"]


@ON_SQLITE
async def test_what_is_open_or_ended_without_a_word_is_not_shown(live: Live) -> None:
    ts = await live.say("ana", "#acme", REPORT)
    await live.advance(minutes=10)
    await live.say("bo", "#acme", AGAIN)
    assert HEAD not in shown(await live.card(2))
    await live.press("ana", (await live.replies("#acme", ts))[0], "not_an_issue")
    await live.advance(minutes=10)
    await live.say("bo", "#acme", f"{AGAIN} too")
    assert HEAD not in shown(await live.card(3))


async def test_a_report_in_another_language_is_found_without_its_accents(live: Live) -> None:
    await resolved(live, "rui", "#banco-litoral", "O relatório de comissões não chegou", "Reenviado")
    await live.say("rui", "#banco-litoral", "Falta outra vez o relatorio das comissoes")
    assert await on_card(live, 2) == ["#1 O relatório de comissões não chegou · Reenviado"]
