"""Receipts of tickets whose promise changed under them, or that were promised less than everything."""

from dataclasses import replace
from typing import Final

from bot.domain.plans import read_plan
from bot.views.client_receipt import client_receipt
from bot.views.staff_receipt import staff_receipt
from tests.views.clocked import APENDICE, GROWTH, receipt
from tests.views.kit import words_of

DASH: Final = "\N{EN DASH}"
EARLY: Final = read_plan(GROWTH.text.replace("09:00-18:00", "08:00-17:00"), "matai-growth.toml")
REPLANNED: Final = {"plan": GROWTH.id, "version": EARLY.version}


def test_each_version_of_a_plan_is_told_with_its_own_hours() -> None:
    drawn = receipt(
        ("23 10:00", "opened"),
        ("24 08:00", "replanned", REPLANNED),
        now="24 08:30",
        severity="critical",
        others=(EARLY,),
    )
    told = words_of(staff_receipt(drawn, time_zone="America/New_York"))
    for plan, hours in ((GROWTH, f"09:00{DASH}18:00"), (EARLY, f"08:00{DASH}17:00")):
        assert f"_critical: 9 hours on `business` · Matai Growth, version {plan.version}_" in told
        assert f"`business` in version {plan.version}: Monday {DASH} Friday: {hours}" in told
    assert f"• Tue, Nov 24, 08:00 {DASH} 08:30: *30 min counted*, the clock runs" in told


def test_what_is_not_promised_is_told_to_staff_and_left_out_for_the_client() -> None:
    entries = (("23 10:00", "opened"), ("23 11:00", "replied"), ("23 12:00", "messaged"))
    drawn = receipt(*entries, now="23 13:00", severity="medium", plan=APENDICE)
    told = words_of(staff_receipt(drawn))
    assert "⚪ *Next response*: not promised" in told
    assert f"_medium: nothing promised · Apêndice B - Suporte, version {APENDICE.version}_" in told
    assert "not counted, nothing is promised at this severity" in told
    theirs = words_of(client_receipt(drawn))
    assert "*First answer*" in theirs
    assert "latest message" not in theirs


def test_a_plan_that_can_no_longer_be_read_is_told_as_the_one_that_stands_in_for_it() -> None:
    drawn = receipt(("23 10:00", "opened"), now="23 11:00", severity="critical")
    lost = replace(drawn, plans={})
    assert words_of(staff_receipt(lost)) == words_of(staff_receipt(drawn))
