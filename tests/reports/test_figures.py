"""Every figure of reports, in a fixed world of four hundred tickets, is what a slow count of it says.

The hours of all its clients, read at once, are those of each read by itself.
"""

from datetime import UTC, datetime
from typing import Final

from tests.reports.compared import differences
from tests.reports.facts import ENDS_AT
from tests.reports.played import Play, at_desk, found_companies
from tests.reports.slow import life_of
from tests.reports.stories import stories
from tests.reports.worked import log_work
from tests.together import apart

_LOOKS_AT: Final = (datetime(2026, 3, 10, tzinfo=UTC), ENDS_AT)
"""In the week in which clocks went forward, when much is still open, and at the end."""


async def test_every_figure_is_what_a_slow_count_says(database_url: str) -> None:
    told, wrong = stories(), list[str]()
    async with at_desk(database_url) as desk:
        await found_companies(desk)
        play = Play(desk, told)
        for now in _LOOKS_AT:
            await play.go_on(now)
            lives = [life_of(each, now) for each in told if each.opened_at < now]
            async with desk.database.reading() as store:
                wrong += [f"at {now}: {each}" for each in await differences(store, lives, now)]
            wrong += await apart(desk, await log_work(desk, told))
        assert not desk.meters.registry.get_sample_value("hourglass_looks_failed_total")
    assert not wrong, "\n".join(wrong[:100])
