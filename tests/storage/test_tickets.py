"""Tickets, their logs, and what a decision saves across the tables."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import moves, parts
from bot.domain.desks import Keeping
from bot.domain.folding import fold
from bot.domain.notices import Timer
from bot.domain.people import Person, Role
from bot.domain.step import Step
from bot.domain.tickets import Origin, Severity, Status, Ticket
from bot.errors import AlreadyClaimedError
from storage import Database
from storage.errors import DatabaseConflictError, DatabaseFailedError
from tests.armed import due
from tests.storage.samples import CARD, MINUTE, NINE, NOTED, OPENED, OPENING, SAID, TICKET

CLOSE = Timer("close:142", "close", NINE, 142)


async def save(database: Database, *steps: Step) -> None:
    async with database.transaction() as store:
        await store.save(*steps)


async def put(database: Database, *tickets: Ticket) -> None:
    async with database.transaction() as store:
        await store.tickets.save_rows(tickets, [])


async def test_a_step_saves_ticket_event_timers_and_notices(database: Database) -> None:
    await save(database, replace(OPENING, arms=(CLOSE,)))
    async with database.reading() as store:
        assert await store.tickets.get(142) == TICKET
        assert await store.tickets.events(142) == [OPENED]
        assert await due(store, CLOSE.due_at) == [CLOSE]
        assert (await store.health.outbox()).rows == 2


async def test_of_several_steps_the_last_word_stands(database: Database) -> None:
    later = replace(TICKET, title="Orders flow again", seq=2)
    await save(database, replace(OPENING, arms=(CLOSE,)), Step(later, (NOTED,), disarms=(CLOSE.key,)))
    async with database.reading() as store:
        assert await store.tickets.get(142) == later
        assert await store.tickets.events(142) == [OPENED, NOTED]
        assert await due(store, CLOSE.due_at) == []


async def test_a_timer_taken_back_by_one_step_and_armed_by_the_next_is_armed(database: Database) -> None:
    await save(database, replace(OPENING, disarms=(CLOSE.key,)), Step(TICKET, (), arms=(CLOSE,)))
    async with database.reading() as store:
        assert await due(store, CLOSE.due_at) == [CLOSE]


async def test_a_place_in_the_log_is_taken_once_and_nothing_of_the_second_remains(database: Database) -> None:
    await save(database, OPENING)
    again = Step(replace(TICKET, title="other"), (OPENED,), (replace(CARD, key="card:other"),))
    with pytest.raises(DatabaseConflictError):
        await save(database, again)
    async with database.reading() as store:
        assert await store.tickets.get(142) == TICKET
        assert (await store.health.outbox()).rows == 2


async def test_an_event_needs_its_ticket(database: Database) -> None:
    async def save_event_alone() -> None:
        async with database.transaction() as store:
            await store.tickets.save_rows([], [OPENED])

    with pytest.raises(DatabaseFailedError):
        await save_event_alone()


async def test_numbers_follow_each_other_and_are_taken_once(database: Database) -> None:
    async def take(many: int) -> range:
        async with database.transaction() as store:
            first = await store.tickets.next_number(many)
        return range(first, first + many)

    assert await take(1) == range(1, 2)
    assert await take(5) == range(2, 7)
    taken = await asyncio.gather(*(take(3) for _ in range(20)))
    assert sorted(number for run in taken for number in run) == list(range(7, 67))


async def test_a_number_whose_transaction_failed_is_taken_again(database: Database) -> None:
    async def take_and_die() -> None:
        async with database.transaction() as store:
            await store.tickets.next_number()
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await take_and_die()
    async with database.transaction() as store:
        assert await store.tickets.next_number() == 1


async def test_a_thread_is_its_newest_tickets_or_that_of_the_message_at_its_head(database: Database) -> None:
    thread = "1772442000.000100"
    async with database.transaction() as store:
        await store.messages.put(replace(SAID, ts=thread))
        assert await store.tickets.by_thread("C-ACME", thread) is None
        await store.messages.assign("C-ACME", thread, 7, Keeping.TICKET)
        assert await store.tickets.by_thread("C-ACME", thread) == 7
    await put(database, replace(TICKET, thread_ts=thread), replace(TICKET, number=150, thread_ts=thread))
    async with database.reading() as store:
        assert await store.tickets.by_thread("C-ACME", thread) == 150
        assert await store.tickets.by_thread("C-BANCO", thread) is None


async def test_the_open_tickets_of_a_channel(database: Database) -> None:
    tickets = [replace(TICKET, number=n, status=status) for n, status in enumerate(Status, start=1)]
    await put(database, *tickets, replace(TICKET, number=99, channel="C-BANCO"))
    async with database.reading() as store:
        assert await store.tickets.open_of_channel("C-ACME") == [each for each in tickets if each.is_active]


LISTED = [
    replace(TICKET, number=1, severity=Severity.LOW),
    replace(TICKET, number=2, severity=Severity.CRITICAL, assignee="U-SAM"),
    replace(TICKET, number=3, severity=Severity.HIGH, client="banco"),
    replace(TICKET, number=4, severity=Severity.CRITICAL, status=Status.CLOSED),
    replace(TICKET, number=5, severity=Severity.CRITICAL, client="banco", assignee="U-KIM"),
]


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({}, [2, 5, 3, 1]),
        ({"most": 2}, [2, 5]),
        ({"client": "banco"}, [5, 3]),
        ({"assignee": "U-SAM"}, [2]),
        ({"assignee": "nobody"}, []),
        ({"unassigned": True}, [3, 1]),
        ({"unassigned": True, "client": "acme"}, [1]),
        ({"active_only": False}, [2, 4, 5, 3, 1]),
    ],
    ids=[
        "every active ticket, the worst first and the oldest of equals",
        "no more than asked for",
        "of one client",
        "of one engineer",
        "of somebody without tickets",
        "that nobody has",
        "of one client that nobody has",
        "finished ones too",
    ],
)
async def test_the_list(database: Database, asked: Mapping[str, object], numbers: list[int]) -> None:
    await put(database, *LISTED)
    async with database.reading() as store:
        listed = await store.tickets.listing(**asked)  # type: ignore[arg-type]  # a table of cases
    assert [ticket.number for ticket in listed] == numbers


async def test_the_tickets_that_a_message_heads_and_a_log_without_their_titles(database: Database) -> None:
    opening = moves.Opening(
        142, "acme", "C-ACME", "C-TRIAGE", "1.2", "Stuck", "U-ANA", "gold", "gold@1", "UTC", Severity.LOW,
        Origin.MESSAGE, head_ts="1.2",
    )  # fmt: skip
    ana = Person("U-ANA", Role.CLIENT, "acme")
    opened = moves.open_ticket(opening, by=ana, at=NINE)
    edited = parts.edit(opened.ticket, "1.2", title="Stuck again", by=ana, at=NINE)
    other = replace(opened.ticket, number=143, head_ts="1.3")
    await put(database, other, replace(other, number=144, channel="C-X", head_ts="1.2"))
    await save(database, opened, edited, parts.delete(edited.ticket, "1.2", by=ana, at=NINE))
    async with database.transaction() as store:
        await store.tickets.forget_titles(142)
    async with database.reading() as store:
        assert await store.tickets.headed_by("C-ACME", "1.3") == [143]
        assert await store.tickets.headed_by("C-ACME", "1.2") == []
        log = await store.tickets.events(142)
        assert "Stuck" not in str(log)
        assert fold(log) == await store.tickets.get(142)
        assert fold(log).lost_its_title


async def _claim(database: Database, person: str) -> bool:
    by = Person(person, Role.ENGINEER)
    async with database.transaction() as store:
        ticket = await store.tickets.lock(142)
        assert ticket is not None
        try:
            await store.save(moves.claim(ticket, by=by, at=NINE + MINUTE))
        except AlreadyClaimedError:
            return False
    return True


async def test_of_a_hundred_who_claim_a_ticket_at_once_one_gets_it(database: Database) -> None:
    await save(database, OPENING)
    claimed = await asyncio.gather(*(_claim(database, f"U-{n}") for n in range(100)))
    async with database.reading() as store:
        ticket, log = await store.tickets.get(142), await store.tickets.events(142)
    assert sum(claimed) == 1
    assert ticket is not None
    assert ticket.assignee == f"U-{claimed.index(True)}"
    assert [event.seq for event in log] == [1, 2]


async def _note(database: Database, text: str) -> None:
    by = Person("U-SAM", Role.ENGINEER)
    async with database.transaction() as store:
        ticket = await store.tickets.lock(142)
        assert ticket is not None
        await store.save(moves.note(ticket, text, by=by, at=NINE))


async def test_a_hundred_notes_at_once_are_all_in_the_log_of_which_the_ticket_is_the_fold(
    database: Database,
) -> None:
    opening = moves.Opening(
        142, "acme", "C-ACME", "C-TRIAGE", "1.2", "Stuck", "U-ANA", "gold", "gold@1", "UTC", Severity.LOW,
        Origin.MESSAGE,
    )  # fmt: skip
    await save(database, moves.open_ticket(opening, by=Person("U-ANA", Role.CLIENT), at=NINE))
    await asyncio.gather(*(_note(database, f"note {n}") for n in range(100)))
    async with database.reading() as store:
        ticket, log = await store.tickets.get(142), await store.tickets.events(142)
    assert [event.seq for event in log] == list(range(1, 102))
    assert {event.text("text") for event in log[1:]} == {f"note {n}" for n in range(100)}
    assert ticket == fold(log)


async def test_two_steps_of_one_ticket_in_one_transaction(database: Database) -> None:
    sam, week, minutes = Person("U-SAM", Role.ENGINEER), timedelta(days=7), 10
    claimed = moves.claim(TICKET, by=sam, at=NINE)
    resolved = moves.resolve(
        claimed.ticket, "Restarted it", by=sam, at=NINE, window=week, ask_again_minutes=minutes
    )
    await save(database, OPENING, claimed, resolved)
    async with database.reading() as store:
        closing = await store.timers.armed("close:142")
        assert closing is not None
        assert closing.due_at == NINE + week
        assert await store.tickets.get(142) == resolved.ticket
        assert [event.seq for event in await store.tickets.events(142)] == [1, 2, 3]


async def add_event_and_go_on(database: Database, went_on: list[bool]) -> None:
    async with database.transaction() as store:
        await store.tickets.save_rows([], [OPENED])
        went_on.append(True)


async def test_an_event_of_no_ticket_is_refused_at_once(database: Database) -> None:
    """Not at the commit, which on SQLite saves what others wrote too."""
    went_on: list[bool] = []
    with pytest.raises(DatabaseFailedError):
        await add_event_and_go_on(database, went_on)
    assert went_on == []
