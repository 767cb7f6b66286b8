"""What was promised to whom: plans in every version that tickets go by, and the clocks that measure them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Final

from bot.domain.desks import Client
from bot.domain.plan_terms import PlanTerms
from bot.domain.plans import Plan, PlanFile, chosen_addons, text_version
from bot.domain.tickets import Basis, Ticket, TicketEvent
from bot.errors import BadFileError, FileProblem, UnknownWordError
from bot.logs import get_log
from storage import Store

if TYPE_CHECKING:
    from bot.domain.sla import Measured

_SLA: Final = "bot.domain.sla"
"""Loaded with the first ticket whose clocks are read: a start has no use for it."""
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
        self, store: Store, ticket: Ticket, now: datetime, log: Sequence[TicketEvent] = ()
    ) -> "tuple[Measured, ...]":
        """Return the clocks of a ticket; *log* is what happened to it, if known."""
        events = log or await store.tickets.events(ticket.number)
        terms = {basis: await self.terms(store, ticket, basis) for basis in _bases(events)}
        # Slack's clock, by which things happen, may be ahead of ours.
        latest = max(now, *(event.at for event in events))
        clocks: tuple[Measured, ...] = import_module(_SLA).measured(events, terms.__getitem__, latest)
        return clocks

    async def terms(self, store: Store, ticket: Ticket, basis: Basis) -> PlanTerms:
        """Return what *ticket* goes by, or went by; where the log kept no time zone, as its client is now."""
        time_zone = basis.time_zone or await _present_zone(store, ticket)
        return self._as_had_in(time_zone, await self.version(store, basis.plan, basis.version))

    def _as_had_in(self, time_zone: str, plan: Plan) -> PlanTerms:
        """Return a plan's terms in a time zone; the same again, for they keep what was asked of them."""
        known = self._terms_known.get((plan.id, plan.version, time_zone))
        if known is None or known.plan is not plan:
            known = self._terms_known[plan.id, plan.version, time_zone] = PlanTerms(plan, time_zone)
        return known

    async def history(self, store: Store, events: Iterable[TicketEvent]) -> Mapping[str, Plan]:
        """Return the plans that a ticket went by, by version."""
        return {each.version: await self.version(store, each.plan, each.version) for each in _bases(events)}


def _bases(events: Iterable[TicketEvent]) -> set[Basis]:
    """Return all that a ticket went by."""
    return {basis for event in events if (basis := event.basis)}


async def _present_zone(store: Store, ticket: Ticket) -> str:
    client = await store.clients.get(ticket.client)
    return client.time_zone if client else "UTC"
