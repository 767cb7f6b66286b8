"""The hours of many clients, read at once, are those of each read by itself, whatever its ledger says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.desk import Desk
from bot.domain.desks import Client
from bot.domain.entries import Entry, EntryKind
from bot.domain.pauses import Pause
from bot.domain.terms import Cover
from bot.services.allowance import hours_of
from storage import Store
from tests.databases import ON_SQLITE
from tests.reports.played import at_desk
from tests.together import apart

pytestmark = ON_SQLITE

NOW: Final = datetime(2026, 11, 23, 15, tzinfo=UTC)
PLANS: Final = ("matai-growth", "aetherlink-enterprise", "apendice-b", "macktez-managed", "gone")
NUMBERS: Final = count()
"""Each example has clients of its own."""


@dataclass(frozen=True)
class Told:
    """A client, and what is known of its hours."""

    client: Client
    entries: Sequence[Entry]
    pauses: Sequence[Pause]


@st.composite
def entries(draw: st.DrawFn, client: str) -> list[Entry]:
    """Lines of a ledger, some of them taken back; no plan need ever have made such a one."""
    found = []
    for place in range(draw(st.integers(0, 12))):
        month = draw(
            st.sampled_from([date(2025, 9, 5), date(2026, 10, 5), date(2026, 11, 5), date(2026, 12, 5)])
        )
        entry = Entry(
            f"{client}:{place}",
            client,
            month,
            draw(st.sampled_from([each for each in EntryKind if each is not EntryKind.REVERSAL])),
            draw(st.integers(-400, 400)),
            "U_SAM",
            NOW - timedelta(hours=draw(st.integers(0, 50))),
            draw(st.sampled_from(PLANS)),
            draw(st.sampled_from(["v1", "v2+after-hours"])),
            lot=draw(st.sampled_from([None, month, date(2025, 9, 5)])),
            changed_on=draw(st.sampled_from([None, month])),
            real_minutes=draw(st.integers(0, 90)),
            accounted_minutes=draw(st.integers(0, 90)),
            cover=draw(st.sampled_from([None, *Cover])),
            by_phone=draw(st.booleans()),
            rate_cents=draw(st.sampled_from([None, 9000])),
            currency="USD",
        )
        found.append(entry)
        if draw(st.integers(0, 4)) == 0:
            back = {"kind": EntryKind.REVERSAL, "minutes": -entry.minutes, "reverses": entry.id}
            found.append(replace(entry, id=f"{entry.id}:back", **back))  # type: ignore[arg-type]
    return found


@st.composite
def told(draw: st.DrawFn) -> list[Told]:
    """Some clients of all sorts."""
    found = []
    for _ in range(draw(st.integers(1, 6))):
        name = f"client{next(NUMBERS)}"
        begins = draw(st.sampled_from([None, date(2025, 9, 5), date(2026, 11, 5), date(2027, 1, 5)]))
        zone = draw(st.sampled_from(["America/New_York", "Pacific/Auckland"]))
        ends = draw(st.sampled_from([None, date(2026, 11, 30), date(2026, 10, 31)]))
        plan = draw(st.sampled_from(PLANS))
        client = Client(name, name, plan, zone, "en", "C_T", contract_from=begins, contract_to=ends)
        from_at = NOW - timedelta(days=draw(st.integers(-3, 60)))
        pause = Pause(f"pause:{name}", name, from_at, from_at + timedelta(days=31), "U_MAX", from_at)
        found.append(Told(client, draw(entries(name)), draw(st.sampled_from([(), (pause,)]))))
    return found


async def write(store: Store, known: Sequence[Told]) -> None:
    await store.clients.put(*[each.client for each in known])
    for each in known:
        await store.ledger.add(each.entries)
        for pause in each.pauses:
            await store.contracts.add(pause)


async def said_apart(desk: Desk, known: Sequence[Told]) -> list[str]:
    async with desk.database.transaction() as store:
        await write(store, known)
    return await apart(desk, [each.client for each in known])


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(known=told())
async def test_many_clients_have_the_hours_that_each_has_by_itself(
    database_url: str, known: list[Told]
) -> None:
    async with at_desk(database_url, NOW) as desk:
        assert await said_apart(desk, known) == []


async def test_a_client_whose_plan_is_gone_is_left_out_of_many(database_url: str) -> None:
    async with at_desk(database_url, NOW) as desk, desk.database.transaction() as store:
        there = Client("there", "There", "matai-growth", "UTC", "en", "C_T")
        gone = replace(there, id="gone", name="Gone", plan="gone")
        await store.clients.put(there, gone)
        assert {*await hours_of(desk, store, [gone, there])} == {"there"}
