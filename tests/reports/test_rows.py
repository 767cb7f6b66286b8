"""The rows that reports read always say what the log says, and are written only when that changes."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from bot.desk import Desk
from bot.domain import moves, parts
from bot.domain.desks import Keeping, Message, Side
from bot.domain.figures import Figure, FigureName, figures
from bot.domain.outcomes import MET, MISSED
from bot.domain.people import Person, Role
from bot.domain.plans import Plan
from bot.domain.report_periods import PeriodUnit, ReportPeriod
from bot.domain.samples import Sample
from bot.domain.step import Step
from bot.domain.tickets import Severity, Ticket
from bot.sandbox import MovableClock
from bot.services.sampling import sample
from scheduled.tick import fire_due
from storage.statements import Dialect
from tests.databases import FreshUrl
from tests.looking import rows
from tests.reports.facts import COMPANIES, NEW_YORK
from tests.reports.played import SAM, Play, at_desk, client_of, found_companies, opening_of
from tests.reports.recomputed import kept, miscounted, recomputed
from tests.reports.stories import Story, stories

NINE: Final = datetime(2026, 3, 2, 14, tzinfo=UTC)
"""A Monday, nine o'clock in New York."""
MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
ANA: Final = Person("U_ANA", Role.CLIENT, "acme")
_FEW: Final = 40
_OF_RESOLUTIONS: Final = FigureName.NEAR_MISSES, FigureName.RESOLUTION_MET, FigureName.RESOLVED


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    """A desk at nine o'clock, with a critical ticket of Acme's that was just opened: four hours to answer."""
    async with at_desk(database_url, NINE) as fresh:
        await found_companies(fresh)
        await save(fresh, opening_of(Story(1, COMPANIES[0], NINE, "critical", ()), plan(fresh)))
        yield fresh


def plan(desk: Desk) -> Plan:
    return desk.promises.of_client(client_of(COMPANIES[0]))


async def save(desk: Desk, *steps: Step) -> None:
    async with desk.transaction() as store:
        await store.save(*steps)


async def act(desk: Desk, move: Callable[[Ticket], Step], number: int = 1) -> None:
    """Do something to a ticket as it stands."""
    async with desk.transaction() as store:
        ticket = await store.tickets.lock(number)
        assert ticket is not None
        await store.save(move(ticket))


async def pass_time(desk: Desk, time: timedelta) -> None:
    """Let time pass, and all that is due be told."""
    assert isinstance(desk.clock, MovableClock)
    desk.clock.move_to(desk.clock.now() + time)
    await fire_due(desk)


def reply(at: datetime) -> Callable[[Ticket], Step]:
    return lambda ticket: moves.reply(ticket, by=SAM, at=at, ts=f"{at.timestamp():.6f}")


def resolve(at: datetime) -> Callable[[Ticket], Step]:
    return lambda ticket: moves.resolve(
        ticket, "Done.", by=SAM, at=at, window=timedelta(days=7), ask_again_minutes=10
    )


async def outcomes(desk: Desk) -> dict[str, str]:
    """What became of the promises on the first ticket, by clock; AssertionError where the log says else."""
    assert await miscounted(desk.database, desk.promises, desk.clock.now()) == []
    return {each.clock: each.outcome for each in (await kept(desk.database))[1]}


async def march(desk: Desk) -> Sample:
    """What happened in March, as it is told now."""
    period = ReportPeriod(PeriodUnit.MONTH, NINE.date().replace(day=1), NINE.date().replace(day=31), NEW_YORK)
    async with desk.database.reading() as store:
        return await sample(store, period, None, NINE + 40 * DAY)


async def test_a_reply_that_we_hear_of_late_was_in_time_all_the_same(desk: Desk) -> None:
    await pass_time(desk, 6 * HOUR)
    assert await outcomes(desk) == {"first_response": MISSED}
    await act(desk, reply(NINE + HOUR))
    assert await outcomes(desk) == {"first_response": MET}


async def test_a_question_that_we_hear_of_late_counts_from_when_it_was_asked(desk: Desk) -> None:
    await act(desk, reply(NINE + MINUTE))
    await pass_time(desk, 6 * HOUR)
    assert "next_response" not in await outcomes(desk)
    asked_at = NINE + HOUR
    await act(
        desk,
        lambda ticket: moves.hear(ticket, "1.5", courtesy=False, by=ANA, at=asked_at, ask_again_minutes=10),
    )
    assert (await outcomes(desk))["next_response"] == MISSED


async def test_what_was_no_request_has_no_rows_until_it_is_restored(desk: Desk) -> None:
    await act(desk, reply(NINE + HOUR))
    before = await kept(desk.database)
    await act(desk, lambda ticket: moves.dismiss(ticket, by=SAM, at=NINE + 2 * HOUR))
    assert await kept(desk.database) == {1: []}
    assert not (await march(desk)).opened
    restored_at = NINE + 3 * HOUR
    await act(desk, lambda ticket: moves.restore(ticket, by=SAM, at=restored_at, ask_again_minutes=10))
    assert await kept(desk.database) == before
    assert await outcomes(desk) == {"first_response": MET}


async def test_a_merged_ticket_leaves_reports(desk: Desk) -> None:
    await save(desk, opening_of(Story(2, COMPANIES[0], NINE, "high", ()), plan(desk)))
    await act(desk, reply(NINE + HOUR))
    async with desk.transaction() as store:
        known = await store.tickets.get_all({1, 2})
        await store.save(*parts.merge(known[1], known[2], by=SAM, at=NINE + 2 * HOUR, asked_at=None))
    assert await outcomes(desk) == {}
    assert [each.ticket for each in (await march(desk)).opened] == [2]


async def test_a_severity_chosen_after_a_breach_changes_no_past_figure(desk: Desk) -> None:
    await pass_time(desk, 2 * DAY)
    before = await kept(desk.database)
    assert [(each.severity, each.outcome) for each in before[1]] == 2 * [("critical", MISSED)]
    await act(desk, lambda ticket: moves.set_severity(ticket, Severity.LOW, by=SAM, at=NINE + 2 * DAY))
    await outcomes(desk)
    assert await kept(desk.database) == before


async def test_a_promise_that_no_longer_held_at_the_end_was_neither_kept_nor_broken(desk: Desk) -> None:
    await act(desk, reply(NINE + HOUR))
    await act(desk, lambda ticket: moves.set_severity(ticket, Severity.LOW, by=SAM, at=NINE + 2 * HOUR))
    await act(desk, resolve(NINE + 3 * HOUR))
    assert (await outcomes(desk))["resolution"] == ""
    found = figures(await march(desk))
    assert [found[name].count for name in _OF_RESOLUTIONS] == [0, 0, 1]


async def test_a_moment_belongs_to_one_time_alone(desk: Desk) -> None:
    midnight = datetime(2026, 4, 1, 4, tzinfo=UTC)
    await save(desk, opening_of(Story(2, COMPANIES[0], midnight, "high", ()), plan(desk)))
    await act(desk, resolve(midnight))
    found = await march(desk)
    assert [[each.ticket for each in found.opened], [each.ticket for each in found.backlog]] == [[1], [1]]
    assert figures(found)[FigureName.RESOLVED].count == 0


async def test_a_look_at_a_ticket_on_which_nothing_changed_writes_no_rows(desk: Desk) -> None:
    await pass_time(desk, DAY)
    assert await outcomes(desk) == {"first_response": MISSED, "resolution": MISSED}
    versions = await _versions(desk)
    for _ in range(2):
        await pass_time(desk, DAY)
        await act(desk, lambda ticket: moves.note(ticket, "looked", by=SAM, at=desk.clock.now()))
    assert await _versions(desk) == versions
    await act(desk, reply(desk.clock.now()))
    assert await _versions(desk) != versions


async def _versions(desk: Desk) -> Sequence[object]:
    """Return what changes with each write of a row, even one that leaves it as it was."""
    if desk.database.dialect is Dialect.POSTGRESQL:
        return await rows(desk.database, "SELECT ctid::text, xmin::text FROM outcomes ORDER BY 1")
    return await rows(desk.database, "SELECT * FROM outcomes ORDER BY 1, 2, 3")


async def test_what_is_undone_leaves_no_rows(desk: Desk) -> None:
    before = await kept(desk.database)
    with pytest.raises(ZeroDivisionError):
        await _fail_after_a_look(desk)
    assert await kept(desk.database) == before == {1: []}


async def _fail_after_a_look(desk: Desk) -> None:
    async with desk.database.transaction() as store:
        ticket = await store.tickets.lock(1)
        assert ticket is not None
        await store.save(reply(NINE + HOUR)(ticket))
        await desk.watch.look(store, desk.clock.now())
        assert await store.outcomes.of_tickets({1})
        raise ZeroDivisionError


async def test_two_processes_that_act_on_the_same_tickets_leave_what_the_log_says(
    fresh_url: FreshUrl,
) -> None:
    url, numbers = fresh_url("postgresql"), range(1, 6)
    async with at_desk(url, NINE) as one, at_desk(url, NINE) as other:
        await found_companies(one)
        await save(
            one, *(opening_of(Story(n, COMPANIES[0], NINE, "critical", ()), plan(one)) for n in numbers)
        )
        for each in (one, other):
            await pass_time(each, 5 * HOUR)
        acts = [
            act(desk, move, number)
            for number in numbers
            for desk, move in (
                (one, reply(NINE + HOUR)),
                (other, reply(NINE + 2 * HOUR)),
                (other, lambda ticket: moves.claim(ticket, by=SAM, at=NINE + HOUR)),
                (one, reply(NINE + 3 * HOUR)),
            )
        ]
        await asyncio.gather(*acts, fire_due(one), fire_due(other))
        assert await miscounted(one.database, one.promises, one.clock.now()) == []
        assert {len(each) for each in (await kept(one.database)).values()} == {3}


async def test_texts_that_are_deleted_change_no_figure(database_url: str) -> None:
    told = [each for each in stories() if each.opened_at < datetime(2026, 1, 25, tzinfo=UTC)][:_FEW]
    async with at_desk(database_url) as desk:
        await found_companies(desk)
        await Play(desk, told).go_on(datetime(2026, 2, 10, tzinfo=UTC))
        await _say(desk, told)
        before = await _january(desk), await kept(desk.database)
        assert all(figure.count for name, figure in before[0].items() if name != "near_misses")
        await _delete(desk, told)
        assert (await _january(desk), await kept(desk.database)) == before
        assert await recomputed(desk.database, desk.promises, desk.clock.now()) == before[1]


async def _january(desk: Desk) -> Mapping[FigureName, Figure]:
    first = NINE.date().replace(month=1, day=1)
    period = ReportPeriod(PeriodUnit.MONTH, first, first.replace(day=31), NEW_YORK)
    async with desk.database.reading() as store:
        return figures(await sample(store, period, None, desk.clock.now()))


async def _say(desk: Desk, told: Sequence[Story]) -> None:
    async with desk.database.transaction() as store:
        for each in told:
            place = f"C_{each.company.id}", f"{each.number}.1", None
            text = f"What is the matter with {each.number}"
            await store.messages.put(
                Message(*place, ANA.id, Side.CLIENT, text, each.opened_at, Keeping.TICKET, each.number)
            )


async def _delete(desk: Desk, told: Sequence[Story]) -> None:
    async with desk.database.transaction() as store:
        for each in told:
            channel, ts = f"C_{each.company.id}", f"{each.number}.1"
            assert await store.messages.delete(channel, ts, desk.clock.now())
            await store.tickets.forget_titles(each.number)
