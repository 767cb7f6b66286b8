"""Whether escalations reach anybody: looked at once a week, before the hand-over, and told in triage."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.desk import Desk
from bot.domain.desks import Client
from bot.domain.moves import ASK_RATING
from bot.domain.plans import Plan
from bot.domain.rotations import Rota
from bot.domain.terms import Level, Recipient, RecipientKind
from bot.domain.tickets import Severity
from bot.services.finding import person_id
from bot.services.oncall import everybody
from bot.services.oncall_timers import ONCALL_CHECK
from bot.services.people import is_active, profile_of
from bot.services.triage import staff_for, tell_staff
from bot.views.oncall_check import Unreached, Why, unreached_text
from storage import Store

_SOON: Final = timedelta(hours=2)
_WEEK: Final = timedelta(days=7)


async def keep_people_fresh(desk: Desk) -> None:
    """Ask Slack again about those whom escalations reach: once they have left, nobody else does.

    The same of clients' people who are about to be asked how they found our help.
    """
    async with desk.database.reading() as store:
        people = {*everybody(await store.rota.read())}
        clients = [each for each in await store.clients.all() if each.plan in desk.promises.plans]
        people |= await store.timers.people_of(ASK_RATING, desk.clock.now() + _SOON)
    people |= {each.account_manager for each in clients if each.account_manager}
    names = {name for client in clients if _may_name(desk, client) for name in _named_by(desk, client)}
    found = [await person_id(desk, name) for name in sorted(names)]
    for person in sorted({*people, *(each for each in found if each is not None)}):
        await profile_of(desk, person)


def _may_name(desk: Desk, client: Client) -> bool:
    """Whether a client's plan is to be read for whom it names: most name nobody, and it takes long."""
    return desk.promises.file(client.plan).may_name_people


def _named_by(desk: Desk, client: Client) -> set[str]:
    return _named(desk.promises.of_client(client))


def _named(plan: Plan) -> set[str]:
    """Return the people whom a plan's escalations name."""
    told = {each for _, level in levels_of(plan) for each in level.notify}
    return {each.name for each in told if each.kind is RecipientKind.PERSON}


async def check_on_call(desk: Desk, store: Store, week: str, now: datetime) -> None:
    """Tell, for each client whose escalations do not all reach somebody active, which ones; once a week."""
    rota = await store.rota.read()
    for client in await store.clients.all():
        if client.plan not in desk.promises.plans:
            continue  # which staff are told at each start
        plan = desk.promises.of_client(client)
        reach = await _reach(desk, store, rota, client, plan, now)
        unreached = tuple(reach.unreached(plan))
        if unreached:
            text = unreached_text(client.name, unreached)
            places = await staff_for(desk, store, client=client)
            await tell_staff(store, f"{ONCALL_CHECK}:{week}:{client.id}", text, places)


async def _reach(
    desk: Desk, store: Store, rota: Rota, client: Client, plan: Plan, now: datetime
) -> "WeekAhead":
    named = _named(plan)
    by_id = await store.people.get_all({*everybody(rota), *named, client.account_manager or ""})
    by_name = {name: each for name in named for each in await store.people.by_name(name)}
    known = {**by_name, **by_id}
    active = {name for name, each in known.items() if is_active(desk, each)}
    return WeekAhead(rota, client, frozenset(active), now)


def levels_of(plan: Plan) -> Iterator[tuple[Severity, Level]]:
    """Yield every level of every escalation of a plan, with the severity that it is for."""
    for severity, levels in plan.escalations.items():
        yield from ((severity, level) for level in levels)


@dataclass(frozen=True, slots=True)
class WeekAhead:
    """What is needed to say whom a client's escalations reach in the week to come."""

    rota: Rota
    client: Client
    active: frozenset[str]
    """Ids, and names as plans write them, of the people who are there."""
    now: datetime

    def unreached(self, plan: Plan) -> Iterator[Unreached]:
        """Yield the levels that reach nobody who is active, at least at times.

        A level for the assignee alone says nothing of who that will be; groups and channels are taken at
        their word.
        """
        for severity, level in levels_of(plan):
            wrong = [self._wrong(each) for each in level.notify if each.kind is not RecipientKind.ASSIGNEE]
            first = next((each for each in wrong if each is not None), None)
            if first is not None and None not in wrong:
                yield Unreached(severity, level, *first)

    def _wrong(self, recipient: Recipient) -> tuple[Why, Mapping[str, object]] | None:
        """Return why a recipient cannot be relied on; None of one who can."""
        match recipient.kind:
            case RecipientKind.ON_CALL:
                return self._nobody_on_call(recipient.name)
            case RecipientKind.ACCOUNT_MANAGER if self.client.account_manager not in self.active:
                return Why.NO_ACCOUNT_MANAGER, {"client": self.client.name}
            case RecipientKind.PERSON if recipient.name not in self.active:
                return Why.NO_PERSON, {"name": recipient.name}
            case _:
                return None

    def _nobody_on_call(self, rotation: str) -> tuple[Why, Mapping[str, object]] | None:
        if self.rota.rotation(rotation) is None:
            return Why.NO_ROTATION, {"name": rotation}
        away = [each for each in everybody(self.rota) if each not in self.active]
        shifts = self.rota.shifts(rotation, self.now, self.now + _WEEK, away)
        gap = next((each for each in shifts if each.person is None), None)
        return (Why.GAP, {"name": rotation, "from_at": gap.from_at, "to_at": gap.to_at}) if gap else None
