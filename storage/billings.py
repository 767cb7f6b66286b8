"""Invoice drafts, and what was billed of them."""

from collections.abc import Collection, Sequence
from datetime import date

from bot.domain.instants import micros
from bot.domain.invoices import Billing, Elsewhere, InvoiceLine
from storage.codec import Shape, number, value_or_none, values
from storage.statements import Connection, Statements

_BILLING = Shape(Billing)
_LINE = Shape(InvoiceLine)


class Billings:
    """Drafts with their lines, which stay as they were told."""

    def __init__(self, connection: Connection) -> None:
        self._sql = Statements(connection, "billings")

    async def draft(self, billing: Billing, lines: Sequence[InvoiceLine]) -> bool:
        """Write a draft down; False where there is one of that id already, which then stays as it is."""
        if await self._sql.row("draft", **_BILLING.cells(billing)) is None:
            return False
        cells = [{"billing": billing.id, "place": at, **_LINE.cells(each)} for at, each in enumerate(lines)]
        await self._sql.many("add_lines", cells)
        return True

    async def get(self, billing: str) -> Billing | None:
        """Return a draft by its id."""
        return value_or_none(_BILLING, await self._sql.row("get", id=billing))

    async def lines(self, billing: str) -> list[InvoiceLine]:
        """Return the lines of a draft, in order."""
        return values(_LINE, await self._sql.rows("lines", id=billing))

    async def billed(self, client: str) -> list[InvoiceLine]:
        """Return all that was ever billed to a client, credits too."""
        return values(_LINE, await self._sql.rows("billed", client=client))

    async def are_billed(self, items: Collection[str]) -> bool:
        """Whether any of some items is billed, and not credited since."""
        for item in items:
            if len(await self._sql.rows("billed_turns", item=item)) % 2 == 1:
                return True
        return False

    async def make(self, billing: Billing) -> list[InvoiceLine] | None:
        """Mark a draft as billed and return the lines that are billed by it; None where it was before.

        A line that was billed with another draft is not billed again.
        """
        if billing.made_at is None:
            raise ValueError("it says nothing of when it was billed")
        made_at = micros(billing.made_at)
        if await self._sql.row("make", id=billing.id, made_by=billing.made_by, made_at=made_at) is None:
            return None
        rows = await self._sql.rows("bill_lines", id=billing.id)  # in no order
        return values(_LINE, sorted(rows, key=lambda row: number(row, "place")))

    async def elsewhere(self, billing: Billing) -> dict[tuple[str, int], Elsewhere]:
        """Return where else the lines of a draft stand, by their keys; nothing of those that do nowhere."""
        found: dict[tuple[str, int], Elsewhere] = {}
        for row in await self._sql.rows("elsewhere", id=billing.id, client=billing.client):
            key, draft, is_billed = (
                (str(row["item"]), number(row, "turn")),
                str(row["billing"]),
                row["is_billed"],
            )
            before = found.get(key, Elsewhere((), is_billed=False))
            if is_billed:
                found[key] = Elsewhere((draft,), is_billed=True)
            elif not before.is_billed:
                found[key] = Elsewhere((*before.drafts, draft), is_billed=False)
        return found

    async def told_since(self, client: str, month: date) -> list[Billing]:
        """Return the months of a client, from one on, whose statements were told, in order."""
        return values(_BILLING, await self._sql.rows("told_since", client=client, month=month.isoformat()))

    async def retell(self, billing: Billing) -> None:
        """Write down what the statement of a month came to when it was told again."""
        await self._sql.run("retell", id=billing.id, told=billing.told)
