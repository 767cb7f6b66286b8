"""What a statement came to when it was told, and what of that has changed since."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from bot.domain.statements import Statement
from bot.domain.terms import Cover

_COVER: Final = "cover."
_MONEY: Final = "money."
_ROWS: Final = ("carried", "granted", "adjusted", "expired", "left")


class Difference(NamedTuple):
    """One total, as it was told and as it is."""

    total: str
    """`row.left`, `cover.billable`, `money.USD` and so on: minutes, or cents."""
    before: int
    now: int

    @property
    def currency(self) -> str:
        """The currency that it is counted in; empty for minutes."""
        return self.total.removeprefix(_MONEY) if self.total.startswith(_MONEY) else ""


@dataclass(frozen=True, slots=True)
class Figures:
    """The totals of a statement, and a mark of its lines."""

    totals: Mapping[str, int]
    lines: str

    @classmethod
    def of(cls, statement: Statement) -> "Figures":
        """Return what a statement comes to."""
        hours = statement.hours
        totals = {f"{_COVER}{cover}": each.accounted for cover, each in statement.by_cover.items()}
        totals |= {"csv.phone": statement.phone.accounted, "csv.after_hours": statement.after_hours.accounted}
        if statement.has_hours:
            totals |= {f"row.{name}": getattr(hours, name) for name in _ROWS}
        totals |= {f"{_MONEY}{currency}": cents for currency, cents in _amounts(statement).items()}
        known = sorted(each.id for each in (*statement.work, *statement.adjustments))
        lines = hashlib.sha256("\n".join(known).encode()).hexdigest()
        return cls({name: amount for name, amount in totals.items() if amount}, lines)

    @classmethod
    def read(cls, text: str) -> "Figures":
        """Return what was kept as text."""
        kept = json.loads(text)
        return cls({str(name): int(amount) for name, amount in kept["totals"].items()}, str(kept["lines"]))

    def text(self) -> str:
        """Return them as text, to keep."""
        return json.dumps({"totals": dict(self.totals), "lines": self.lines})

    def since(self, before: "Figures") -> list[Difference]:
        """Return the totals that are not what they were."""
        names = [*before.totals, *(name for name in self.totals if name not in before.totals)]
        found = [Difference(name, before.totals.get(name, 0), self.totals.get(name, 0)) for name in names]
        return [each for each in found if each.before != each.now]


def concerns_bill(differences: list[Difference]) -> bool:
    """Whether what changed changes what is to be billed."""
    billable = f"{_COVER}{Cover.BILLABLE}"
    return any(each.currency or each.total == billable for each in differences)


def _amounts(statement: Statement) -> Counter[str]:
    """Return the cents that are billed by the hour, by currency."""
    sums: Counter[str] = Counter()
    costs = [*(statement.cost(each) for each in statement.billable), statement.calls_cost]
    for cost in costs:
        if cost is not None:
            sums[cost.currency] += cost.cents
    return sums
