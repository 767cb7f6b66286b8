"""A plan as a page for a client: whole, in the plan's language, and silent about how we work inside."""

import re
from datetime import time

import pytest

from bot.domain.plans import read_plan, with_addons
from bot.services.plans import find_plan, load_plans
from bot.views.plan_json import plan_as_json
from bot.views.plan_page import plan_page
from tests.domain.own_plan import OWN, changed

DASH = "\N{EN DASH}"
SUCCESS = "Tasa de éxito (objetivo: 99,5 %)"
GOLD = f"""\
# Gold

## Qué puede esperar

### Crítica

Todo está parado

- Primera respuesta: 30 minutos, a toda hora
- Cada respuesta posterior: 1 hora, a toda hora
- Noticias mientras trabajamos, al menos cada: 2 horas, a toda hora
- Solución: 1 día, a toda hora

### Alta

Una función importante falla

- Primera respuesta: 4 horas, a toda hora
- Solución: 2 días hábiles

### Media

Un problema menor

- Primera respuesta: 1 día hábil
- Solución: lo antes posible, sin un plazo prometido

### Baja

Una consulta

- Primera respuesta: en la próxima planificación (Planificación)
- Solución: lo antes posible, sin un plazo prometido

## Cuándo estamos

- A toda hora, todos los días, para: Crítica y Alta
- Lunes {DASH} jueves: 08:00{DASH}12:00, 13:00{DASH}17:00, según su propia hora
- Viernes: 08:00{DASH}12:00, según su propia hora
- Cerrado en los feriados (Colombia)
- Cerrado el 31 de diciembre de 2026 (Fin de año)
- Abierto el 20 de julio de 2026, aunque es feriado
- Otro horario el 24 de diciembre de 2026: 08:00{DASH}10:00
- Llame al número de emergencias.

## A quién avisamos y cuándo

- Crítica, a toda hora:
  - Nivel 1, Mesa: quien se ocupa de su pedido, quien esté de guardia y otras personas de nuestro equipo; \
al pasar el 50 % del plazo prometido (Primera respuesta)
  - Nivel 2: su responsable de cuenta y otras personas de nuestro equipo; \
30 minutos después del nivel anterior

## Qué cuestan sus pedidos

- Consulta: se descuenta de sus horas mensuales. Preguntas de uso.
- Error: incluido; fuera de horario, se cobra aparte: 85,00 US$ por hora o un precio fijo. Algo no funciona.

## Sus horas mensuales

- 10 horas cada mes
- Lo que no use pasa al mes siguiente; al comenzar un mes hay como máximo 20 horas.
- Si pasa a este plan desde otro con menos horas a mitad de mes, sus horas cuentan desde el mes siguiente.
- El trabajo se cuenta en pasos de 6 minutos.

## Por teléfono

- Hasta 1 hora 30 minutos por mes
- En nuestro horario de atención
- Para estos niveles: Crítica y Alta

## Qué recibe regularmente

- Resumen: cada semana (viernes)
- Balance: cada año, desde el 8 de enero
- Planificación: cada mes, desde el día 10
- Nuestros informes mensuales y trimestrales hablan de: Disponibilidad, {SUCCESS} y Operaciones

## Cuando esperamos su respuesta

- Se lo recordamos después de 1 y 3 días hábiles.
- Su respuesta dentro de 14 días lo abre de nuevo.

## Qué puede agregar

- Noches (200,00 US$ por mes): También de noche"""


def test_the_page_says_all_that_a_plan_states() -> None:
    assert plan_page(read_plan(OWN, "gold.toml")).replace("\N{NO-BREAK SPACE}", " ") == GOLD


def test_a_plan_with_an_add_on_says_so_and_offers_it_no_more() -> None:
    page = plan_page(with_addons(find_plan("matai-growth", None), ["after-hours"]))
    assert page.startswith("# Matai Growth\n\nWith After-hours support.\n")
    assert "- At any hour of any day for: Critical and High\n" in page
    assert "What you can add" not in page


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("rollover_cap = 2", "rollover_cap = 1", "- Lo que no use vence al final del mes."),
        (
            "resolve_after_days = 0",
            "resolve_after_days = 4",
            "- Después de 4 días hábiles sin respuesta damos",
        ),
        (
            'monthly_price = { cents = 20000, currency = "USD" }\n',
            "",
            "- Noches, a convenir: También de noche",
        ),
        ("needs_approval = false", "needs_approval = true", "una vez que usted apruebe el presupuesto."),
        ('monthly = "90m"\n', "", "- El tiempo que haga falta"),
        ('currency = "USD"\n\n[est', 'currency = "JPY"\n\n[est', "8.500 JPY por hora"),
        ("reopen_days = 14", "reopen_days = 1", "- Su respuesta dentro de 1 día lo abre de nuevo."),
        ('coverage = "hours"', 'coverage = "excluded"', "- Consulta: no es parte de este plan."),
    ],
)
def test_what_a_plan_changes_is_said(old: str, new: str, said: str) -> None:
    page = plan_page(read_plan(changed(old, new), "gold.toml"))
    assert said in page.replace("\N{NO-BREAK SPACE}", " ")


CALLED = {
    "in English": (
        "matai-growth",
        [
            "- Critical, at any hour:",
            "  - Level 1: whoever is on call; at once",
            (
                "  - Level 2: whoever takes care of it and whoever is on call; "
                "after 50 % of the promised time (First answer)"
            ),
            (
                "  - Level 3: whoever takes care of it, whoever is on call, and your account manager; "
                "when the promised time is over (First answer)"
            ),
            "- High and Medium, in our opening hours:",
            (
                "- You can call for the next level yourself: press “This is urgent” below your request, "
                "once an hour at most."
            ),
        ],
    ),
    "in Portuguese": (
        "apendice-b",
        [
            "- Crítica, a qualquer hora:",
            ("  - Nível 2, Soluções Técnicas (TAM): o seu gerente de conta; 1 hora depois do nível anterior"),
            "- Alta, Média e Baixa, no nosso horário de atendimento:",
        ],
    ),
    "around the clock": ("ongoing-support", ["- Critical, at any hour:"]),
}


@pytest.mark.parametrize("case", CALLED)
def test_whom_we_call_and_when_is_said_level_by_level(case: str) -> None:
    plan, expected = CALLED[case]
    page = plan_page(find_plan(plan, None)).splitlines()
    assert [line for line in expected if line not in page] == []


def test_a_client_is_offered_no_call_that_the_plan_does_not_allow() -> None:
    allowed = changed("clients_may_escalate = false", "clients_may_escalate = true")
    offer = "- Usted mismo puede pedir el siguiente nivel: pulse «Es urgente» debajo de su pedido"
    assert offer in plan_page(read_plan(allowed, "gold.toml"))
    assert offer not in plan_page(read_plan(OWN, "gold.toml"))
    assert "Whom we call" not in plan_page(find_plan("macktez-managed", None))


def test_the_page_of_a_shipped_plan_has_no_inner_word() -> None:
    for plan in load_plans(None).values():
        page = plan_page(plan)
        assert not re.search(r"on_call|assignee|best_effort|next_planning|None|\{|L\d|escalat", page), plan.id


def test_a_plan_as_json_has_its_fields_by_name_and_targets_as_written() -> None:
    told = plan_as_json(with_addons(read_plan(OWN, "gold.toml"), ["noches"]))
    assert (told["plan"], told["name"], told["default_severity"]) == ("gold", "Gold", "high")
    assert str(told["version"]).endswith("+noches")
    assert told["targets"]["high"] == {  # type: ignore[index]
        "first_response": {"target": "2h", "calendar": "24/7"},
        "resolution": {"target": "2d", "calendar": "24/7"},
    }
    at = time(11, 30).isoformat()
    assert told["planning"] == {"title": "Planificación", "day": 10, "at": at, "minutes": 30}
    assert "text" not in told


@pytest.mark.parametrize(
    ("silence", "reminded", "settled"),
    [
        ("nudge_after_days = [1]\nresolve_after_days = 2", "1 día hábil.", "2 días hábiles"),
        ("nudge_after_days = []\nresolve_after_days = 1", "", "1 día hábil sin"),
        ("nudge_after_days = [1, 3]\nresolve_after_days = 8", "1 y 3 días hábiles.", "8 días hábiles"),
    ],
)
def test_one_business_day_is_told_as_one(silence: str, reminded: str, settled: str) -> None:
    page = plan_page(
        read_plan(changed("nudge_after_days = [1, 3]\nresolve_after_days = 0", silence), "gold.toml")
    )
    assert settled in page
    assert ("Se lo recordamos después de " + reminded in page) is bool(reminded)


def test_a_part_of_a_country_is_told_beside_it() -> None:
    assert "- Fechado nos feriados (Brasil, SP)\n" in plan_page(find_plan("apendice-b", None))
