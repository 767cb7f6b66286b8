"""What calls of a month are counted under, wherever hours are told or billed."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from bot.desk import Desk
from bot.domain.charges import beyond_cap, is_call
from bot.domain.desks import Client
from bot.domain.entries import Entry, standing
from bot.domain.invoices import CallsBeyond
from bot.domain.plans import Plan
from bot.domain.terms import Phone
from storage import Store


async def plan_for_calls(desk: Desk, store: Store, client: Client, month: Iterable[Entry]) -> Plan:
    """Return a client's plan with the terms for calls under which the last of a month was logged.

    *month* is what the ledger holds of it. A plan that is taken after the calls changes neither what is told
    of them nor what they cost; where there were none yet, the client's plan holds as it is.
    """
    plan, calls = desk.promises.of_client(client), _calls(month)
    return replace(plan, phone=await _phone_terms(desk, store, calls)) if calls else plan


async def calls_beyond(
    desk: Desk, store: Store, client: Client, entries: Iterable[Entry]
) -> list[CallsBeyond]:
    """Return for each month what of its calls is beyond the plan's, and billed."""
    months: dict[date, list[Entry]] = {}
    for each in standing(entries):
        months.setdefault(each.month, []).append(each)
    found: list[CallsBeyond] = []
    for month, work in sorted(months.items()):
        calls = _calls(work)
        phone = await _phone_terms(desk, store, calls) if calls else None
        minutes = beyond_cap(work, phone.minutes_a_month) if phone else 0
        if phone and phone.rate and minutes:
            found.append(CallsBeyond(client.id, month, minutes, phone.rate))
    return found


def _calls(entries: Iterable[Entry]) -> list[Entry]:
    return [each for each in standing(entries) if is_call(each)]


async def _phone_terms(desk: Desk, store: Store, calls: Sequence[Entry]) -> Phone | None:
    """Return the terms under which the latest of some calls was logged."""
    last = max(calls, key=lambda each: (each.made_at, each.id))
    return (await desk.promises.version(store, last.plan, last.plan_version)).phone
