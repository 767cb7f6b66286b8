"""Invoice drafts on either database: one of each month, marked once, and no line billed with two of them."""

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

import asyncpg
import pytest

from bot.domain.invoices import Billing, Elsewhere, InvoiceLine
from storage import Database
from tests.looking import rows
from tests.storage.samples import STRANGE

AT: Final = datetime(2026, 11, 5, 5, tzinfo=UTC)
DRAFT: Final = Billing("acme:1", "acme", date(2026, 10, 5), date(2026, 11, 5), AT, ("U_MAX", "C_TRIAGE"))
LATER: Final = replace(DRAFT, id="acme:2", month=date(2026, 11, 5))
LINE: Final = InvoiceLine("e1", 0, 1, date(2026, 10, 7), STRANGE, 90, 8500, 12_750, "USD", "U_ANA", AT)
FEE: Final = InvoiceLine("fee:1:2", 0, 1, None, "", 0, None, 50_000, "USD")
OTHER: Final = InvoiceLine("e2", 0, None, date(2026, 11, 7), "", 15, None, None, "")


def made(draft: Billing, by: str = "U_MAX") -> Billing:
    return replace(draft, made_by=by, made_at=AT)


async def test_a_draft_comes_back_as_it_was_and_is_written_once(database: Database) -> None:
    async with database.transaction() as store:
        assert await store.billings.draft(DRAFT, [LINE, FEE, OTHER])
        assert not await store.billings.draft(DRAFT, [OTHER])
    async with database.reading() as store:
        assert await store.billings.get("acme:1") == DRAFT
        assert await store.billings.get("acme:9") is None
        assert await store.billings.lines("acme:1") == [LINE, FEE, OTHER]
        assert await store.billings.billed("acme") == []


async def test_a_draft_is_marked_once_and_no_line_is_billed_twice(database: Database) -> None:
    async with database.transaction() as store:
        await store.billings.draft(DRAFT, [LINE, FEE])
        await store.billings.draft(LATER, [LINE, OTHER])
        await store.billings.draft(replace(LATER, id="globex:1", client="globex"), [])
        assert not await store.billings.are_billed(["e1", "e2"])
        assert await store.billings.make(made(DRAFT)) == [LINE, FEE]
        assert await store.billings.make(made(DRAFT, "U_ADA")) is None
        assert await store.billings.make(made(LATER)) == [OTHER]
        assert await store.billings.get("acme:1") == made(DRAFT)
        billed = await store.billings.billed("acme")
        assert sorted(each.item for each in billed) == ["e1", "e2", "fee:1:2"]
        assert await store.billings.billed("globex") == []
        assert await store.billings.are_billed(["e9", "e1"])


async def test_the_other_drafts_of_a_line_are_known_and_the_one_that_billed_it(database: Database) -> None:
    key, third = ("e1", 0), replace(LATER, id="acme:3")
    async with database.transaction() as store:
        await store.billings.draft(DRAFT, [LINE, FEE])
        await store.billings.draft(LATER, [LINE, OTHER])
        await store.billings.draft(third, [LINE])
        assert await store.billings.elsewhere(LATER) == {
            key: Elsewhere(("acme:1", "acme:3"), is_billed=False)
        }
        await store.billings.make(made(third))
        assert await store.billings.elsewhere(LATER) == {key: Elsewhere(("acme:3",), is_billed=True)}
        await store.billings.make(made(DRAFT))
        assert await store.billings.elsewhere(third) == {key: Elsewhere(("acme:2",), is_billed=False)}


async def test_what_was_credited_is_billed_no_more(database: Database) -> None:
    async with database.transaction() as store:
        await store.billings.draft(DRAFT, [LINE])
        await store.billings.make(made(DRAFT))
        await store.billings.draft(LATER, [replace(LINE, turn=1, minutes=-90, cents=-12_750)])
        await store.billings.make(made(LATER))
        assert not await store.billings.are_billed(["e1"])
        assert [each.is_credit for each in await store.billings.billed("acme")].count(True) == 1


async def test_the_database_itself_refuses_to_bill_a_line_twice(database: Database) -> None:
    async with database.transaction() as store:
        await store.billings.draft(DRAFT, [LINE])
        await store.billings.draft(LATER, [LINE])
    bill = "UPDATE billing_lines SET is_billed = TRUE WHERE billing = '{}'"
    await rows(database, bill.format("acme:1"))
    with pytest.raises((sqlite3.IntegrityError, asyncpg.UniqueViolationError)):
        await rows(database, bill.format("acme:2"))


async def test_what_was_told_is_kept_and_told_anew(database: Database) -> None:
    told = [replace(each, told=f"{{{each.id}}}") for each in (LATER, DRAFT)]
    async with database.transaction() as store:
        for each in (
            *told,
            replace(DRAFT, id="acme:1:again"),
            replace(DRAFT, id="globex:1", client="globex"),
        ):
            await store.billings.draft(each, [])
        await store.billings.retell(replace(DRAFT, told="again"))
        both = [replace(DRAFT, told="again"), told[0]]
        assert await store.billings.told_since("acme", DRAFT.month) == both
        assert await store.billings.told_since("acme", LATER.month) == both[1:]
