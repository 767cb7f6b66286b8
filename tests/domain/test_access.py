"""Every action, by every role, for one's own client and for another's."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import pytest

from bot.domain.access import Action, check, check_ticket, may
from bot.domain.people import HOURGLASS, Person, Role
from bot.domain.tickets import Severity, Status, Ticket
from bot.errors import NotAllowedError, UnknownTicketError

# c: client's person, for their own client; o: colleague; e: engineer; m: manager; a: admin.
EXPECTED: Final[Mapping[str, str]] = {
    "open_ticket": "coema",
    "read_ticket": "c ema",
    "read_notes": "ema",
    "read_receipt": "ema",
    "ask_why": "c ema",
    "list_tickets": "c ema",
    "find_tickets": "ema",
    "ask_status": "c ema",
    "reply": "ema",
    "add_details": "c ema",
    "choose_severity": "c",
    "ask_severity": "c",
    "set_severity": "ema",
    "answer_severity": "ema",
    "set_kind": "ema",
    "claim": "ema",
    "assign": "ema",
    "wait": "ema",
    "resume": "ema",
    "resolve": "ema",
    "confirm": "c",
    "reopen": "c ema",
    "note": "ema",
    "merge": "ema",
    "split": "ema",
    "dismiss": "c ema",
    "restore": "c ema",
    "replan": "ema",
    "escalate": "ema",
    "urge": "c",
    "decline_page": "ema",
    "remind": "ema",
    "log_time": "ema",
    "log_for_others": "ema",
    "change_time": "ma",
    "see_time": "ema",
    "see_hours": "c ema",
    "see_digest": "ma",
    "see_client_digest": "c ema",
    "open_figure": "c ema",
    "schedule_digest": "ma",
    "set_check_in": "ema",
    "see_wishes": "ema",
    "vote": "c",
    "give_measures": "ma",
    "change_hours": "ma",
    "see_statement": "ema",
    "mark_billed": "ma",
    "set_up_channel": "ema",
    "end_triage": "a",
    "name_roles": "a",
    "see_on_call": "ema",
    "change_own_on_call": "ema",
    "change_on_call": "ma",
    "see_clients": "ema",
    "pause_plan": "ma",
    "change_plan": "ma",
    "end_contract": "ma",
    "set_retention": "ma",
    "estimate": "ema",
    "answer_estimate": "c",
    "contest_coverage": "c",
    "rate": "c",
    "use_commands": "ema",
}
LETTER: Final = {
    Role.CLIENT: "c",
    Role.COLLEAGUE: "o",
    Role.ENGINEER: "e",
    Role.MANAGER: "m",
    Role.ADMIN: "a",
}
EVERY: Final = [(action, role) for action in Action for role in Role]
IDS: Final = [f"{role} {action}" for action, role in EVERY]


def person_with(role: Role) -> Person:
    return Person("U1", role, client="acme" if role is Role.CLIENT else None)


def ticket_of(client: str) -> Ticket:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    return Ticket(
        number=142,
        client=client,
        channel="C1",
        triage="C9",
        thread_ts="1.1",
        title="Orders are stuck",
        requester="U7",
        opened_at=at,
        status=Status.OPEN,
        status_since=at,
        severity=Severity.MEDIUM,
        plan="matai-growth",
        plan_version="1",
    )


def test_the_expectations_name_every_action_and_no_other() -> None:
    assert set(EXPECTED) == {action.value for action in Action}


@pytest.mark.parametrize(("action", "role"), EVERY, ids=IDS)
def test_for_the_persons_own_client(action: Action, role: Role) -> None:
    person, expected = person_with(role), LETTER[role] in EXPECTED[action.value]
    assert may(person, action, "acme") is expected
    if expected:
        check(person, action, "acme")
        check_ticket(person, action, ticket_of("acme"))
        return
    with pytest.raises(NotAllowedError) as refused:
        check(person, action, "acme")
    assert (refused.value.action, refused.value.role) == (action, role)
    with pytest.raises(NotAllowedError):
        check_ticket(person, action, ticket_of("acme"))


@pytest.mark.parametrize(("action", "role"), EVERY, ids=IDS)
def test_for_another_client(action: Action, role: Role) -> None:
    person = person_with(role)
    expected = role is not Role.CLIENT and LETTER[role] in EXPECTED[action.value]
    assert may(person, action, "globex") is expected
    if expected:
        check(person, action, "globex")
        check_ticket(person, action, ticket_of("globex"))
        return
    with pytest.raises(NotAllowedError):
        check(person, action, "globex")


@pytest.mark.parametrize("action", Action)
def test_another_clients_ticket_reads_like_an_unknown_one(action: Action) -> None:
    with pytest.raises(UnknownTicketError) as unknown:
        check_ticket(person_with(Role.CLIENT), action, ticket_of("globex"))
    assert unknown.value.facts == {"number": 142}


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("client", ["acme", None])
def test_somebody_of_an_unknown_client_may_do_nothing(action: Action, client: str | None) -> None:
    assert not may(Person("U1", Role.CLIENT), action, client)


@pytest.mark.parametrize("action", Action)
def test_a_clients_person_may_do_nothing_across_clients(action: Action) -> None:
    assert not may(person_with(Role.CLIENT), action, None)


def test_the_clock_may_work_for_every_client() -> None:
    check(HOURGLASS, Action.RESOLVE, "acme")
    check_ticket(HOURGLASS, Action.RESOLVE, ticket_of("globex"))
