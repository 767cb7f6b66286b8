"""Receipts of tickets whose promise changed under them, or that were promised less than everything."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.domain.plans import read_plan
from bot.domain.tickets import Fact
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


def test_hours_are_told_by_the_clock_that_they_were_promised_by() -> None:
    def moved(time_zone: str) -> Mapping[str, Fact]:
        return {"plan": APENDICE.id, "time_zone": time_zone}

    entries = (
        ("23 07:00", "opened", moved("America/Sao_Paulo")),
        ("23 08:00", "replanned", moved("Europe/Lisbon")),
    )
    drawn = receipt(*entries, now="23 13:30", severity="high", plan=APENDICE, time_zone="Europe/Lisbon")
    told = words_of(staff_receipt(drawn, time_zone="America/New_York"))
    # 9:00 to 10:00 in São Paulo, and then what is left of Lisbon's day, which ends at 13:00 in New York.
    assert f"• 07:00 {DASH} 08:00: *1 h counted*" in told.replace("Mon, Nov 23, ", "")
    assert f"• 08:00 {DASH} 13:30: *5 h counted*" in told.replace("Mon, Nov 23, ", "")
    for zone in ("America/Sao_Paulo", "Europe/Lisbon"):
        assert f"09:00{DASH}18:00, by the clock of {zone}" in told
    assert "by your own clock" in words_of(client_receipt(drawn))
    before = receipt(entries[0], now="23 07:30", plan=APENDICE, time_zone="Europe/Lisbon")
    assert "by the clock of America/Sao_Paulo" in words_of(client_receipt(before))


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
