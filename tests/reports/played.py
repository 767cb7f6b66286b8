"""Stories made real: each as its log, saved day by day through the desk, and what is due told in time."""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import aiohttp

from bot.desk import Desk
from bot.domain import costs, moves, moves_by_clock, parts
from bot.domain.desks import Client
from bot.domain.moves import Opening
from bot.domain.people import Person, Role
from bot.domain.plans import Plan
from bot.domain.step import Step
from bot.domain.tickets import ACTIVE, Origin, RequestKind, Severity, Status, Ticket
from bot.promises import Promises
from bot.sandbox import MovableClock
from bot.services.plans import plan_files
from bot.slack import Installation, Slack
from scheduled.tick import fire_due
from storage import Store
from tests.databases import opened
from tests.reports.facts import BEGINS_AT, COMPANIES, ENDS_AT, Company
from tests.reports.stories import Happening, Story, What

DAY: Final = timedelta(days=1)
SAM: Final = Person("U_SAM", Role.ENGINEER)
_WINDOW: Final = timedelta(days=7)
_ASK_AGAIN_MINUTES: Final = 10


@asynccontextmanager
async def at_desk(url: str, begins_at: datetime = BEGINS_AT) -> AsyncIterator[Desk]:
    """A desk with the clients of the fixed world, that tells Slack nothing: nobody empties its outbox."""
    clock = MovableClock(begins_at)
    async with aiohttp.ClientSession() as session, opened(url, clock.now) as database:
        slack = Slack("", "http://127.0.0.1:9/", session)
        ours = Installation("T_OURS", "U_BOT", "B_BOT", "Hourglass", "https://ours.example/")
        yield Desk(database, slack, clock, Promises(plan_files(None)), ours, "a test")


async def found_companies(desk: Desk) -> None:
    """Write the clients of the fixed world down, and what their plans say."""
    async with desk.database.transaction() as store:
        await store.clients.put(*map(client_of, COMPANIES))
        await store.plans.keep(desk.promises.plans.values())


def client_of(company: Company) -> Client:
    """Return a company as the desk knows it."""
    return Client(company.id, company.id, company.plan, company.zone, "en", "C_TRIAGE", addons=company.addons)


@dataclass(frozen=True, slots=True)
class _Due:
    """What is heard of a ticket, and when; None: its opening."""

    heard_at: datetime
    story: Story
    happening: Happening | None

    @property
    def order(self) -> tuple[datetime, int]:
        """Its place among all that is heard."""
        return self.heard_at, self.story.number


class Play:
    """The stories as they go on at a desk."""

    def __init__(self, desk: Desk, told: Iterable[Story]) -> None:
        self._desk = desk
        self._day = BEGINS_AT
        self._days: defaultdict[datetime, list[_Due]] = defaultdict(list)
        for story in told:
            dues = [_Due(each.heard_at, story, each) for each in story.happenings]
            for due in (_Due(story.opened_at, story, None), *dues):
                self._days[BEGINS_AT + (due.heard_at - BEGINS_AT) // DAY * DAY].append(due)

    async def go_on(self, until: datetime) -> None:
        """Let days pass; each is saved at its end, in one transaction, and the timers fire after it."""
        clock = self._desk.clock
        assert isinstance(clock, MovableClock)
        while self._day < until:
            dues = self._days.pop(self._day, [])
            self._day += DAY
            clock.move_to(self._day)
            await self._save(sorted(dues, key=lambda each: each.order))
            await fire_due(self._desk)

    async def _save(self, dues: Sequence[_Due]) -> None:
        if not dues:
            return
        async with self._desk.transaction() as store:
            known = await store.tickets.get_all({each.story.number for each in dues})
            for due in dues:
                for step in await self._steps(store, due, known):
                    await store.save(step)
                    known[step.ticket.number] = step.ticket

    async def _steps(self, store: Store, due: _Due, known: Mapping[int, Ticket]) -> Sequence[Step]:
        plan = self._desk.promises.of_client(client_of(due.story.company))
        if due.happening is None:
            return [opening_of(due.story, plan)]
        ticket = known[due.story.number]
        if due.happening.what is What.MERGE:
            return await _merge(store, ticket, due.happening.at, known)
        return [step_of(ticket, due.happening, plan)]


async def _merge(store: Store, ticket: Ticket, at: datetime, known: Mapping[int, Ticket]) -> Sequence[Step]:
    """Merge it into another that its client has, if there is one; else it was no request."""
    others = await store.tickets.active_after(ticket.client, 0, 1000)
    today = [each for each in others if each not in known and each != ticket.number]
    if not today:
        return [moves.dismiss(ticket, by=SAM, at=at)]
    into = (await store.tickets.get_all(today[:1]))[today[0]]
    assert into.status in ACTIVE
    return parts.merge(ticket, into, by=SAM, at=at, asked_at=None)


def opening_of(story: Story, plan: Plan) -> Step:
    """Open the ticket of a story."""
    company, number = story.company, story.number
    opening = Opening(
        number=number,
        client=company.id,
        channel=f"C_{company.id}",
        triage="C_TRIAGE",
        thread_ts=f"{number}.1",
        title=f"What is the matter with {number}",
        requester=_client(company).id,
        plan=plan.id,
        plan_version=plan.version,
        time_zone=company.zone,
        severity=Severity(story.severity),
        origin=Origin.MESSAGE,
        head_ts=f"{number}.1",
    )
    return moves.open_ticket(opening, by=_client(company), at=story.opened_at)


def step_of(ticket: Ticket, each: Happening, plan: Plan) -> Step:
    """Return what something that happened does to a ticket, as the desk's services would have it."""
    return _MOVES[each.what](ticket, each, plan)


def _client(company: Company) -> Person:
    return Person(f"U_{company.id}", Role.CLIENT, company.id)


def _says(ticket: Ticket) -> Person:
    return Person(f"U_{ticket.client}", Role.CLIENT, ticket.client)


def _hear(ticket: Ticket, each: Happening, *, courtesy: bool) -> Step:
    ts = f"{each.at.timestamp():.6f}"
    return moves.hear(
        ticket, ts, courtesy=courtesy, by=_says(ticket), at=each.at, ask_again_minutes=_ASK_AGAIN_MINUTES
    )


def _reopen(ticket: Ticket, each: Happening, why: str, by: Person) -> Step:
    return moves.reopen(ticket, why=why, by=by, at=each.at, ask_again_minutes=_ASK_AGAIN_MINUTES)


def _reply(ticket: Ticket, each: Happening, _plan: Plan) -> Step:
    return moves.reply(ticket, by=SAM, at=each.at, ts=f"{each.at.timestamp():.6f}")


def _chosen(ticket: Ticket, each: Happening, _plan: Plan) -> Step:
    return moves.choose_severity(ticket, Severity(each.value), by=_says(ticket), at=each.at)


def _severity(ticket: Ticket, each: Happening, _plan: Plan) -> Step:
    return moves.set_severity(ticket, Severity(each.value), by=SAM, at=each.at)


def _kind(ticket: Ticket, each: Happening, plan: Plan) -> Step:
    kind = RequestKind(each.value)
    if kind in plan.kinds:
        return costs.set_kind(ticket, kind, plan, (), by=SAM, at=each.at)
    return moves.note(ticket, "of a kind that the plan has not", by=SAM, at=each.at)


def _resolve(ticket: Ticket, each: Happening, _plan: Plan) -> Step:
    return moves.resolve(
        ticket, "Done.", by=SAM, at=each.at, window=_WINDOW, ask_again_minutes=_ASK_AGAIN_MINUTES
    )


def _restore(ticket: Ticket, each: Happening, _plan: Plan) -> Step:
    return moves.restore(ticket, by=SAM, at=each.at, ask_again_minutes=_ASK_AGAIN_MINUTES)


_MOVES: Final[Mapping[What, Callable[[Ticket, Happening, Plan], Step]]] = {
    What.REPLY: _reply,
    What.ASK: lambda ticket, each, _: _hear(ticket, each, courtesy=False),
    What.THANKS: lambda ticket, each, _: _hear(ticket, each, courtesy=True),
    What.NOTE: lambda ticket, each, _: moves.note(ticket, "looked", by=SAM, at=each.at),
    What.CLAIM: lambda ticket, each, _: moves.claim(ticket, by=SAM, at=each.at),
    What.CHOSEN: _chosen,
    What.SEVERITY: _severity,
    What.KIND: _kind,
    What.WAIT_CLIENT: lambda ticket, each, _: moves.wait(
        ticket, Status.WAITING_ON_CLIENT, by=SAM, at=each.at
    ),
    What.WAIT_THIRD: lambda ticket, each, _: moves.wait(
        ticket, Status.WAITING_ON_THIRD_PARTY, by=SAM, at=each.at
    ),
    What.RESUME: lambda ticket, each, _: moves.resume(ticket, by=SAM, at=each.at),
    What.RESOLVE: _resolve,
    What.SILENCE: lambda ticket, each, _: moves_by_clock.resolve_unanswered(
        ticket, at=each.at, window=_WINDOW
    ),
    What.STILL_BROKEN: lambda ticket, each, _: _reopen(ticket, each, "still_broken", _says(ticket)),
    What.REOPEN: lambda ticket, each, _: _reopen(ticket, each, "staff", SAM),
    What.DISMISS: lambda ticket, each, _: moves.dismiss(ticket, by=SAM, at=each.at),
    What.RESTORE: _restore,
}


async def played(desk: Desk, told: Sequence[Story], until: datetime = ENDS_AT) -> Play:
    """Play stories from the world's beginning on."""
    await found_companies(desk)
    play = Play(desk, told)
    await play.go_on(until)
    return play
