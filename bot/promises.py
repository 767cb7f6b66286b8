"""What was promised to whom: plans in every version that tickets go by, and the clocks that measure them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.domain.desks import Client
from bot.domain.notices import Timer
from bot.domain.plan_terms import PlanTerms
from bot.domain.plans import Plan, PlanFile, chosen_addons, text_version
from bot.domain.sla import Measured, Terms, measured, next_moment
from bot.domain.tickets import Ticket, TicketEvent
from bot.errors import BadFileError, FileProblem, UnknownWordError
from bot.logs import get_log
from storage import Store

SLA: Final = "sla"
"""The kind of timer that goes off when a clock comes to a warning, or to its due moment."""

_log = get_log(__name__)


@dataclass(frozen=True, slots=True)
class Promises:
    """The plans as they stand now, and as they stood when tickets were opened under them."""

    plans: Mapping[str, PlanFile]
    """By their ids."""
    _versions: dict[tuple[str, str], Plan] = field(default_factory=dict)
    """Those that are no longer in force, as they were read."""
    _terms_known: dict[tuple[str, str, str], PlanTerms] = field(default_factory=dict)
    """By plan, version and time zone."""

    def file(self, name: str) -> PlanFile:
        """Return a plan's file by its id; BadFileError where it was taken away under a client that has it."""
        if name not in self.plans:
            raise BadFileError(
                f"{name}.toml", (FileProblem(f"the plan {name!r} is gone", "put its file back"),)
            )
        return self.plans[name]

    def of_client(self, client: Client) -> Plan:
        """Return the plan that new tickets of *client* go by, with those of their add-ons that it has."""
        return self.bought(client, client.plan)

    def bought(self, client: Client, name: str) -> Plan:
        """Return a plan by its id with those of a client's add-ons that it has, as it stands now."""
        return self._now(name, client.addons)

    def _now(self, name: str, addons: Iterable[str]) -> Plan:
        """Return a plan as it stands now, with those of some add-ons that it has."""
        file = self.file(name)
        return file.plan([each for each in addons if each in file.addon_labels])

    async def of_ticket(self, store: Store, ticket: Ticket) -> Plan:
        """Return the plan in the version that *ticket* goes by."""
        return await self.version(store, ticket.plan, ticket.plan_version)

    async def version(self, store: Store, name: str, version: str) -> Plan:
        """Return a plan in one of its versions, with the add-ons that the version names.

        One that was never kept, or that can no longer be read, which is logged, is as the plan is now, with
        those of the add-ons that it still has.
        """
        current = self.plans.get(name)
        if current is not None and current.version == text_version(version):
            return current.plan(chosen_addons(version))
        key = (name, version)
        if key not in self._versions:
            self._versions[key] = await self._read(store, name, version)
        return self._versions[key]

    async def _read(self, store: Store, name: str, version: str) -> Plan:
        text = await store.plans.text(name, text_version(version))
        try:
            if text is not None:
                return PlanFile(name, text).plan(chosen_addons(version))
        except (BadFileError, UnknownWordError) as error:
            _log.error("a version of a plan cannot be read", plan=name, version=version, error=str(error))
        return self._now(name, chosen_addons(version))

    async def clocks(
        self, store: Store, ticket: Ticket, time_zone: str, now: datetime, log: Sequence[TicketEvent] = ()
    ) -> tuple[Measured, ...]:
        """Return the clocks of a ticket whose client is in *time_zone*; *log* is what happened, if known."""
        events = log or await store.tickets.events(ticket.number)
        terms = await self._terms(store, events, time_zone)
        # Slack's clock, by which things happen, may be ahead of ours.
        latest = max(now, *(event.at for event in events))
        return measured(events, lambda plan, version: terms[plan, version], latest)

    async def _terms(
        self, store: Store, events: Iterable[TicketEvent], time_zone: str
    ) -> Mapping[tuple[str, str], Terms]:
        """Return the terms of each version that a ticket went by."""
        plans = await self.history(store, events)
        return {key: self._as_had_in(time_zone, plan) for key, plan in plans.items()}

    def _as_had_in(self, time_zone: str, plan: Plan) -> PlanTerms:
        """Return a plan's terms in a time zone; the same again, for they keep what was asked of them."""
        known = self._terms_known.get((plan.id, plan.version, time_zone))
        if known is None or known.plan is not plan:
            known = self._terms_known[plan.id, plan.version, time_zone] = PlanTerms(plan, time_zone)
        return known

    async def history(self, store: Store, events: Iterable[TicketEvent]) -> Mapping[tuple[str, str], Plan]:
        """Return the plans that a ticket went by, by id and version; *events* begin with its opening."""
        found: dict[tuple[str, str], Plan] = {}
        plan = ""
        for event in events:
            plan = event.text("plan") or plan
            if (plan, event.plan_version) not in found:
                found[plan, event.plan_version] = await self.version(store, plan, event.plan_version)
        return found

    async def wind(self, store: Store, now: datetime) -> None:
        """Arm a timer for the next moment of each ticket that was saved, or take back the one that it had."""
        saved = store.saved()
        clients = await store.clients.get_all({ticket.client for ticket, _ in saved}) if saved else {}
        moments: dict[int, datetime | None] = {}
        for ticket, log in saved:
            client = clients.get(ticket.client)
            moments[ticket.number] = await self._next_moment(store, ticket, client, now, log)
        await store.timers.disarm([_key(number) for number, at in moments.items() if at is None])
        await store.timers.arm([Timer(_key(number), SLA, at, number) for number, at in moments.items() if at])

    async def _next_moment(
        self, store: Store, ticket: Ticket, client: Client | None, now: datetime, log: Sequence[TicketEvent]
    ) -> datetime | None:
        """Return when something of a ticket's clocks changes next; None of one whose plan is gone."""
        time_zone = client.time_zone if client else "UTC"
        try:
            if len(log) == 1:
                terms = self._as_had_in(time_zone, await self.of_ticket(store, ticket))
                return terms.first_moment(ticket.severity, ticket.opened_at, now)
            return next_moment(await self.clocks(store, ticket, time_zone, now, log), now)
        except BadFileError:  # staff were told of it at the start
            return None


def _key(number: int) -> str:
    return f"{SLA}:{number}"
