"""The receipts: what staff and clients read of each clock, and how much of it fits."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import pytest

from bot.domain.plans import Plan
from bot.domain.tickets import Severity
from bot.views import ids
from bot.views.client_receipt import client_receipt, why_button
from bot.views.staff_receipt import staff_receipt
from bot.views.times import day_words, length, span
from tests.views.clocked import (
    APENDICE,
    DONE,
    GROWTH,
    ON_CLIENT,
    ON_THIRD_PARTY,
    Entry,
    at,
    busy,
    closing,
    receipt,
    to,
)
from tests.views.kit import HOSTILE, HUGE, alarms, refused, scene, words_of

DASH: Final = "\N{EN DASH}"
VERSION: Final = GROWTH.version
OPENED: Final = ("23 10:00", "opened")


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(hours=1, minutes=40), "1 h 40 min"),
        (timedelta(hours=27, seconds=59), "27 h"),
        (timedelta(minutes=12, seconds=30), "12 min 30 s"),
        (timedelta(seconds=1), "1 s"),
        (timedelta(0), "0 min"),
        (timedelta(hours=-2), "0 min"),
    ],
)
@pytest.mark.parametrize("language", ["en", "es", "pt"])
def test_lengths_are_told_in_two_units_and_never_in_days(time: timedelta, words: str, language: str) -> None:
    assert length(time, language) == words


def test_spans_and_days_are_told_in_the_readers_language_and_zone() -> None:
    assert (
        span(at("23 10:00"), at("23 12:30"), "en", "America/New_York") == f"Mon, Nov 23, 10:00 {DASH} 12:30"
    )
    assert span(at("23 10:00"), at("24 12:30"), "pt", "America/Sao_Paulo") == (
        f"seg., 23 de nov., 12:00 {DASH} ter., 24 de nov., 14:30"
    )
    assert [day_words(date(2026, 11, 30), tongue) for tongue in ("en", "es", "pt")] == [
        "Monday, November 30",
        "lunes, 30 de noviembre",
        "segunda-feira, 30 de novembro",
    ]


def staff(*entries: Entry, now: str, severity: str = "high") -> str:
    return words_of(
        staff_receipt(receipt(*entries, now=now, severity=severity), time_zone="America/New_York")
    )


def test_staff_read_each_interval_with_its_rule_calendar_severity_and_version() -> None:
    told = staff(
        ("23 16:00", "opened"),
        ("24 10:00", "severity_set", to(Severity.CRITICAL)),
        ("24 11:00", "replied"),
        ("24 11:30", "waited", ON_CLIENT),
        now="25 12:00",
    )
    resolution = told[told.index("⏸️ *Resolution*") : told.index("✅ *First response*")]
    assert resolution.splitlines() == [
        "⏸️ *Resolution*: paused, 4 h 30 min left when it goes on",
        "started Mon, Nov 23, 2026, 16:00 · paused since Tue, Nov 24, 2026, 11:30: waiting on client",
        f"_high: 2 business days on `business` · Matai Growth, version {VERSION}_",
        f"• Mon, Nov 23, 16:00 {DASH} Tue, Nov 24, 10:00: *3 h counted*, the clock runs",
        f"      Mon, Nov 23, 16:00 {DASH} 18:00 (2 h)",
        f"      Tue, Nov 24, 09:00 {DASH} 10:00 (1 h)",
        f"_critical: 9 hours on `business` · Matai Growth, version {VERSION}_",
        f"• Tue, Nov 24, 10:00 {DASH} 11:30: *1 h 30 min counted*, the clock runs",
        f"• Tue, Nov 24, 11:30 {DASH} Wed, Nov 25, 12:00: not counted, waiting on client",
    ]
    assert f"`business` in version {VERSION}: Monday {DASH} Friday: 09:00{DASH}18:00" in told
    assert told.endswith("Times are by your clock (America/New_York).")


STAFF_TOLD: Final[dict[str, tuple[tuple[Entry, ...], str, str, tuple[str, ...]]]] = {
    "one that runs says what is left, and what lies ahead": (
        (OPENED,),
        "23 12:00",
        "critical",
        (
            "⏱️ *First response*: running, 2 h left",
            "due Mon, Nov 23, 2026, 14:00",
            f"• Mon, Nov 23, 10:00 {DASH} 12:00: *2 h counted*, the clock runs",
            f"• Mon, Nov 23, 12:00 {DASH} 14:00: 2 h to go",
        ),
    ),
    "one that was missed says by how much, and when it was breached": (
        (OPENED, ("23 14:30", "replied")),
        "23 15:00",
        "critical",
        (
            "❌ *First response*: missed by 30 min",
            "breached Mon, Nov 23, 2026, 14:00 · stopped Mon, Nov 23, 2026, 14:30",
        ),
    ),
    "one in breach says what was counted since": (
        (("27 17:00", "opened"),),
        "12-01 11:00",
        "critical",
        ("🔴 *First response*: in breach, overdrawn by 8 h", "due Mon, Nov 30, 2026, 12:00"),
    ),
    "one that was met says with how much to spare, also long after the ticket closed": (
        (OPENED, ("23 12:00", "resolved", DONE), ("24 12:00", "closed")),
        "30 10:00",
        "critical",
        (
            "✅ *Resolution*: met with 7 h to spare",
            "due Tue, Nov 24, 2026, 10:00 · stopped Mon, Nov 23, 2026, 12:00",
            f"• Mon, Nov 23, 12:00 {DASH} Mon, Nov 30, 10:00: not counted, resolved",
        ),
    ),
    "a pause for a third party is one only where it is": (
        (OPENED, ("23 11:00", "replied"), ("23 12:00", "waited", ON_THIRD_PARTY)),
        "23 13:00",
        "critical",
        (
            "⏸️ *Update*: paused, 8 h left when it goes on",
            "paused since Mon, Nov 23, 2026, 12:00: waiting on third party",
            "⏱️ *Resolution*: running, 6 h left",
        ),
    ),
    "best effort is measured and never due": (
        (OPENED,),
        "24 10:00",
        "low",
        (
            "⚪ *Resolution*: measured, never due",
            f"_low: best effort on `business` · Matai Growth, version {VERSION}_",
            f"• Mon, Nov 23, 10:00 {DASH} Tue, Nov 24, 10:00: *9 h counted*, the clock runs",
            "_low: by the next planning day on `business`",
        ),
    ),
    "all stop where it is merged": (
        (OPENED, ("23 11:00", "merged", {"into": 141})),
        "24 10:00",
        "high",
        ("🚫 *First response*: stopped", "🚫 *Resolution*: stopped", "not a request, or merged"),
    ),
    "closed hours count nothing": (
        (("28 10:00", "opened"),),
        "28 20:00",
        "high",
        (f"• Sat, Nov 28, 10:00 {DASH} 20:00: nothing counted, closed all the while",),
    ),
    "holidays are named": (
        (("25 17:00", "opened"),),
        "27 10:00",
        "critical",
        ("      Thursday, November 26 is closed: Thanksgiving Day",),
    ),
}


@pytest.mark.parametrize(("entries", "now", "severity", "lines"), STAFF_TOLD.values(), ids=STAFF_TOLD)
def test_staff_read_how_a_clock_stands(
    entries: tuple[Entry, ...], now: str, severity: str, lines: tuple[str, ...]
) -> None:
    told = staff(*entries, now=now, severity=severity)
    assert [line for line in lines if line not in told] == []


def theirs(*entries: Entry, now: str, severity: str = "critical", plan: Plan = GROWTH) -> list[str]:
    return words_of(client_receipt(receipt(*entries, now=now, severity=severity, plan=plan))).splitlines()


def test_a_client_reads_why_a_late_message_is_answered_after_a_monday_holiday() -> None:
    plan = closing(GROWTH, "business", date(2026, 11, 30), "Founders & friends")
    hours = f"Monday {DASH} Friday: 09:00{DASH}18:00, by the clock of America/New_York"
    assert theirs(("27 17:59:59", "opened"), now="27 18:05", plan=plan) == [
        "Ticket #142: Orders are stuck",
        "*First answer* at severity *Critical*: 4 hours of our opening hours",
        "So you can expect it by *Tue, Dec 1, 2026, 12:59*: 3 h 59 min left.",
        f"• Fri, Nov 27, 17:59 {DASH} 18:00: 1 s",
        "• Monday, November 30 is closed: Founders &amp; friends",
        f"• Tue, Dec 1, 09:00 {DASH} 12:59: 3 h 59 min",
        "*Solution* at severity *Critical*: 9 hours of our opening hours",
        "So you can expect it by *Tue, Dec 1, 2026, 17:59*: 8 h 59 min left.",
        f"• Fri, Nov 27, 17:59 {DASH} 18:00: 1 s",
        "• Monday, November 30 is closed: Founders &amp; friends",
        f"• Tue, Dec 1, 09:00 {DASH} 17:59: 8 h 59 min",
        "Times are by your clock (America/New_York).",
        f"Our opening hours: {hours}; Closed on public holidays (United States)",
    ]


CLIENT_TOLD: Final[dict[str, tuple[tuple[Entry, ...], str, str, tuple[str, ...]]]] = {
    "an answer in time": (
        (OPENED, ("23 12:00", "replied")),
        "23 13:00",
        "critical",
        ("You had it on Mon, Nov 23, 2026, 12:00, in time: the latest was Mon, Nov 23, 2026, 14:00.",),
    ),
    "an answer that is late, explained up to when it was due": (
        (OPENED,),
        "23 15:30",
        "critical",
        (
            (
                "You could expect it by *Mon, Nov 23, 2026, 14:00*. "
                "Counted the same way, it is 1 h 30 min late, and we are sorry."
            ),
            f"• Mon, Nov 23, 10:00 {DASH} 14:00: 4 h",
        ),
    ),
    "an answer that was late": (
        (OPENED, ("23 14:30", "replied")),
        "24 10:00",
        "critical",
        (
            (
                "You could expect it by *Mon, Nov 23, 2026, 14:00* and had it on Mon, Nov 23, 2026, 14:30: "
                "counted the same way, 30 min late. We are sorry."
            ),
        ),
    ),
    "a wait for them": (
        (OPENED, ("23 11:00", "replied"), ("23 12:00", "waited", ON_CLIENT)),
        "24 12:00",
        "critical",
        (
            (
                "We have waited for your answer since Mon, Nov 23, 2026, 12:00. "
                "That time does not count: once you write, 7 h are left."
            ),
            f"• Mon, Nov 23, 12:00 {DASH} Tue, Nov 24, 12:00: waiting for your answer, not counted",
        ),
    ),
    "their latest message": (
        (
            OPENED,
            ("23 11:00", "replied"),
            ("23 12:00", "messaged"),
            ("23 12:30", "replied"),
            ("24 10:00", "messaged"),
        ),
        "24 11:00",
        "critical",
        (
            "*Answer to your latest message* at severity *Critical*: 4 hours of our opening hours",
            f"• Tue, Nov 24, 10:00 {DASH} 14:00: 4 h",
        ),
    ),
    "another severity": (
        (OPENED, ("23 12:00", "severity_set", to(Severity.CRITICAL))),
        "23 12:30",
        "high",
        (
            "• From Mon, Nov 23, 2026, 10:00 at severity *High*: 24 hours of our opening hours",
            "• From Mon, Nov 23, 2026, 12:00 at severity *Critical*: 4 hours of our opening hours",
            f"• Mon, Nov 23, 12:00 {DASH} 14:00: 2 h",
        ),
    ),
    "many days are told as one, with the holiday between": (
        (OPENED,),
        "23 12:00",
        "medium",
        (
            f"• Mon, Nov 23, 10:00 {DASH} Tue, Dec 1, 10:00: 45 h of our opening hours",
            "• Thursday, November 26 is closed: Thanksgiving Day",
        ),
    ),
    "the next planning, and what has no promised time": (
        (OPENED,),
        "23 12:00",
        "low",
        (
            "*First answer* at severity *Low*: at the next planning (Monthly check-in call)",
            "So you can expect it on *Mon, Dec 7, 2026, 10:00*.",
            "*Solution* at severity *Low*: as soon as we can, without a promised time",
        ),
    ),
    "a solution in time": (
        (OPENED, ("23 12:00", "resolved", DONE), ("24 12:00", "closed")),
        "30 10:00",
        "critical",
        ("It was solved on Mon, Nov 23, 2026, 12:00, in time: the latest was Tue, Nov 24, 2026, 10:00.",),
    ),
    "what was set aside": (
        (OPENED, ("23 12:00", "dismissed")),
        "24 10:00",
        "high",
        (
            (
                "Nothing is counted since Mon, Nov 23, 2026, 12:00: "
                "this was set aside, or goes on in another ticket."
            ),
        ),
    ),
}


@pytest.mark.parametrize(("entries", "now", "severity", "lines"), CLIENT_TOLD.values(), ids=CLIENT_TOLD)
def test_a_client_reads_why(
    entries: tuple[Entry, ...], now: str, severity: str, lines: tuple[str, ...]
) -> None:
    told = theirs(*entries, now=now, severity=severity)
    assert [line for line in lines if line not in told] == []


@pytest.mark.parametrize("language", ["en", "es", "pt"])
@pytest.mark.parametrize(("entries", "now", "severity", "_"), CLIENT_TOLD.values(), ids=CLIENT_TOLD)
def test_a_client_reads_no_internal_word(
    entries: tuple[Entry, ...], now: str, severity: str, _: tuple[str, ...], language: str
) -> None:
    drawn = client_receipt(receipt(*entries, now=now, severity=severity, language=language))
    told = words_of(drawn).casefold()
    internal = (VERSION, "u1", "breach", "waits_on", "_", "sla", "clock runs", "triage", "business`")
    assert [word for word in internal if word in told.replace("america/new_york", "")] == []
    assert refused(drawn) == []


def test_a_portuguese_client_reads_it_in_portuguese_by_their_own_clock() -> None:
    drawn = receipt(
        ("19 15:30", "opened"),
        now="19 15:40",
        plan=APENDICE,
        language="pt",
        time_zone="America/Sao_Paulo",
        severity="medium",
    )
    hours = f"Segunda-feira {DASH} sexta-feira: 09:00{DASH}18:00, no seu próprio horário"
    assert words_of(client_receipt(drawn)).splitlines() == [
        "Chamado #142: Orders are stuck",
        "*Primeira resposta* com severidade *Média*: 1 dia útil",
        "Por isso você pode esperá-la até *seg., 23 de nov. de 2026, 17:30*: faltam 8 h 50 min.",
        f"• qui., 19 de nov., 17:30 {DASH} 18:00: 30 min",
        "• Sexta-feira, 20 de novembro: fechado (Dia Nacional de Zumbi e da Consciência Negra)",
        f"• seg., 23 de nov., 09:00 {DASH} 17:30: 8 h 30 min",
        "*Solução* com severidade *Média*: assim que pudermos, sem prazo prometido",
        "Os horários são os do seu relógio (America/Sao_Paulo).",
        f"O nosso horário de atendimento: {hours}; Fechado nos feriados (Brasil, SP)",
    ]


@pytest.mark.parametrize("text", [HOSTILE, HUGE, ""], ids=["hostile text", "huge text", "no text"])
def test_whatever_people_and_plans_say_notifies_nobody(text: str) -> None:
    plan = closing(GROWTH, "business", date(2026, 11, 30), text)
    drawn = receipt(
        OPENED, ("23 11:00", "replied"), now="30 10:00", plan=replace(plan, name=text), title=text
    )
    drawn = replace(drawn, scene=replace(drawn.scene, client=replace(drawn.scene.client, name=text)))
    for each in (staff_receipt(drawn), client_receipt(drawn)):
        assert (refused(each), alarms(each)) == ([], [])


def test_a_ticket_of_two_hundred_events_fits_into_what_slack_takes_and_says_what_is_left_out() -> None:
    entries = busy(50)
    drawn = receipt(*entries, now="30 10:00")
    assert (len(entries), len(drawn.clocks)) == (201, 102)
    for_staff, for_client = staff_receipt(drawn), client_receipt(drawn)
    assert (refused(for_staff), refused(for_client)) == ([], [])
    assert len(json.dumps(for_staff.blocks)) < 13_000
    told = words_of(for_staff)
    shown = told.count("\nstarted ")
    assert f"and {102 - shown} more" in told
    assert "*Resolution*: in breach" in told, "what is open comes first"
    assert "77 earlier intervals are left out; 61 h 36 min were counted in them." in told


def test_a_client_of_a_ticket_of_many_waits_is_told_what_is_left_out() -> None:
    waits: list[Entry] = [("23 09:00", "opened")]
    for minute in range(0, 58, 2):
        waits += [(f"23 09:{minute:02}:30", "waited", ON_CLIENT), (f"23 09:{minute + 1:02}", "resumed")]
    told = theirs(*waits, now="23 10:00")
    assert "40 earlier steps are left out." in told


def test_the_button_carries_its_ticket_and_speaks_the_clients_language() -> None:
    drawn = [why_button(scene(language=language)) for language in ("en", "es", "pt")]
    assert {(each["action_id"], each["value"]) for each in drawn} == {(ids.ASK_WHY, "142")}
    labels = [each["text"]["text"] for each in drawn if isinstance(each["text"], dict)]
    assert labels == ["Why this time?", "¿Por qué esta hora?", "Por que este prazo?"]
