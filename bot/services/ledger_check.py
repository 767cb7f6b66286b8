"""All clients' ledgers, worked out again from their entries and compared with what stands in them."""

from dataclasses import dataclass

from bot.domain.ledger import Balance
from bot.domain.ledger_check import Finding, PlanOf, balances, findings
from bot.promises import Promises
from storage import Store


@dataclass(frozen=True, slots=True)
class Checked:
    """The ledger of one client, worked out again."""

    client: str
    entries: int
    balances: tuple[Balance, ...]
    findings: tuple[Finding, ...]


async def check_ledgers(store: Store, promises: Promises) -> list[Checked]:
    """Return what the ledger of each client comes to, and what is wrong in it."""
    return [await _check(store, promises, client) for client in await store.exports.clients_with_entries()]


async def _check(store: Store, promises: Promises, client: str) -> Checked:
    entries = await store.exports.entries(client)
    named = {(each.plan, each.plan_version) for each in entries}
    plans = {each: await _plan(store, promises, *each) for each in sorted(named)}
    return Checked(client, len(entries), tuple(balances(entries)), tuple(findings(entries, plans)))


async def _plan(store: Store, promises: Promises, plan: str, version: str) -> PlanOf:
    found = await promises.version(store, plan, version)
    return PlanOf(found.step_minutes, found.hours)
