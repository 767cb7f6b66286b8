"""Plans: what a file states becomes values, its version, its add-ons, and the files that are looked into."""

from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Final

import pytest

from bot.domain.plans import KindWords, Plan, SeverityWords, read_plan, with_addons
from bot.domain.targets import Clock, Length, Target, Unit
from bot.domain.terms import (
    AddOn,
    AfterLevel,
    AskedBy,
    Cadence,
    Charge,
    ClientSilence,
    Cover,
    Coverage,
    Emergency,
    Estimates,
    Level,
    Measuring,
    Metric,
    Money,
    MonthlyHours,
    OfClock,
    Period,
    Phone,
    Planning,
    Recipient,
    RecipientKind,
    Report,
    Satisfaction,
    Upgrade,
)
from bot.domain.tickets import RequestKind, Severity
from bot.domain.timetables import Region, Timetable, always_open
from bot.errors import BadFileError, UnknownWordError
from bot.services.plans import find_plan, load_plans
from tests.domain.own_plan import OWN, changed

SHIPPED: Final = 9
MORNING: Final = ("08:00", "12:00")
AFTERNOON: Final = ("13:00", "17:00")
LEAST: Final = """
name = "Bronze"
language = "en"
time_zone = "Europe/Madrid"
default_severity = "low"

[calendars.business]
week = { mon-fri = ["09:00-17:00"] }

[kinds.question]
label = "Question"
meaning = "Ask us anything"
coverage = "included"
""" + "".join(
    f"""
[severities.{level}]
label = "{level}"
meaning = "It is {level}"
examples = ["An example"]
first_response = "8h"
resolution = "best_effort"
"""
    for level in Severity
)


def target(amount: int, unit: Unit, calendar: str) -> Target:
    return Target(Length(amount, unit), calendar)


def test_a_plan_is_read_whole() -> None:
    plan = read_plan(OWN, "own/gold.toml")
    assert plan == Plan(
        id="gold",
        name="Gold",
        version=plan.version,
        language="es",
        time_zone="America/Bogota",
        severities={
            Severity.CRITICAL: SeverityWords("Crítica", "Todo está parado", ("El sistema está caído",)),
            Severity.HIGH: SeverityWords(
                "Alta", "Una función importante falla", ("No se envían pedidos", "Falla el cobro")
            ),
            Severity.MEDIUM: SeverityWords("Media", "Un problema menor", ("Un informe sale mal",)),
            Severity.LOW: SeverityWords("Baja", "Una consulta", ("¿Cómo agrego un usuario?",)),
        },
        kinds={
            RequestKind.QUESTION: KindWords("Consulta", "Preguntas de uso"),
            RequestKind.INCIDENT: KindWords("Error", "Algo no funciona"),
        },
        default_severity=Severity.HIGH,
        default_kind=RequestKind.INCIDENT,
        reopen_days=14,
        claim_counts_as_response=True,
        ask_again_minutes=20,
        calendars={
            "oficina": Timetable(
                time_zone="America/Lima",
                week=dict.fromkeys(("mon", "tue", "wed", "thu"), (MORNING, AFTERNOON)) | {"fri": (MORNING,)},
                follows_client=True,
                region=Region("CO"),
                closed={date(2026, 12, 31): "Fin de año"},
                worked=(date(2026, 7, 20),),
                shifts={date(2026, 12, 24): (("08:00", "10:00"),)},
            ),
            "24/7": always_open("America/Bogota"),
        },
        business_calendar="oficina",
        targets={
            Severity.CRITICAL: {
                Clock.FIRST_RESPONSE: target(30, Unit.MINUTES, "24/7"),
                Clock.NEXT_RESPONSE: target(1, Unit.HOURS, "24/7"),
                Clock.UPDATE: target(2, Unit.HOURS, "24/7"),
                Clock.RESOLUTION: target(1, Unit.DAYS, "24/7"),
            },
            Severity.HIGH: {
                Clock.FIRST_RESPONSE: target(4, Unit.HOURS, "24/7"),
                Clock.RESOLUTION: target(2, Unit.BUSINESS_DAYS, "oficina"),
            },
            Severity.MEDIUM: {
                Clock.FIRST_RESPONSE: target(1, Unit.BUSINESS_DAYS, "oficina"),
                Clock.RESOLUTION: target(0, Unit.BEST_EFFORT, "oficina"),
            },
            Severity.LOW: {
                Clock.FIRST_RESPONSE: target(0, Unit.NEXT_PLANNING, "oficina"),
                Clock.RESOLUTION: target(0, Unit.BEST_EFFORT, "oficina"),
            },
        },
        third_party_pauses_resolution=True,
        warnings_percent=(60, 80),
        escalations={
            Severity.CRITICAL: (
                Level(
                    name="L1",
                    title="Mesa",
                    when=OfClock(50, Clock.FIRST_RESPONSE),
                    notify=(
                        Recipient(RecipientKind.ASSIGNEE),
                        Recipient(RecipientKind.ON_CALL, "L1"),
                        Recipient(RecipientKind.PERSON, "sam"),
                    ),
                    repeats=5,
                    every_minutes=10,
                ),
                Level(
                    name="L2",
                    title="",
                    when=AfterLevel(30),
                    notify=(
                        Recipient(RecipientKind.ACCOUNT_MANAGER),
                        Recipient(RecipientKind.GROUP, "seniors"),
                        Recipient(RecipientKind.CHANNEL, "crisis"),
                    ),
                    repeats=0,
                    every_minutes=15,
                ),
            ),
            Severity.HIGH: (),
            Severity.MEDIUM: (),
            Severity.LOW: (),
        },
        clients_may_escalate=False,
        tells_client_of_breach=False,
        emergency=Emergency((Severity.CRITICAL,), "Llame al número de emergencias."),
        coverage={
            RequestKind.QUESTION: Coverage(
                Cover.HOURS, Cover.HOURS, None, (), needs_approval=False, clause=""
            ),
            RequestKind.INCIDENT: Coverage(
                in_hours=Cover.INCLUDED,
                after_hours=Cover.BILLABLE,
                hourly_rate=Money(8500, "USD"),
                charges=(Charge.HOURLY, Charge.FLAT_FEE),
                needs_approval=False,
                clause="Fuera de horario se cobra aparte",
            ),
        },
        hours=MonthlyHours(600, 2, Period.CALENDAR_MONTH, carries_debt=True, alerts_client=True),
        step_minutes=6,
        estimates=Estimates(remind_after_days=3, expire_after_days=6),
        phone=Phone(90, "oficina", (Severity.CRITICAL, Severity.HIGH)),
        planning=Planning("Planificación", 10, time(11, 30)),
        measuring=Measuring(
            (Metric.UPTIME, Metric.SUCCESS_RATE, Metric.OPERATIONS), success_rate_target=99_500
        ),
        reports={
            Cadence.WEEKLY: Report("Resumen", 5, time(16)),
            Cadence.YEARLY: Report("Balance", 8, time(9)),
        },
        client_silence=ClientSilence(nudge_after_days=(1, 3), resolve_after_days=0),
        satisfaction=Satisfaction(asks=False, low_score=1),
        addons={"noches": AddOn("Noches", "También de noche", Money(20000, "USD"))},
        text=OWN,
    )
    assert list(plan.kinds) == [RequestKind.QUESTION, RequestKind.INCIDENT]
    assert list(plan.severities) == list(plan.targets) == list(Severity)


def test_what_a_plan_may_leave_out_has_defaults() -> None:
    plan = read_plan(LEAST, "bronze.toml")
    assert (plan.reopen_days, plan.claim_counts_as_response, plan.ask_again_minutes) == (7, False, 10)
    assert plan.default_kind is RequestKind.QUESTION
    assert plan.business_calendar == "business"
    assert plan.calendars["business"].time_zone == "Europe/Madrid"
    assert plan.targets[Severity.LOW][Clock.FIRST_RESPONSE] == target(8, Unit.HOURS, "business")
    assert plan.warnings_percent == (50, 75, 90)
    assert plan.step_minutes == 15
    assert plan.client_silence == ClientSilence((2, 5), 8)
    assert plan.estimates == Estimates(2, 10)
    assert not plan.third_party_pauses_resolution
    assert plan.clients_may_escalate
    assert plan.tells_client_of_breach
    assert plan.satisfaction == Satisfaction(asks=True, low_score=2)
    assert (plan.hours, plan.phone, plan.emergency, plan.planning) == (None, None, None, None)
    assert (plan.reports, plan.addons, set(plan.escalations.values())) == ({}, {}, {()})


def test_hours_that_a_plan_leaves_open_have_defaults() -> None:
    plan = read_plan(LEAST + '[hours]\nmonthly = "90m"\n', "bronze.toml")
    assert plan.hours == MonthlyHours(90, 1, Period.CONTRACT_MONTH, carries_debt=False, alerts_client=False)


@pytest.mark.parametrize("upgrade", Upgrade)
def test_a_plan_says_from_when_its_hours_count_for_who_comes_from_fewer(upgrade: Upgrade) -> None:
    plan = read_plan(LEAST + f'[hours]\nmonthly = "90m"\nupgrade = "{upgrade}"\n', "bronze.toml")
    assert plan.hours is not None
    assert plan.hours.upgrade is upgrade
    silent = read_plan(LEAST + '[hours]\nmonthly = "90m"\n', "bronze.toml")
    assert silent.hours is not None
    assert silent.hours.upgrade is Upgrade.NEXT_PERIOD, "nothing is granted that nobody wrote"
    with pytest.raises(BadFileError, match=r"hours\.upgrade is 'now': write 'pro_rata' or 'next_period'"):
        read_plan(LEAST + '[hours]\nmonthly = "90m"\nupgrade = "now"\n', "bronze.toml")


def test_a_plan_may_keep_its_hours_to_approvers() -> None:
    plan = read_plan(LEAST + '[hours]\nmonthly = "90m"\nasked_by = "approvers"\n', "bronze.toml")
    assert plan.hours is not None
    assert plan.hours.asked_by is AskedBy.APPROVERS
    with pytest.raises(BadFileError, match=r"hours\.asked_by is 'owner': write 'anyone' or 'approvers'"):
        read_plan(LEAST + '[hours]\nmonthly = "90m"\nasked_by = "owner"\n', "bronze.toml")


def test_a_version_changes_with_the_text_and_with_nothing_else() -> None:
    version = read_plan(OWN, "gold.toml").version
    assert read_plan(OWN, "silver.toml").version == version
    assert read_plan(OWN + "# a remark\n", "gold.toml").version != version
    assert len(version) == 12


def test_an_add_on_changes_what_it_names_and_nothing_else() -> None:
    plan = read_plan(OWN, "gold.toml")
    bought = with_addons(plan, ["noches"])
    assert bought.version == f"{plan.version}+noches"
    assert (plan.chosen, bought.chosen) == ((), ("noches",))
    assert bought.targets[Severity.HIGH] == {
        Clock.FIRST_RESPONSE: target(2, Unit.HOURS, "24/7"),
        Clock.RESOLUTION: target(2, Unit.DAYS, "24/7"),
    }
    unchanged = replace(bought, version=plan.version, targets=plan.targets)
    assert unchanged == plan
    assert {**bought.targets, Severity.HIGH: plan.targets[Severity.HIGH]} == plan.targets
    assert with_addons(bought, []) == plan, "an add-on can be given up"


def test_add_ons_are_laid_one_over_the_other_in_the_order_of_their_names() -> None:
    more = """
[addons.ahora]
label = "Ahora"
meaning = "Más rápido"

[addons.ahora.changes]
step_minutes = 10

[addons.ahora.changes.severities.high]
first_response = "3h"

[addons.ahora.changes.hours]
monthly = "20h"
"""
    plan = read_plan(OWN + more, "gold.toml", ["noches", "ahora"])
    assert plan.version.endswith("+ahora+noches")
    assert plan.step_minutes == 10
    assert plan.hours == MonthlyHours(1200, 2, Period.CALENDAR_MONTH, carries_debt=True, alerts_client=True)
    assert plan.targets[Severity.HIGH][Clock.FIRST_RESPONSE] == target(2, Unit.HOURS, "24/7")


def test_an_add_on_that_there_is_none_of_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownWordError) as refused:
        with_addons(read_plan(OWN, "gold.toml"), ["noche"])
    assert (refused.value.what, refused.value.word, refused.value.nearest) == ("addon", "noche", "noches")


def test_the_companys_plans_come_beside_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "gold.toml").write_text(OWN, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no plan", encoding="utf-8")
    plans = load_plans(tmp_path)
    assert plans["gold"].name == "Gold"
    assert len(plans) == SHIPPED + 1


def test_the_companys_plan_replaces_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "matai-growth.toml").write_text(OWN, encoding="utf-8")
    plans = load_plans(tmp_path)
    assert plans["matai-growth"].name == "Gold"
    assert len(plans) == SHIPPED


def test_the_problems_of_every_file_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "gold.toml").write_text(changed('"es"', '"fr"'), encoding="utf-8")
    (tmp_path / "silver.toml").write_text("name =", encoding="utf-8")
    (tmp_path / "tin.toml").write_bytes(b'name = "\xff"')
    with pytest.raises(BadFileError) as refused:
        load_plans(tmp_path)
    assert refused.value.file == str(tmp_path)
    assert [str(problem).split(" ", 1)[0] for problem in refused.value.problems] == [
        "gold.toml:",
        "silver.toml:",
        "tin.toml:",
    ]


def test_a_plan_is_found_by_its_name_whatever_is_wrong_with_others(tmp_path: Path) -> None:
    (tmp_path / "gold.toml").write_text(OWN, encoding="utf-8")
    (tmp_path / "matai-growth.toml").write_text(LEAST, encoding="utf-8")
    (tmp_path / "silver.toml").write_text("name =", encoding="utf-8")
    assert find_plan("gold", tmp_path).name == "Gold"
    assert find_plan("matai-growth", tmp_path).name == "Bronze"
    assert find_plan("matai-growth", None).name == "Matai Growth"
    with pytest.raises(UnknownWordError) as refused:
        find_plan("golden", tmp_path)
    assert (refused.value.nearest, "macktez-managed" in refused.value.choices) == ("gold", True)
