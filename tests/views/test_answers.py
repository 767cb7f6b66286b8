"""What a command, a question or App Home answers."""

from dataclasses import replace

import pytest

from bot.domain.people import Person, Role
from bot.domain.tickets import EventKind, Severity, Status, Ticket
from bot.views.answers import (
    COMMANDS,
    Done,
    Listed,
    command_done,
    help_staff,
    ticket_list,
    ticket_page,
    welcome_dm,
)
from bot.views.client_answers import client_status, client_ticket, help_client
from tests.views.kit import CLIENT, NAMES, SAM, TICKET, controls, happened, rows, scene, words_of

MINE = replace(TICKET, status=Status.OPEN, assignee="U0SAM", severity_by="client")
MANY = [replace(TICKET, number=n) for n in range(1, 24)]


def test_a_list_says_of_each_ticket_whose_it_is_and_how_it_stands() -> None:
    drawn = ticket_list([MINE], rows(), Listed.OPEN)
    link = "<https://northwind.slack.com/archives/C0ACME/p1772538900000100|#142>"
    assert words_of(drawn).startswith("Open tickets\n")
    assert f"🟡 *{link}* Acme Orders · Order processing is not running\nmedium · open · Sam · <!date^" in (
        words_of(drawn)
    )


def test_a_list_ends_after_twenty_and_says_how_many_are_left() -> None:
    drawn = ticket_list(MANY, rows(), Listed.UNCLAIMED)
    assert "#20>" in drawn.text
    assert "#21>" not in drawn.text
    assert drawn.text.endswith("and 3 more")


@pytest.mark.parametrize(
    ("which", "text"),
    [
        (Listed.MINE, "You have no ticket."),
        (Listed.OPEN, "No ticket is open."),
        (Listed.UNCLAIMED, "Every open ticket has somebody."),
        (Listed.CLIENT, "Acme &amp; Co has no open ticket."),
    ],
)
def test_an_empty_list_says_so_in_words(which: Listed, text: str) -> None:
    assert ticket_list([], rows(), which, client="Acme & Co").text.startswith(text)


def test_a_page_shows_the_card_and_the_history_by_the_readers_clock() -> None:
    history = [happened(EventKind.CLAIMED, assignee="U0SAM"), happened(EventKind.NOTED, text="The queue?")]
    drawn = ticket_page(scene(MINE), history, time_zone="America/Bogota")
    assert "Tue, Mar 3, 2026, 09:05 Sam claimed the ticket." in words_of(drawn)
    assert ">The queue?" in words_of(drawn)
    assert "*Assignee*\nSam" in words_of(drawn)
    assert controls(drawn) == {}


def test_a_long_history_shows_its_end_and_says_what_is_left_out() -> None:
    drawn = ticket_page(scene(), [happened(EventKind.NOTED, text=f"note {n}") for n in range(30)])
    assert "5 earlier entries are left out." in words_of(drawn)
    assert "note 29" in words_of(drawn)
    assert "note 4\n" not in words_of(drawn)


def test_a_client_sees_their_open_tickets_in_their_language_and_zone() -> None:
    drawn = client_status([MINE], replace(CLIENT, language="pt", time_zone="America/Sao_Paulo"), NAMES)
    assert drawn.text.splitlines() == [
        "Os seus chamados abertos",
        "*#142* Order processing is not running",
        "🟡 Média · em andamento · aberto em ter., 3 de mar. de 2026, 09:00 · com Sam",
        "Para ver um deles: mencione-me com `status` e o número.",
    ]


def test_a_client_without_open_tickets_is_told_what_to_do() -> None:
    assert client_status([], CLIENT, NAMES).text == (
        "You have no open tickets. If something is wrong, write it in this channel."
    )


def test_a_client_with_many_tickets_is_told_how_many_are_left() -> None:
    assert "and 3 more" in client_status(MANY, CLIENT, NAMES).text


def test_a_clients_page_has_no_internal_words_and_no_ids() -> None:
    ticket = replace(MINE, assignee="U0NOBODY", details={"what": "Orders & more", "kind": "incident"})
    told = client_ticket(scene(ticket)).text
    assert "Somebody of the team is looking into it." in told
    assert "*What is not working?* Orders &amp; more" in told
    assert "*What kind of request is it?* Plan's incident" in told
    assert not any(word in told for word in ("U0", "triage", "claimed", "note"))


@pytest.mark.parametrize(
    ("ticket", "text"),
    [
        (replace(MINE, assignee=None), "Nobody has taken it yet."),
        (replace(MINE, wanted=Severity.CRITICAL), "You asked for *Critical*; the team has not answered yet."),
        (replace(MINE, status=Status.RESOLVED, summary="Restarted"), "What was done: Restarted"),
        (replace(MINE, status=Status.CANCELLED, merged_into=150), "It is part of ticket #150 now."),
    ],
)
def test_a_clients_page_says_how_the_ticket_stands(ticket: Ticket, text: str) -> None:
    assert text in client_ticket(scene(ticket)).text


def test_help_lists_every_command() -> None:
    told = words_of(help_staff())
    assert all(f"/{command.replace('_', ' ')}" in told for command in COMMANDS)


def test_help_may_be_about_a_few_commands() -> None:
    told = words_of(help_staff(["ticket_claim"]))
    assert "/claim" in told
    assert "/ticket note" not in told


@pytest.mark.parametrize(
    ("language", "text"), [("en", "`@Desk status 142`"), ("es", "`@Desk estado`"), ("pt", "`@Desk ajuda`")]
)
def test_clients_are_told_what_they_can_do(language: str, text: str) -> None:
    assert text in words_of(help_client(language, "Desk"))


@pytest.mark.parametrize(
    ("done", "facts", "text"),
    [
        (Done.CLAIMED, {"number": 142}, "You have #142 now."),
        (Done.ASSIGNED, {"number": 142, "assignee": "Kim <3"}, "Kim &lt;3 has #142 now."),
        (Done.SEVERITY, {"number": 142, "severity": "high"}, "#142 is high now."),
        (Done.MERGED, {"number": 142, "into": 150}, "#142 is part of #150 now."),
        (Done.KIND, {"number": 142, "kind": "question"}, "#142: Question."),
        (Done.ROLE_NAMED, {"person": "Kim", "role": "manager"}, "Kim is a manager now."),
        (Done.TRIAGE, {"channel": "C0T"}, "<#C0T> is a triage channel now."),
    ],
)
def test_what_was_done_is_said_in_one_sentence(done: Done, facts: dict[str, object], text: str) -> None:
    assert command_done(done, **facts).text == text


@pytest.mark.parametrize("done", Done)
def test_everything_that_can_be_done_has_its_words(done: Done) -> None:
    facts = {"into": 1, "assignee": "A", "person": "P", "channel": "C", "client": "D"}
    words = {"severity": "low", "kind": "question", "role": "admin"}
    assert command_done(done, number=142, **facts, **words).text


def test_a_direct_message_is_answered_by_what_the_bot_is_for() -> None:
    assert "Invite me to a channel of your engineers first" in welcome_dm(SAM, "Desk", is_set_up=False).text
    stranger = Person("U1", Role.COLLEAGUE, language="es")
    assert welcome_dm(stranger, "Desk", is_set_up=True).text.startswith("Convierto en tickets")
