"""A sample ticket at the end of time."""

from datetime import UTC, datetime

import pytest

from bot.domain.plan_terms import PlanTerms
from bot.domain.plans import read_plan
from bot.domain.simulation import simulate
from bot.domain.tickets import Severity
from bot.errors import BeyondTimeError
from tests.domain.own_plan import OWN, changed


def test_a_sample_whose_moments_have_no_date_everywhere_is_refused() -> None:
    """On the last day in UTC clocks on Kiritimati would show the year 10000."""
    text = changed('resolution = "1d"', 'resolution = "365d"', OWN.partition("[addons.noches]")[0])
    terms = PlanTerms(read_plan(text, "gold.toml"), "Pacific/Kiritimati")
    sample = simulate(terms, Severity.CRITICAL, datetime(9998, 12, 30, 20, 0, tzinfo=UTC))
    assert sample.clocks[-1].due_at == datetime(9999, 12, 30, 20, 0, tzinfo=UTC)
    with pytest.raises(BeyondTimeError):
        simulate(terms, Severity.CRITICAL, datetime(9998, 12, 31, 20, 0, tzinfo=UTC))
