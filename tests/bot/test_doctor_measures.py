"""`hourglass doctor` on what is measured outside Hourglass: Acme's plan promises to tell five metrics."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.services.doctor.examination import examine
from bot.services.doctor.findings import Finding, Outcome
from tests.bot.examined import environ
from tests.databases import ON_SQLITE
from tests.live import Live, demo

pytestmark = ON_SQLITE
MONDAY: Final = datetime(2026, 9, 28, 15, 0, tzinfo=UTC)
GIVEN: Final = ("uptime 99.95", "success_rate 99", "operations 12345", "hours_saved 12.5", "money_saved 1200")


async def measured(live: Live, url: str) -> list[Finding]:
    found = await examine(environ(live.sandbox, url), live.sandbox.clock)
    return [each for each in found if each.about == "measured"]


async def test_what_a_plan_promises_to_tell_of_last_month_is_asked_for_until_it_is_given(
    database_url: str, tmp_path: Path
) -> None:
    async with demo(database_url, tmp_path, starts_at=MONDAY) as live:
        early = await measured(live, database_url)
        await live.advance(days=42)
        [of_acme] = [each for each in await measured(live, database_url) if "Acme Orders" in each.said]
        for value in GIVEN:
            await live.command("max", "/digest", f"metric acme {value} 2026-10", "#triage")
        after = await measured(live, database_url)
    assert [each.outcome for each in early] == [Outcome.OK], "August was before our time"
    assert of_acme.outcome is Outcome.WARNING
    assert of_acme.said.startswith("nothing was given of 2026-10 for Acme Orders: uptime, success_rate, ")
    assert "`/digest metric acme uptime VALUE 2026-10`" in of_acme.remedy
    assert not any("Acme Orders" in each.said for each in after)
