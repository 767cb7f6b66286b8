"""The shipped plans: every figure beside what the text of the plan says.

The figures stand here as the texts have them; what a text leaves open is said in the plan's own file.
"""

import re
from collections.abc import Mapping
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest

from bot.domain.plans import Plan, with_addons
from bot.domain.targets import ALWAYS, Clock
from bot.domain.terms import Cadence, Charge, Cover, Money, OfClock, RecipientKind, Upgrade
from bot.domain.tickets import RequestKind, Severity
from bot.domain.timetables import Region, Timetable
from bot.services.plans import load_plans

ENGLISH_KINDS: Final = "incident question minor_enhancement major_enhancement"
SHIPPED: Final = [
    (
        "aetherlink-enterprise",
        "AetherLink Enterprise",
        "en",
        "America/New_York",
        "incident question out_of_scope",
    ),
    (
        "aetherlink-professional",
        "AetherLink Professional",
        "en",
        "America/New_York",
        "incident question out_of_scope",
    ),
    ("aetherlink-starter", "AetherLink Starter", "en", "America/New_York", "incident question out_of_scope"),
    ("apendice-b", "Apêndice B - Suporte", "pt", "America/Sao_Paulo", "incident question"),
    (
        "macktez-managed",
        "Macktez Managed Support",
        "en",
        "America/New_York",
        "incident service_request solution_design",
    ),
    ("matai-efficiency", "Matai Efficiency", "en", "America/New_York", ENGLISH_KINDS),
    ("matai-growth", "Matai Growth", "en", "America/New_York", ENGLISH_KINDS),
    ("matai-transformation", "Matai Transformation", "en", "America/New_York", ENGLISH_KINDS),
    ("ongoing-support", "Ongoing Support", "en", "America/New_York", "incident question out_of_scope"),
]

WORKING_WEEK: Final = ("mon", "tue", "wed", "thu", "fri")
# For each plan the calendar of its targets, and by severity: first response, next response, update,
# resolution; "-" where none is promised.
TARGETS: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "aetherlink-enterprise": (
        "24/7",
        {
            "critical": "1h 1h 4h 24h",
            "high": "4h 4h - 72h",
            "medium": "8h 8h - best_effort",
            "low": "24h 24h - best_effort",
        },
    ),
    "aetherlink-professional": (
        "business",
        {
            "critical": "4h 4h 4h 24h",
            "high": "8h 8h - 72h",
            "medium": "24h 24h - best_effort",
            "low": "48h 48h - best_effort",
        },
    ),
    "aetherlink-starter": (
        "business",
        {
            "critical": "8h 8h 8h 24h",
            "high": "24h 24h - 72h",
            "medium": "48h 48h - best_effort",
            "low": "72h 72h - best_effort",
        },
    ),
    "apendice-b": (
        "comercial",
        {"critical": "1bd - 4h best_effort"}
        | dict.fromkeys(("high", "medium", "low"), "1bd - - best_effort"),
    ),
    "macktez-managed": (
        "business",
        dict.fromkeys(("critical", "high", "medium", "low"), "best_effort - - best_effort"),
    ),
    "ongoing-support": (
        "24/7",
        {
            "critical": "1h 1h 4h best_effort",
            "high": "4h 4h 1d best_effort",
            "medium": "8h 8h - best_effort",
            "low": "24h 24h - best_effort",
        },
    ),
} | dict.fromkeys(
    ("matai-efficiency", "matai-growth", "matai-transformation"),
    (
        "business",
        {
            "critical": "4h 4h 1bd 9h",
            "high": "24h 24h 1bd 2bd",
            "medium": "48h 48h 5bd 5bd",
            "low": "next_planning - - best_effort",
        },
    ),
)
MATAI_HOURS: Final = [("matai-efficiency", 2), ("matai-growth", 5), ("matai-transformation", 10)]
# All of them from Monday to Friday; where, and on whose holidays it is closed.
OFFICE: Final = [
    ("aetherlink-enterprise", "business", ("08:00", "18:00"), "America/New_York", "US"),
    ("aetherlink-professional", "business", ("08:00", "18:00"), "America/New_York", "US"),
    ("aetherlink-starter", "business", ("08:00", "18:00"), "America/New_York", "US"),
    ("apendice-b", "comercial", ("09:00", "18:00"), "America/Sao_Paulo", "BR-SP"),
    ("macktez-managed", "business", ("09:00", "18:00"), "America/New_York", "US"),
    ("matai-efficiency", "business", ("09:00", "18:00"), "America/New_York", "US"),
    ("matai-growth", "business", ("09:00", "18:00"), "America/New_York", "US"),
    ("matai-transformation", "business", ("09:00", "18:00"), "America/New_York", "US"),
    ("ongoing-support", "business", ("09:00", "18:00"), "America/New_York", "US"),
]
COVERS: Final = {
    "aetherlink-enterprise": "incident=included question=included out_of_scope=billable",
    "aetherlink-professional": "incident=included question=included out_of_scope=billable",
    "aetherlink-starter": "incident=included question=included out_of_scope=billable",
    "apendice-b": "incident=included question=included",
    "macktez-managed": "incident=included/billable service_request=billable solution_design=billable",
    "ongoing-support": "incident=included question=included out_of_scope=billable",
} | dict.fromkeys(
    ("matai-efficiency", "matai-growth", "matai-transformation"),
    "incident=included question=hours minor_enhancement=hours major_enhancement=billable",
)
REPORTS: Final = {
    "aetherlink-enterprise": {"quarterly"},
    "aetherlink-professional": {"yearly"},
    "aetherlink-starter": set(),
    "apendice-b": set(),
    "macktez-managed": {"quarterly"},
    "matai-efficiency": {"weekly", "monthly"},
    "matai-growth": {"weekly", "monthly", "quarterly"},
    "matai-transformation": {"weekly", "monthly", "quarterly"},
    "ongoing-support": {"weekly", "monthly"},
}


@pytest.fixture(scope="module")
def plans() -> Mapping[str, Plan]:
    return load_plans(None)


def figures(plan: Plan, level: Severity) -> str:
    targets = plan.targets[level]
    return " ".join(str(targets[clock].length) if clock in targets else "-" for clock in Clock)


def test_the_shipped_plans_are_these(plans: Mapping[str, Plan]) -> None:
    assert sorted(plans) == [row[0] for row in SHIPPED] == sorted(TARGETS)


@pytest.mark.parametrize(
    ("plan_id", "name", "language", "time_zone", "kinds"), SHIPPED, ids=[row[0] for row in SHIPPED]
)
def test_a_shipped_plan_says_what_its_text_says(
    plans: Mapping[str, Plan], plan_id: str, name: str, language: str, time_zone: str, kinds: str
) -> None:
    plan = plans[plan_id]
    assert (plan.name, plan.language, plan.time_zone) == (name, language, time_zone)
    assert " ".join(plan.kinds) == kinds
    assert plan.default_severity is Severity.MEDIUM
    assert plan.default_kind is RequestKind.INCIDENT
    assert (plan.reopen_days, plan.claim_counts_as_response, plan.ask_again_minutes) == (7, False, 10)
    assert (plan.third_party_pauses_resolution, plan.warnings_percent) == (False, (50, 75, 90))
    assert all(len(words.examples) == 3 for words in plan.severities.values())


@pytest.mark.parametrize("level", Severity)
@pytest.mark.parametrize("plan_id", TARGETS)
def test_a_targets_figure_is_the_texts(plans: Mapping[str, Plan], plan_id: str, level: Severity) -> None:
    calendar, expected = TARGETS[plan_id]
    assert figures(plans[plan_id], level) == expected[level]
    assert {target.calendar for target in plans[plan_id].targets[level].values()} == {calendar}


@pytest.mark.parametrize(
    ("plan_id", "calendar", "span", "zone", "region"), OFFICE, ids=[row[0] for row in OFFICE]
)
def test_an_office_is_open_as_the_text_says(
    plans: Mapping[str, Plan], plan_id: str, calendar: str, span: tuple[str, str], zone: str, region: str
) -> None:
    plan = plans[plan_id]
    assert plan.business_calendar == calendar
    assert plan.calendars[calendar] == Timetable(
        time_zone=zone,
        week=dict.fromkeys(WORKING_WEEK, (span,)),
        follows_client=plan_id == "apendice-b",
        region=Region(*region.split("-")),
    )


@pytest.mark.parametrize("plan_id", COVERS)
def test_work_costs_what_the_text_says(plans: Mapping[str, Plan], plan_id: str) -> None:
    costs = (
        f"{kind}={'/'.join(dict.fromkeys((each.in_hours, each.after_hours)))}"
        for kind, each in plans[plan_id].coverage.items()
    )
    assert " ".join(costs) == COVERS[plan_id]


@pytest.mark.parametrize("plan_id", REPORTS)
def test_a_client_receives_the_reports_of_the_text(plans: Mapping[str, Plan], plan_id: str) -> None:
    assert set(plans[plan_id].reports) == REPORTS[plan_id]


@pytest.mark.parametrize(("plan_id", "hours"), MATAI_HOURS)
def test_matai_grants_its_hours_and_carries_them_over_up_to_twice(
    plans: Mapping[str, Plan], plan_id: str, hours: int
) -> None:
    granted = plans[plan_id].hours
    assert granted is not None
    assert (granted.minutes, granted.rollover_cap, granted.carries_debt) == (hours * 60, 2, False)
    assert granted.upgrade is Upgrade.PRO_RATA


@pytest.mark.parametrize("plan_id", ["matai-efficiency", "matai-growth", "matai-transformation"])
def test_matais_add_on_puts_critical_and_high_around_the_clock(
    plans: Mapping[str, Plan], plan_id: str
) -> None:
    addon = plans[plan_id].addons["after-hours"]
    assert addon.monthly_price == Money(20000, "USD")
    plan = with_addons(plans[plan_id], ["after-hours"])
    assert [figures(plan, level) for level in Severity] == [
        "4h 4h 1d 1d",
        "24h 24h 1d 2d",
        "48h 48h 5bd 5bd",
        "next_planning - - best_effort",
    ]
    always = {level for level in Severity if plan.targets[level][Clock.FIRST_RESPONSE].calendar == ALWAYS}
    assert always == {Severity.CRITICAL, Severity.HIGH}


def test_only_those_plans_page_after_hours_whose_text_says_so(plans: Mapping[str, Plan]) -> None:
    paging = {plan_id for plan_id, plan in plans.items() if plan.emergency}
    assert paging == {"apendice-b", "matai-efficiency", "matai-growth", "matai-transformation"}
    assert all(plan.emergency.severities == (Severity.CRITICAL,) for plan in plans.values() if plan.emergency)


def test_the_telephone_is_for_whom_the_text_says(plans: Mapping[str, Plan]) -> None:
    phones = {plan_id: plan.phone for plan_id, plan in plans.items() if plan.phone}
    assert {plan_id: phone.minutes_a_month for plan_id, phone in phones.items()} == {
        "aetherlink-enterprise": None,
        "apendice-b": None,
        "matai-efficiency": None,
        "matai-growth": None,
        "matai-transformation": None,
        "ongoing-support": 600,
    }
    assert phones["ongoing-support"].calendar == "business"
    assert phones["matai-growth"].severities == (Severity.CRITICAL,)


def test_additional_work_of_ongoing_support_costs_85_dollars_an_hour_after_approval(
    plans: Mapping[str, Plan],
) -> None:
    extra = plans["ongoing-support"].coverage[RequestKind.OUT_OF_SCOPE]
    assert extra.hourly_rate == Money(8500, "USD")
    assert extra.needs_approval
    assert extra.charges == (Charge.HOURLY,)


def test_macktez_bills_what_it_excludes(plans: Mapping[str, Plan]) -> None:
    coverage = plans["macktez-managed"].coverage
    incident = coverage[RequestKind.INCIDENT]
    assert (incident.in_hours, incident.after_hours) == (Cover.INCLUDED, Cover.BILLABLE)
    assert not incident.needs_approval, "a post-action invoice"
    assert coverage[RequestKind.SERVICE_REQUEST].charges == (Charge.FLAT_FEE, Charge.HOURLY)
    assert coverage[RequestKind.SERVICE_REQUEST].needs_approval, "a pre-approved flat fee project"
    assert plans["macktez-managed"].reports[Cadence.QUARTERLY].title == "Budget review"


def test_apendice_b_escalates_through_its_three_levels(plans: Mapping[str, Plan]) -> None:
    for levels in plans["apendice-b"].escalations.values():
        assert [level.title.split()[0] for level in levels] == ["Atendimento", "Soluções", "Especialistas"]


def test_aetherlink_escalates_what_is_unresolved_to_senior_engineers(plans: Mapping[str, Plan]) -> None:
    for plan_id in ("aetherlink-enterprise", "aetherlink-professional", "aetherlink-starter"):
        for level in (Severity.CRITICAL, Severity.HIGH):
            senior = plans[plan_id].escalations[level][1]
            assert senior.title == "Senior engineers"
            assert isinstance(senior.when, OfClock)
            assert senior.when.clock is Clock.RESOLUTION
            assert RecipientKind.ON_CALL in {each.kind for each in senior.notify}


def test_matai_speaks_in_the_words_of_its_guide(plans: Mapping[str, Plan]) -> None:
    critical = plans["matai-growth"].severities[Severity.CRITICAL]
    assert critical.label == "Critical"
    assert critical.examples[0] == "Order processing automation not running"


def test_every_shipped_plan_is_a_text_of_its_own(plans: Mapping[str, Plan]) -> None:
    assert len({plan.version for plan in plans.values()}) == len(SHIPPED)


def test_every_figure_has_its_clause_or_says_that_there_is_none() -> None:
    for file in (files("bot") / "plans").iterdir():
        lines = Path(str(file)).read_text(encoding="utf-8").splitlines()
        keys = ("week", "monthly", "cents", "rollover_cap", "follows_client", "period")
        bare = [
            (file.name, line)
            for before, line in pairwise(lines)
            if line.startswith(tuple(f"{key} =" for key in keys)) and not before.startswith("#")
        ]
        assert bare == []


MATAI: Final = ("matai-efficiency", "matai-growth", "matai-transformation")
AETHERLINK: Final = ("aetherlink-enterprise", "aetherlink-professional", "aetherlink-starter")
# What a text says of a figure, beside other things that it says of it: followed or not, with the reason.
WEIGHED: Final = [
    *((plan_id, "Fix within 24 hours") for plan_id in MATAI),
    *((plan_id, "Fix within 48 hours") for plan_id in MATAI),
    *((plan_id, "Quarterly review of your AI Operations setup") for plan_id in AETHERLINK),
]


@pytest.mark.parametrize(("plan_id", "words"), WEIGHED)
def test_what_a_text_says_twice_is_weighed_in_the_plans_file(
    plans: Mapping[str, Plan], plan_id: str, words: str
) -> None:
    assert words in comments(plans[plan_id])


@pytest.mark.parametrize("plan_id", [row[0] for row in SHIPPED])
def test_a_comment_names_what_it_points_to(plans: Mapping[str, Plan], plan_id: str) -> None:
    """A figure is looked up alone, and who follows "see above" finds a dozen comments there."""
    assert not re.search(r"[Ss]ee (above|below)\b(?!\))", comments(plans[plan_id]))


def comments(plan: Plan) -> str:
    """The comments of a plan's file, without its line breaks."""
    lines = (line[1:].strip() for line in plan.text.splitlines() if line.startswith("#"))
    return " ".join(lines)
