"""What is said of a plan's file whose escalations, costs or add-ons cannot be used."""

import re
from typing import Final

import pytest

from tests.domain.own_plan import OWN, changed, problems_of

ESCALATIONS: Final = [
    (
        'escalation = "urgente"',
        'escalation = "urgent"',
        (
            "line 92: severities.critical.escalation is 'urgent', and the plan has no escalation of that "
            "name: did you mean 'urgente'?"
        ),
    ),
    (
        'escalation = "urgente"\n',
        "",
        (
            "line 58: escalations.urgente[1] is used by no severity: name it as the `escalation` of one, "
            "or take it out"
        ),
    ),
    (
        "repeats = 5",
        "repeats = 6",
        (
            "line 63: escalations.urgente[1].repeats is 6, which will not do: write how often it is told "
            "again: a whole number from 0 to 5"
        ),
    ),
    (
        "percent = 50\n",
        "",
        (
            "line 58: escalations.urgente[1] has to say when, in one way: write `clock` and `percent`, or "
            "`after`"
        ),
    ),
    (
        'after = "30m"\n',
        "",
        (
            "line 66: escalations.urgente[2] has to say when, in one way: write `clock` and `percent`, or "
            "`after`"
        ),
    ),
    (
        'clock = "first_response"\npercent = 50\n',
        'after = "5m"\n',
        (
            "line 60: escalations.urgente[1].after can never be reached, for no level comes before the "
            "first: write `clock` and `percent`"
        ),
    ),
    (
        'after = "30m"',
        'clock = "first_response"\npercent = 50',
        (
            "line 68: escalations.urgente[2].percent is 50, and a level before it waits for 50 of the same "
            "clock: write a larger one, for levels only go up"
        ),
    ),
    (
        'after = "30m"',
        'after = "1bd"',
        ("line 67: escalations.urgente[2].after is '1bd', which is no number of hours: write '10h' or '90m'"),
    ),
    (
        '"@sam"',
        '"sam"',
        (
            "line 62: escalations.urgente[1].notify[3] is 'sam': write 'assignee', 'account_manager', "
            "'on_call:L1', '@sam', 'group:seniors' or '#channel'"
        ),
    ),
    (
        'resolution = "2bd"',
        'resolution = "2bd"\nescalation = "urgente2"',
        (
            "line 100: severities.high.escalation is 'urgente2', and the plan has no escalation of that "
            "name: did you mean 'urgente'?"
        ),
    ),
    (
        'first_response = "1bd"\nresolution = "best_effort"',
        'first_response = "best_effort"\nresolution = "best_effort"\nescalation = "urgente"',
        (
            "line 60: escalations.urgente[1].clock is first_response, which has no due time in medium, so "
            "this level is never reached: give medium another escalation, or the clock a target"
        ),
    ),
    (
        'first_response = "1bd"\nresolution = "best_effort"',
        'first_response = "best_effort"\nresolution = "best_effort"\nescalation = "urgente"',
        (
            "line 105: severities.medium.first_response is 'best_effort', longer than the 'next_planning' "
            "of low: promise what is worse no later than what is milder"
        ),
    ),
    (
        'every = "10m"',
        "every = 10",
        ("line 64: escalations.urgente[1].every is 10, which is no number of hours: write '10h' or '90m'"),
    ),
]

MONEY: Final = [
    (
        'monthly = "10h"',
        "monthly = 10",
        "line 35: hours.monthly is 10, which is no number of hours: write '10h' or '90m'",
    ),
    (
        "rollover_cap = 2",
        "rollover_cap = 0",
        (
            "line 36: hours.rollover_cap is 0, which will not do: write the most that may be there after a "
            "grant, in months' hours: a whole number from 1 to 24"
        ),
    ),
    (
        '"calendar_month"',
        '"month"',
        "line 37: hours.period is 'month': write 'contract_month' or 'calendar_month'",
    ),
    (
        (
            '[hours]\nmonthly = "10h"\nrollover_cap = 2\nperiod = "calendar_month"\ncarries_debt = true\n'
            "alerts_client = true\n"
        ),
        "",
        "line 109: kinds.question uses monthly hours, and the plan grants none: add a table [hours]",
    ),
    (
        "cents = 8500",
        "cents = 85.0",
        (
            "line 42: rates.extra.cents is 85.0, which will not do: write a whole number of cents: 8500 is "
            "85.00"
        ),
    ),
    (
        'currency = "USD"\n\n[est',
        'currency = "usd"\n\n[est',
        ("line 43: rates.extra.currency is 'usd': write the three letters of a currency, such as 'USD'"),
    ),
    (
        "expire_after_days = 6",
        "expire_after_days = 3",
        "line 45: estimates expires before its reminder: write a larger `expire_after_days`",
    ),
    (
        'monthly = "90m"\ncalendar = "oficina"',
        'monthly = "90m"\ncalendar = "tienda"',
        (
            "line 51: phone.calendar is 'tienda', and the plan has no calendar of that name: write one of "
            "24/7, oficina"
        ),
    ),
    (
        'severities = ["critical", "high"]',
        'severities = ["critical", "hi"]',
        (
            "line 52: phone.severities[2] is 'hi': write 'critical', 'high', 'medium' or 'low'; did you "
            "mean 'high'?"
        ),
    ),
    (
        'contact = "Llame al número de emergencias."\n',
        "",
        (
            "line 54: emergency.contact is missing: write a sentence that tells a client whom to call "
            "after hours"
        ),
    ),
    (
        'at = "11:30"',
        'at = "11.30"',
        "line 32: planning.at is '11.30': write a time of the day, such as '09:00'",
    ),
    (
        "day = 10",
        "day = 31",
        "line 31: planning.day is 31, which will not do: write a day of the month from 1 to 28",
    ),
    (
        'day = "fri"',
        'day = "friday"',
        (
            "line 72: reports.weekly.day is 'friday': write 'mon', 'tue', 'wed', 'thu', 'fri', 'sat' or "
            "'sun'; did you mean 'fri'?"
        ),
    ),
    (
        "[reports.yearly]",
        "[reports.daily]",
        (
            "line 75: reports.daily is no key that we know: the keys here are metrics, monthly, quarterly, "
            "success_rate_target, uptime_target, weekly, yearly"
        ),
    ),
    (
        "nudge_after_days = [1, 3]",
        "nudge_after_days = [3, 1]",
        ("line 80: waiting_on_client.nudge_after_days is [3, 1]: write each number once, the smallest first"),
    ),
    (
        "resolve_after_days = 0",
        "resolve_after_days = 3",
        (
            "line 79: waiting_on_client resolves before its last nudge: write a larger "
            "`resolve_after_days`, or 0 for never"
        ),
    ),
    (
        'rate = "extra"',
        'rate = "extras"',
        (
            "line 126: kinds.incident.rate is 'extras', and the plan has no rate of that name: did you "
            "mean 'extra'?"
        ),
    ),
    (
        'monthly = "90m"',
        'rate = "extra"',
        (
            "line 50: phone.rate is for calls beyond the monthly hours, and there is no limit: write "
            "`monthly`, or take it out"
        ),
    ),
    (
        'monthly = "90m"',
        'monthly = "90m"\nrate = "extras"',
        "line 51: phone.rate is 'extras', and the plan has no rate of that name: did you mean 'extra'?",
    ),
    (
        'after_hours = "billable"\n',
        "",
        "line 125: kinds.incident.rate is for billable work, and this is never billed: take it out",
    ),
    (
        'coverage = "hours"',
        'coverage = "free"',
        ("line 118: kinds.question.coverage is 'free': write 'included', 'hours', 'billable' or 'excluded'"),
    ),
    (
        'coverage = "hours"\n',
        "",
        "line 115: kinds.question.coverage is missing: write included, hours, billable or excluded",
    ),
    (
        '"flat_fee"',
        '"flat"',
        (
            "line 127: kinds.incident.charges[2] is 'flat': write 'hourly' or 'flat_fee'; did you mean "
            "'flat_fee'?"
        ),
    ),
    (
        "[kinds.question]",
        "[kinds.questions]",
        (
            "line 115: kinds.questions is 'questions': write 'incident', 'question', 'minor_enhancement', "
            "'major_enhancement', 'service_request', 'solution_design' or 'out_of_scope'; did you mean "
            "'question'?"
        ),
    ),
]

ADDONS: Final = [
    (
        'first_response = "2h"\ncalendar',
        'first_response = "2hours"\ncalendar',
        (
            "line 136: addons.noches.changes.severities.high.first_response is '2hours', which is no "
            "length of time: write '4h', '30m', '2d', '1bd', 'next_planning' or 'best_effort'"
        ),
    ),
    (
        'resolution = "2d"\n',
        'resolution = "2bd"\n',
        (
            "line 138: addons.noches.changes.severities.high.resolution is '2bd' on the calendar '24/7', "
            "which knows no business days: write '48h', or a calendar that closes"
        ),
    ),
    (
        'meaning = "También de noche"\n',
        "",
        ("line 130: addons.noches.meaning is missing: write one sentence that tells a client what it brings"),
    ),
]

SATISFACTION: Final = [
    (
        "low_score = 1",
        "low_score = 5",
        "line 142: satisfaction.low_score is 5, which will not do: write a whole number from 0 to 4",
    ),
    (
        "asks = false",
        'asks = "off"',
        "line 141: satisfaction.asks is 'off', which will not do: write true or false",
    ),
]
FAULTS: Final = [*ESCALATIONS, *MONEY, *ADDONS, *SATISFACTION]


@pytest.mark.parametrize(("old", "new", "problem"), FAULTS, ids=[problem for _, _, problem in FAULTS])
def test_a_problem_names_line_field_and_remedy(old: str, new: str, problem: str) -> None:
    assert problem in problems_of(changed(old, new))


@pytest.mark.parametrize("nonsense", ["{ a = [1] }", '""'])
def test_nonsense_in_place_of_any_value_is_a_problem_and_no_crash(nonsense: str) -> None:
    lines = OWN.splitlines()
    for number, line in enumerate(lines):
        if key := re.match(r"[\w-]+ = ", line):
            spoilt = [*lines[:number], f"{key[0]}{nonsense}", *lines[number + 1 :]]
            assert problems_of("\n".join(spoilt)), line


def test_a_wrong_field_of_a_calendar_hides_no_other() -> None:
    text = changed('"13:00-17:00"', '"11:00-17:00"', changed('country = "CO"', 'country = "XX"'))
    assert [problem.split(" has ")[0] for problem in problems_of(text)] == [
        "line 19: calendars.oficina.week.mon-thu",
        "line 20: calendars.oficina.holidays",
    ]
