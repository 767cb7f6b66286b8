"""Every message and view, drawn from the worst that people type, is taken by Slack and notifies nobody."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from bot.domain.documents import Bar
from bot.domain.enclosures import bar_picture, enclosing
from bot.domain.notices import Words
from bot.domain.people import Person, Role
from bot.domain.sought import read_sought
from bot.domain.ticket_words import Spoken
from bot.domain.tickets import EventKind, RequestKind, Severity, Status, Ticket
from bot.views import answers, client_answers, cost_modals, found, home, ids, modals, notices, rating, setup
from bot.views.answers import Listed
from bot.views.rendered import Rendered, View
from bot.views.scene import Scene
from tests.views.kit import (
    CHANNEL,
    CLIENT,
    ESTIMATE,
    EVENT_FACTS,
    FILE,
    HOSTILE,
    HUGE,
    MICROS,
    RATING,
    TICKET,
    alarms,
    happened,
    plan,
    refused,
    rows,
    said,
    scene,
)

TEXTS = {"huge text": HUGE, "hostile text": HOSTILE, "no text": "", "blank text": " \n "}
LANGUAGES = ("en", "es", "pt")

NOBODY = {"mention": "", "elsewhere": ""}
"""Whom we mention ourselves is left out, so that what people typed shows where it mentions somebody."""
TICKET_WORDS: Mapping[Words, Mapping[str, object]] = {
    Words.ROOT: {},
    Words.OPENED: {},
    Words.SEVERITY_AGAIN: {},
    Words.SEVERITY_CHANGED: {"severity": "high", "before": "low"},
    Words.CLAIMED: {"assignee": "U0SAM"},
    Words.WAITING: {"status": "waiting_on_client"},
    Words.RESUMED: {},
    Words.RESOLVED: {},
    Words.REOPENED: {"why": "still_broken"},
    Words.MERGED: {"into": 143},
    Words.REPLY: {"by": "U0SAM"},
    Words.NUDGED: {"nudge": 1, "of": 2, "resolves": "2026-03-13T14:05:00+00:00"},
    Words.UNANSWERED: {"until": "2026-03-20T14:05:00+00:00"},
    Words.CARD: {},
    Words.LINE: {"event": "noted", "by": "U0SAM"},
    Words.PAGE: {"event": "escalated", **EVENT_FACTS[EventKind.ESCALATED], **NOBODY},
    Words.LATE: {"due": MICROS, "expected": MICROS},
    Words.SET_BACK: {"was": MICROS, "due": MICROS},
    Words.URGED: {"later": MICROS},
    Words.COVERAGE: {"kind": "question", "in_hours": "hours", "after_hours": "billable", "of_kind": 5},
    Words.CONTESTED: {"told": "U0SAM"},
}
CALLING_WORDS: Mapping[Words, Mapping[str, object]] = {
    Words.STOPWATCH: {"by": "U0ANA", "minutes": 250, "since": "2026-03-02T15:00:00+00:00"},
    Words.REMINDER: {"by": "U0SAM", "asked_on": 141, "late_since": "2026-03-02T15:00:00+00:00"},
    Words.ESTIMATE: {"estimate": 6},
    Words.RATING: {"asked": 6},
    Words.ESTIMATE_REMINDER: {**EVENT_FACTS[EventKind.ESTIMATED], "estimate": 6},
}
"""These notify the one whom they are for."""
PLAIN_WORDS: Mapping[Words, Mapping[str, object]] = {
    Words.ASK: {"ts": "1772538900.000100"},
    Words.ANSWER: {},
    Words.PICTURE: enclosing(bar_picture("hours.png", HOSTILE, Bar("Hours", ()))),
    Words.SETUP_OFFER: {"channel": "C0ACME"},
    Words.SETUP_OUTSIDER: {"channel": "C0ACME"},
    Words.SETUP_DONE: {"channel": "C0ACME", "client": "Acme", "plan": "matai-growth", "opened": 2},
    Words.STAFF: {},
}


def full_of(text: str, language: str = "en", ticket: Ticket = TICKET) -> Scene:
    """A scene in which *text* stands wherever people write."""
    told = dict.fromkeys(ids.DETAILS, text)
    filled = replace(ticket, title=text, summary=text, details=told, assignee="U0SAM")
    messages = (said(text, files=(FILE,)), said(text, ts="1772539000.000200", files=(FILE,) * 30))
    drawn = scene(filled, language=language, messages=messages)
    words = replace(drawn.plan.severities[Severity.LOW], meaning=text, examples=(text,) * 3)
    severities = {**drawn.plan.severities, Severity.LOW: words}
    client, names = replace(drawn.client, name=text), {"U0ANA": text, "U0SAM": text}
    clauses = {kind: replace(each, clause=text) for kind, each in drawn.plan.coverage.items()}
    offered = replace(drawn.plan, severities=severities, coverage=clauses)
    asked = replace(ESTIMATE, offer=replace(ESTIMATE.offer, text=text), reason=text)
    return replace(drawn, client=client, names=names, plan=offered, estimates=(asked,), ratings=(RATING,))


def check(drawn: Rendered | View, meant: str = "") -> None:
    assert refused(drawn) == []
    assert alarms(drawn, meant) == []


def test_every_kind_of_words_is_drawn_or_a_reaction() -> None:
    # What is said of a closure depends on the moment, and has its own tests, as have mornings and digests.
    drawn = set(TICKET_WORDS) | set(CALLING_WORDS) | set(PLAIN_WORDS)
    worked_out = {Words.TODAY, Words.MORNING, Words.DIGEST, Words.AGENDA}
    assert drawn | worked_out | {Words.JOINED, Words.CLOSED} == set(Words)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", TICKET_WORDS)
def test_a_message_about_a_ticket_is_taken_whatever_people_wrote(
    words: Words, language: str, text: str
) -> None:
    facts = {"text": text, **TICKET_WORDS[words]}
    meant = f"<@{TICKET.requester}>" if words is Words.NUDGED else ""
    check(notices.render(words, full_of(text, language), facts), meant)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("words", CALLING_WORDS)
def test_a_message_that_calls_somebody_calls_nobody_else(words: Words, text: str) -> None:
    drawn = notices.render(words, full_of(text), {"text": text, **CALLING_WORDS[words]})
    assert refused(drawn) == []
    whole = json.dumps([drawn.text, drawn.blocks])
    called = "<@U0SAM>" if words is Words.REMINDER else "<@U0ANA>"
    assert whole.count(called) == 2, "in the text and in the blocks"
    quiet = json.loads(whole.replace(called, ""))
    assert alarms(Rendered(quiet[0], tuple(quiet[1]))) == []


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("words", [Words.CARD, Words.OPENED, Words.RESOLVED, Words.SEVERITY_AGAIN])
def test_a_message_is_taken_in_every_status_and_severity(
    words: Words, severity: Severity, status: Status
) -> None:
    ticket = replace(TICKET, status=status, severity=severity)
    states = (
        replace(ticket, suggested=severity),
        replace(ticket, severity_by="client", wanted=Severity.LOW, kind=RequestKind.QUESTION),
        replace(ticket, merged_into=143, follows=140, reopened=2, confirmed=True),
    )
    for state in states:
        check(notices.render(words, full_of(HOSTILE, ticket=state), {}))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("words", PLAIN_WORDS)
def test_a_message_about_no_ticket_is_taken(words: Words, text: str) -> None:
    # What ANSWER and STAFF say was escaped by whoever worded it.
    facts = {"text": text if words not in {Words.ANSWER, Words.STAFF} else "Said already.", "name": text}
    check(notices.render_plain(words, "pt", {**facts, **PLAIN_WORDS[words]}))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("kind", EventKind)
def test_the_line_of_every_event_is_taken(kind: EventKind, text: str) -> None:
    typed = {
        name: text for name in ("text", "summary", "what", "reason", "title") if name in EVENT_FACTS[kind]
    }
    facts = {**EVENT_FACTS[kind], **typed, **NOBODY, "event": kind.value, "by": "U0ANA"}
    check(notices.render(Words.LINE, full_of(text), facts))


SCENE_MODALS: Mapping[str, Callable[[Scene], View]] = {
    "estimate": cost_modals.estimate_modal,
    "decline": lambda drawn: cost_modals.decline_modal(drawn, 6),
    "contest": lambda drawn: cost_modals.contest_modal(drawn, 5),
    "comment": lambda drawn: rating.comment_modal(drawn, replace(RATING, score=1, comment=drawn.client.name)),
    "details": modals.details_modal,
    "resolve": modals.resolve_modal,
    "reply": modals.reply_modal,
    "note": modals.note_modal,
    "assign": modals.assign_modal,
    "severity": modals.severity_modal,
    "kind": modals.kind_modal,
    "split": modals.split_modal,
    "more": modals.more_modal,
    "merge": lambda drawn: modals.merge_modal(drawn, [replace(TICKET, number=3, title=drawn.ticket.title)]),
    "merge with nothing": lambda drawn: modals.merge_modal(drawn, []),
    "merge with a crowd": lambda drawn: modals.merge_modal(
        drawn, [replace(TICKET, number=n) for n in range(1, 150)]
    ),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("draw", SCENE_MODALS.values(), ids=SCENE_MODALS)
def test_a_modal_is_taken_whatever_people_wrote(
    draw: Callable[[Scene], View], language: str, text: str
) -> None:
    assert refused(draw(full_of(text, language, replace(TICKET, kind=RequestKind.QUESTION)))) == []


@pytest.mark.parametrize("status", Status)
def test_the_list_of_more_is_taken_in_every_status(status: Status) -> None:
    check(modals.more_modal(scene(replace(TICKET, status=status))))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_forms_of_staff_are_taken(text: str) -> None:
    client, channel = replace(CLIENT, name=text), replace(CHANNEL, name=text)
    drawn = (
        setup.setup_modal(channel, [replace(plan(), name=text)], client=client),
        setup.setup_modal(channel, [plan()], name=text, triage="C0TRIAGE"),
        setup.new_ticket_modal([(channel, client)], text=text, severity="high"),
        setup.new_ticket_modal([], text=text),
        setup.new_ticket_modal([(replace(channel, id=f"C{n}"), client) for n in range(150)]),
        modals.notice_modal(answers.done_text(answers.Done.CLAIMED, number=1)),
    )
    assert [refused(each) for each in drawn] == [[]] * len(drawn)


def hits_of(text: str) -> list[found.Hit]:
    """What is found by a text, in all that a ticket can have of it."""
    ticket = replace(full_of(text).ticket, number=7, merged_into=8, status=Status.CANCELLED)
    return [found.Hit(ticket, (Spoken(text), Spoken(text, is_note=True)), TICKET)] * 10


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_lists_and_pages_are_taken(text: str) -> None:
    many = [replace(TICKET, number=n, title=text, assignee="U0SAM") for n in range(1, 60)]
    worded = replace(rows({"acme": text}), names={"U0SAM": text, "U0ANA": text})
    client = replace(CLIENT, name=text)
    history = [happened(EventKind.NOTED, text=text) for _ in range(60)]
    drawn: list[Rendered | View] = [
        *(answers.ticket_list(each, worded, which, client=text) for each in (many, []) for which in Listed),
        answers.ticket_page(full_of(text), history),
        client_answers.client_status(many, client, worded.names),
        client_answers.client_ticket(full_of(text, "pt")),
        found.found(
            found.Found(read_sought(text), hits_of(text), found.Page(1, 10, 60, has_more=True)), worded
        ),
        found.found(found.Found(read_sought(text), [], found.Page(0, 10, 0), is_complete=False), worded),
        found.nothing_typed(read_sought(text)),
        answers.help_staff(),
        client_answers.help_client("es", text),
        answers.welcome_dm(Person("U1", Role.MANAGER), text, is_set_up=True),
        answers.welcome_dm(Person("U1", Role.COLLEAGUE, language="es"), text, is_set_up=True),
        *(home.guest_home(Person("U1", role, language="pt"), text) for role in Role),
    ]
    for each in drawn:
        check(each)


def test_a_reply_of_any_length_arrives_whole() -> None:
    text = "\n".join(f"line {n} & more of it, so that it is long" for n in range(60))
    drawn = notices.render(Words.REPLY, scene(), {"text": text, "by": "U0SAM"})
    assert len(drawn.blocks) > 1 or len(text) < 3000
    spoken = " ".join(str(block["text"]) for block in drawn.blocks)
    assert all(f"line {n} &amp; more" in spoken for n in range(60))
