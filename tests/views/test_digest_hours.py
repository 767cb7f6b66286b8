"""A digest's paragraph of hours, month by month in a longer time."""

from dataclasses import replace
from datetime import date
from typing import Final

import pytest

from bot.domain.digests import Digest
from bot.domain.used_hours import HoursUsed
from bot.views.digest_hours import hours_part
from tests.domain.digested import brought, digest_of

PRESENT: Final = HoursUsed("acme", date(2026, 11, 5), 90, 600, date(2026, 12, 4))


def told(months: int) -> Digest:
    ended = [
        HoursUsed("acme", date(2026, month, 5), 60 * month, 600, date(2026, month + 1, 4), has_ended=True)
        for month in range(11 - months, 11)
    ]
    found = digest_of(brought(), brought())
    year = replace(found.wanted.period, first=date(2026, 1, 1), last=date(2026, 12, 31))
    wanted = replace(found.wanted, period=year) if months else found.wanted
    return replace(found, wanted=wanted, months=ended, hours={"acme": PRESENT})


def test_one_month_is_told_alone_and_opens() -> None:
    text, choices = hours_part(told(0), "acme", "en")
    assert text.startswith("*Hours*\n")
    assert text.endswith("*1 h 30 min* of 10 h used (15 %), *8 h 30 min left*")
    assert choices == [("hours", "2026-11-05", "Month from Nov 5, 2026: 1 h 30 min")]
    assert hours_part(told(0), "globex", "en") == ("", [])


@pytest.mark.parametrize(("months", "rows", "is_cut"), [(3, 4, False), (4, 5, False), (6, 5, True)])
def test_several_are_told_each_as_many_as_a_menu_takes(months: int, rows: int, *, is_cut: bool) -> None:
    text, choices = hours_part(told(months), "acme", "en")
    assert [line.split(":")[0] for line in text.splitlines() if line.startswith("From ")][-1] == (
        "From Nov 5, 2026, so far"
    )
    assert text.count("From ") == len(choices) == rows
    assert text.endswith("The months before are left out here.") == is_cut
    assert len({detail for _, detail, _ in choices}) == rows


def test_the_only_month_of_a_longer_time_is_named() -> None:
    found = told(0)
    quarter = replace(found.wanted.period, first=date(2026, 10, 1), last=date(2026, 12, 31))
    longer = replace(found, wanted=replace(found.wanted, period=quarter))
    assert "\nFrom Nov 5, 2026, so far: " in hours_part(longer, "acme", "en")[0]


def test_what_was_not_used_opens_nothing() -> None:
    none = replace(told(0), hours={"acme": replace(PRESENT, used=0)})
    assert hours_part(none, "acme", "pt")[1] == []
