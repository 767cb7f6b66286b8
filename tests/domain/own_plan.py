"""A plan that a company wrote: everything that a file may state, each thing once, for tests to spoil."""

from typing import Final

import pytest

from bot.domain.plans import read_plan
from bot.errors import BadFileError

OWN: Final = """\
name = "Gold"
language = "es"
time_zone = "America/Bogota"
default_severity = "high"
default_kind = "incident"
reopen_days = 14
claim_counts_as_response = true
ask_again_minutes = 20
business_calendar = "oficina"
third_party_pauses_resolution = true
warnings_percent = [60, 80]
clients_may_escalate = false
tells_client_of_breach = false
step_minutes = 6

[calendars.oficina]
time_zone = "America/Lima"
follows_client = true
week = { mon-thu = ["08:00-12:00", "13:00-17:00"], fri = ["08:00-12:00"] }
holidays = { country = "CO" }
worked = [2026-07-20]

[calendars.oficina.closed]
2026-12-31 = "Fin de año"

[calendars.oficina.shifts]
2026-12-24 = ["08:00-10:00"]

[planning]
title = "Planificación"
day = 10
at = "11:30"

[hours]
monthly = "10h"
rollover_cap = 2
period = "calendar_month"
carries_debt = true
alerts_client = true

[rates.extra]
cents = 8500
currency = "USD"

[estimates]
remind_after_days = 3
expire_after_days = 6

[phone]
monthly = "90m"
calendar = "oficina"
severities = ["critical", "high"]

[emergency]
severities = ["critical"]
contact = "Llame al número de emergencias."

[[escalations.urgente]]
title = "Mesa"
clock = "first_response"
percent = 50
notify = ["assignee", "on_call:L1", "@sam"]
repeats = 5
every = "10m"

[[escalations.urgente]]
after = "30m"
notify = ["account_manager", "group:seniors", "#crisis"]

[reports.weekly]
title = "Resumen"
day = "fri"
at = "16:00"

[reports.yearly]
title = "Balance"
day = 8

[waiting_on_client]
nudge_after_days = [1, 3]
resolve_after_days = 0

[severities.critical]
label = "Crítica"
meaning = "Todo está parado"
examples = ["El sistema está caído"]
calendar = "24/7"
first_response = "30m"
next_response = "1h"
update = "2h"
resolution = "1d"
escalation = "urgente"

[severities.high]
label = "Alta"
meaning = "Una función importante falla"
examples = ["No se envían pedidos", "Falla el cobro"]
first_response = { within = "4h", calendar = "24/7" }
resolution = "2bd"

[severities.medium]
label = "Media"
meaning = "Un problema menor"
examples = ["Un informe sale mal"]
first_response = "1bd"
resolution = "best_effort"

[severities.low]
label = "Baja"
meaning = "Una consulta"
examples = ["¿Cómo agrego un usuario?"]
first_response = "next_planning"
resolution = "best_effort"

[kinds.question]
label = "Consulta"
meaning = "Preguntas de uso"
coverage = "hours"

[kinds.incident]
label = "Error"
meaning = "Algo no funciona"
coverage = "included"
after_hours = "billable"
clause = "Fuera de horario se cobra aparte"
rate = "extra"
charges = ["hourly", "flat_fee"]
needs_approval = false

[addons.noches]
label = "Noches"
meaning = "También de noche"
monthly_price = { cents = 20000, currency = "USD" }

[addons.noches.changes.severities.high]
first_response = "2h"
calendar = "24/7"
resolution = "2d"

[satisfaction]
asks = false
low_score = 1

[reports]
metrics = ["operations", "uptime"]
success_rate_target = 99.5
"""


def changed(old: str, new: str, text: str = OWN) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


def problems_of(text: str, file: str = "gold.toml") -> tuple[str, ...]:
    with pytest.raises(BadFileError) as refused:
        read_plan(text, file)
    assert refused.value.file == file
    return tuple(map(str, refused.value.problems))
