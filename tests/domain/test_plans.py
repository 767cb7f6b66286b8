"""Plans: the shipped ones, the company's own, and what is said of a file that cannot be used."""

from pathlib import Path
from typing import Final

import pytest

from bot.domain.plans import KindWords, Plan, SeverityWords, read_plan
from bot.domain.tickets import RequestKind, Severity
from bot.errors import BadFileError
from bot.services.plans import load_plans

OWN: Final = """\
name = "Gold"
language = "es"
time_zone = "America/Bogota"
default_severity = "high"
reopen_days = 14
claim_counts_as_response = true
ask_again_minutes = 20

[severities.critical]
label = "Crítica"
meaning = "Todo está parado"
examples = ["El sistema está caído"]

[severities.high]
label = "Alta"
meaning = "Una función importante falla"
examples = ["No se envían pedidos", "Falla el cobro"]

[severities.medium]
label = "Media"
meaning = "Un problema menor"
examples = ["Un informe sale mal"]

[severities.low]
label = "Baja"
meaning = "Una consulta"
examples = ["¿Cómo agrego un usuario?"]

[kinds.question]
label = "Consulta"
meaning = "Preguntas de uso"

[kinds.incident]
label = "Error"
meaning = "Algo no funciona"
"""

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


def problems_of(text: str, file: str = "gold.toml") -> tuple[str, ...]:
    with pytest.raises(BadFileError) as refused:
        read_plan(text, file)
    assert refused.value.file == file
    return refused.value.problems


def changed(old: str, new: str) -> str:
    assert OWN.count(old) == 1, old
    return OWN.replace(old, new)


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
        reopen_days=14,
        claim_counts_as_response=True,
        ask_again_minutes=20,
    )
    assert list(plan.kinds) == [RequestKind.QUESTION, RequestKind.INCIDENT]
    assert list(plan.severities) == list(Severity)


def test_what_a_plan_may_leave_out_has_defaults() -> None:
    lines = (line for line in OWN.splitlines() if not line.startswith(("reopen", "claim", "ask")))
    plan = read_plan("\n".join(lines), "gold.toml")
    assert (plan.reopen_days, plan.claim_counts_as_response, plan.ask_again_minutes) == (7, False, 10)


def test_a_version_changes_with_the_text_and_with_nothing_else() -> None:
    version = read_plan(OWN, "gold.toml").version
    assert read_plan(OWN, "silver.toml").version == version
    assert read_plan(OWN + "# a remark\n", "gold.toml").version != version
    assert len(version) == 12


FAULTS: Final = [
    ('name = "Gold"\n', "", "name is missing: write the plan's name, as clients know it"),
    ('"Gold"', '" "', "line 1: name is empty: write some words"),
    (
        '"es"',
        '"es-CO"',
        "line 2: language is 'es-CO', which we do not speak: write one of en, es, pt; did you mean 'es'?",
    ),
    ('"es"', '"fr"', "line 2: language is 'fr', which we do not speak: write one of en, es, pt"),
    (
        "America/Bogota",
        "America/Bogotta",
        "line 3: time_zone is 'America/Bogotta', which is no time zone: did you mean 'America/Bogota'?",
    ),
    (
        "America/Bogota",
        "Bogota",
        "line 3: time_zone is 'Bogota', which is no time zone: did you mean 'America/Bogota'?",
    ),
    (
        "America/Bogota",
        "Nowhere at all",
        (
            "line 3: time_zone is 'Nowhere at all', which is no time zone: write a name such as "
            "'America/New_York'"
        ),
    ),
    (
        '"high"',
        '"hihg"',
        (
            "line 4: default_severity is 'hihg': write 'critical', 'high', 'medium' or 'low'; did you mean "
            "'high'?"
        ),
    ),
    (
        "= 14",
        "= 400",
        "line 5: reopen_days is 400, which will not do: write a whole number of days from 0 to 365",
    ),
    (
        "= 14",
        '= "14"',
        "line 5: reopen_days is '14', which will not do: write a whole number of days from 0 to 365",
    ),
    (
        "= true",
        '= "yes"',
        "line 6: claim_counts_as_response is 'yes', which will not do: write true or false",
    ),
    (
        "ask_again_minutes",
        "ask_again_minute",
        "line 7: ask_again_minute is no key that we know: did you mean ask_again_minutes?",
    ),
    (
        'label = "Alta"\n',
        "",
        (
            "line 14: severities.high.label is missing: write the plan's name for this level, at most 75 "
            "characters"
        ),
    ),
    (
        '"Alta"',
        f'"{"A" * 76}"',
        (
            f"line 15: severities.high.label is '{'A' * 76}', which will not do: write the plan's name for "
            "this level, at most 75 characters"
        ),
    ),
    (
        '["Un informe sale mal"]',
        "[]",
        (
            "line 22: severities.medium.examples is [], which will not do: write a list of examples in the "
            'client\'s words, such as ["Orders are stuck"]'
        ),
    ),
    (
        '["Un informe sale mal"]',
        '[""]',
        "line 22: severities.medium.examples[1] is empty: write some words",
    ),
    (
        "severities.low]",
        "severities.lowest]",
        "severities.low is missing: write a table [severities.low]",
    ),
    (
        "severities.low]",
        "severities.lowest]",
        "line 24: severities.lowest is no key that we know: did you mean low?",
    ),
    (
        "kinds.question",
        "kinds.questions",
        (
            "line 29: kinds.questions is 'questions': write 'incident', 'question', 'minor_enhancement', "
            "'major_enhancement', 'service_request', 'solution_design' or 'out_of_scope'; did you mean "
            "'question'?"
        ),
    ),
    (
        'meaning = "Preguntas de uso"',
        'price = 5\nmeaning = "Preguntas de uso"',
        "line 31: kinds.question.price is no key that we know: the keys here are label, meaning",
    ),
]


@pytest.mark.parametrize(("old", "new", "problem"), FAULTS, ids=[problem for _, _, problem in FAULTS])
def test_a_problem_names_line_field_and_remedy(old: str, new: str, problem: str) -> None:
    assert problem in problems_of(changed(old, new))


def test_all_problems_are_told_at_once_from_top_to_bottom() -> None:
    text = changed('"es"', '"fr"').replace("= 14", "= -1").replace("kinds.incident", "kinds.bug")
    problems = problems_of(text, "My Plan.toml")
    assert [problem.split(" is ")[0] for problem in problems] == [
        "the file's name",
        "line 2: language",
        "line 5: reopen_days",
        "line 33: kinds.bug",
    ]


def test_text_that_is_not_toml_is_told_with_its_line() -> None:
    assert problems_of('name = "Gold"\nlanguage = \n') == (
        "this is not TOML: Invalid value (at line 2, column 12)",
    )


def test_the_shipped_plans_are_these() -> None:
    plans = load_plans(None)
    assert sorted(plans) == [row[0] for row in SHIPPED]


@pytest.mark.parametrize(
    ("plan_id", "name", "language", "time_zone", "kinds"), SHIPPED, ids=[row[0] for row in SHIPPED]
)
def test_a_shipped_plan_says_what_its_text_says(
    plan_id: str, name: str, language: str, time_zone: str, kinds: str
) -> None:
    plan = load_plans(None)[plan_id]
    assert (plan.name, plan.language, plan.time_zone) == (name, language, time_zone)
    assert " ".join(plan.kinds) == kinds
    assert plan.default_severity is Severity.MEDIUM
    assert (plan.reopen_days, plan.claim_counts_as_response, plan.ask_again_minutes) == (7, False, 10)
    assert all(len(words.examples) == 3 for words in plan.severities.values())


def test_matai_speaks_in_the_words_of_its_guide() -> None:
    critical = load_plans(None)["matai-growth"].severities[Severity.CRITICAL]
    assert critical.label == "Critical"
    assert critical.examples[0] == "Order processing automation not running"


def test_every_shipped_plan_is_a_text_of_its_own() -> None:
    assert len({plan.version for plan in load_plans(None).values()}) == len(SHIPPED)


def test_the_companys_plans_come_beside_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "gold.toml").write_text(OWN, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no plan", encoding="utf-8")
    plans = load_plans(tmp_path)
    assert plans["gold"].name == "Gold"
    assert len(plans) == len(SHIPPED) + 1


def test_the_companys_plan_replaces_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "matai-growth.toml").write_text(OWN, encoding="utf-8")
    plans = load_plans(tmp_path)
    assert plans["matai-growth"].name == "Gold"
    assert len(plans) == len(SHIPPED)


def test_the_problems_of_every_file_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "gold.toml").write_text(changed('"es"', '"fr"'), encoding="utf-8")
    (tmp_path / "silver.toml").write_text("name =", encoding="utf-8")
    (tmp_path / "tin.toml").write_bytes(b'name = "\xff"')
    with pytest.raises(BadFileError) as refused:
        load_plans(tmp_path)
    assert refused.value.file == str(tmp_path)
    assert [problem.split(" ", 1)[0] for problem in refused.value.problems] == [
        "gold.toml:",
        "silver.toml:",
        "tin.toml:",
    ]
