"""Scenes to draw: a ticket of Acme's with its surroundings, any part of which a test may replace."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.desks import Attachment, Channel, Client, Message, Purpose, Side
from bot.domain.estimates import Estimate, Offer
from bot.domain.people import Person, Role
from bot.domain.plans import KindWords, Plan, SeverityWords
from bot.domain.rating import Rating
from bot.domain.terms import Money
from bot.domain.tickets import EventKind, Fact, RequestKind, Severity, Status, Ticket, TicketEvent
from bot.sandbox.blocks import check_blocks, check_view
from bot.services.plans import find_plan
from bot.views.answers import Rows
from bot.views.rendered import Rendered, View
from bot.views.scene import Scene

NOW = datetime(2026, 3, 3, 14, 5, tzinfo=UTC)
URL = "https://northwind.slack.com/"
NAMES = {"U0ANA": "Ana", "U0SAM": "Sam", "U0KIM": "Kim"}
TS = "1772538900.000100"
HOSTILE = "<!channel> & <script>alert(1)</script> *bold* ```code <@U0SAM> &amp; https://a.test/?a=1&b=2 | `x`"
HUGE = "A very long sentence with & and <tags> in it. " * 900

ANA = Person("U0ANA", Role.CLIENT, client="acme", name="Ana")
SAM = Person("U0SAM", Role.ENGINEER, name="Sam")


def plan(language: str = "en") -> Plan:
    words = {
        Severity.CRITICAL: SeverityWords("Critical", "Your operations stand still", ("Orders are stuck",)),
        Severity.HIGH: SeverityWords("High", "An important part does not work", ("One shop is down",)),
        Severity.MEDIUM: SeverityWords("Medium", "Something is wrong, with a way round", ("A slow report",)),
        Severity.LOW: SeverityWords("Low", "A question or a wish", ("A typo",)),
    }
    return replace(
        find_plan("matai-growth", None),
        version="v1",
        language=language,
        severities=words,
        kinds={kind: KindWords(f"Plan's {kind}", "meaning") for kind in RequestKind},
    )


CLIENT = Client(
    id="acme",
    name="Acme Orders",
    plan="matai-growth",
    time_zone="America/Bogota",
    language="en",
    triage="C0TRIAGE",
    account_manager="U0SAM",
    approvers=("U0ANA",),
)
CHANNEL = Channel("C0ACME", "acme", purpose=Purpose.CLIENT, client="acme")
TICKET = Ticket(
    number=142,
    client="acme",
    channel="C0ACME",
    triage="C0TRIAGE",
    thread_ts=TS,
    title="Order processing is not running",
    requester="U0ANA",
    opened_at=NOW - timedelta(hours=2, minutes=5),
    status=Status.NEW,
    status_since=NOW - timedelta(hours=2),
    severity=Severity.MEDIUM,
    plan="matai-growth",
    plan_version="v1",
    messages=1,
    seq=7,
)


def said(
    text: str, *, ts: str = TS, author: str = "U0ANA", files: tuple[Attachment, ...] = (), gone: bool = False
) -> Message:
    deleted_at = NOW if gone else None
    return Message(
        "C0ACME", ts, None, author, Side.CLIENT, text, NOW, ticket=142, files=files, deleted_at=deleted_at
    )


OFFER: Mapping[str, Fact] = {"minutes": 360, "cents": 51_000, "currency": "USD", "rate": 8500}
"""As events hold it."""
ESTIMATE = Estimate(
    ticket=142,
    id=6,
    offer=Offer(360, Money(51_000, "USD"), Money(8500, "USD"), "Export to PDF"),
    by="U0SAM",
    at=NOW - timedelta(hours=1),
    remind_at=NOW + timedelta(days=2),
    expires_at=NOW + timedelta(days=14),
)
RATING = Rating(142, 6, "acme", "U0ANA", NOW - timedelta(days=1))
FIRST = said("Order processing is not running since 7am, orders are stuck")
SECOND = said("It is every shop now", ts="1772539000.000200")


def scene(
    ticket: Ticket = TICKET,
    *,
    language: str = "en",
    plan_language: str = "",
    messages: tuple[Message, ...] = (FIRST,),
) -> Scene:
    return Scene(
        ticket=ticket,
        client=replace(CLIENT, language=language),
        plan=plan(plan_language or language),
        names=NAMES,
        now=NOW,
        messages=messages,
        workspace_url=URL,
    )


def rows(clients: Mapping[str, str] | None = None) -> Rows:
    return Rows(clients or {"acme": "Acme Orders"}, NAMES, NOW, URL)


def happened(kind: EventKind, by: str = "U0SAM", **facts: Fact) -> TicketEvent:
    return TicketEvent(142, 8, kind, NOW, by, Role.ENGINEER, "v1", facts)


MICROS = 1_772_550_000_000_000
EVENT_FACTS: Mapping[EventKind, Mapping[str, Fact]] = {
    EventKind.OPENED: {"origin": "message", "severity": "medium"},
    EventKind.ANCHORED: {"thread_ts": TS},
    EventKind.MESSAGED: {"ts": TS, "courtesy": False},
    EventKind.REPLIED: {"ts": "", "text": "We are on it"},
    EventKind.NOTED: {"text": "Looks like the queue"},
    EventKind.DETAILED: {"what": "The orders", "kind": "incident"},
    EventKind.SEVERITY_SET: {"severity": "critical", "source": "client"},
    EventKind.SEVERITY_WANTED: {"severity": "critical"},
    EventKind.SEVERITY_KEPT: {"severity": "high"},
    EventKind.KIND_SET: {"kind": "question"},
    EventKind.CLAIMED: {"assignee": "U0SAM"},
    EventKind.ASSIGNED: {"assignee": "U0KIM"},
    EventKind.WAITED: {"status": "waiting_on_third_party"},
    EventKind.RESUMED: {},
    EventKind.RESOLVED: {"summary": "The queue was restarted"},
    EventKind.CONFIRMED: {},
    EventKind.REOPENED: {"why": "still_broken"},
    EventKind.CLOSED: {},
    EventKind.MERGED: {"into": 143},
    EventKind.ABSORBED: {"number": 141, "messages": 2},
    EventKind.SPLIT_OFF: {"ts": TS, "number": 144},
    EventKind.DISMISSED: {},
    EventKind.RESTORED: {},
    EventKind.EDITED: {"ts": TS, "title": "New title"},
    EventKind.DELETED: {"ts": TS},
    EventKind.MOVED: {"channel": "C0NEW"},
    EventKind.FROZEN: {"pause": "p", "until": "2026-03-13T14:05:00+00:00"},
    EventKind.THAWED: {"pause": "p"},
    EventKind.NUDGED: {
        "nudge": 1,
        "of": 2,
        "then": "resolve",
        "resolves": "2026-03-13T14:05:00+00:00",
    },
    EventKind.REPLANNED: {"plan": "matai-growth", "before": "Starter", "after": "Growth", "change": "plan"},
    EventKind.WARNED: {
        "clock": "update",
        "started": MICROS,
        "percent": 75,
        "due": MICROS,
        "mention": "U0SAM",
    },
    EventKind.BREACHED: {"clock": "resolution", "started": MICROS, "due": MICROS, "mention": "U0SAM U0KIM"},
    EventKind.ESCALATION_ASKED: {"reason": "Nobody answers", "by_client": False},
    EventKind.ESCALATED: {
        "level": 2,
        "of": 3,
        "turn": 2,
        "turns": 3,
        "named": "Senior engineers",
        "severity": "critical",
        "since": MICROS,
        "clock": "first_response",
        "percent": 50,
        "mention": "U0SAM",
        "elsewhere": "U0KIM",
    },
    EventKind.PAGE_DECLINED: {"level": 1, "turn": 1},
    EventKind.COVERAGE_CONTESTED: {"kind": "question", "of_kind": 5, "reason": "It broke"},
    EventKind.ESTIMATED: {**OFFER, "text": "Export to PDF", "remind": MICROS, "expires": MICROS},
    EventKind.ESTIMATE_REMINDED: {**OFFER, "estimate": 6, "expires": MICROS},
    EventKind.ESTIMATE_APPROVED: {**OFFER, "estimate": 6, "mention": "U0SAM"},
    EventKind.ESTIMATE_DECLINED: {**OFFER, "estimate": 6, "reason": "Too dear"},
    EventKind.ESTIMATE_EXPIRED: {**OFFER, "estimate": 6, "late": MICROS},
    EventKind.ESTIMATE_NEAR: {**OFFER, "estimate": 6, "used": 290},
    EventKind.ESTIMATE_PASSED: {**OFFER, "estimate": 6, "used": 375},
    EventKind.RATING_ASKED: {"person": "U0ANA"},
    EventKind.RATED: {"asked": 6, "score": 2, "low": True, "mention": "U0SAM"},
    EventKind.RATING_COMMENTED: {"asked": 6, "score": 2, "text": "It took long"},
    EventKind.TEXT_REMOVED: {"months": 12},
    EventKind.REMINDER_SET: {"due": "2026-03-02T15:00:00+00:00", "text": "Call them"},
    EventKind.REMINDERS_OFF: {"count": 2},
    EventKind.TIMED: {
        "change": "changed",
        "delta": 30,
        "minutes": 90,
        "was": 60,
        "worker": "U0SAM",
        "day": "2026-03-02",
        "text": "Mended it",
        "reason": "A slip",
    },
}
"""What an event of each kind carries."""


@dataclass(frozen=True, slots=True)
class Control:
    """A button or a select on a message or in a view."""

    action_id: str
    element: Mapping[str, Any]
    block_id: str

    @property
    def label(self) -> str:
        return str(self.element["text"]["text"])


def controls(drawn: Rendered | View) -> dict[str, Control]:
    """Everything that can be pressed, picked or filled in, by action id."""
    return {each.action_id: each for each in _controls(blocks_of(drawn))}


def _controls(blocks: list[Any]) -> Iterator[Control]:
    for block in blocks:
        held = [*block.get("elements", ()), block.get("accessory"), block.get("element")]
        for element in held:
            if isinstance(element, Mapping) and "action_id" in element:
                yield Control(str(element["action_id"]), element, str(block.get("block_id", "")))


def blocks_of(drawn: Rendered | View) -> list[Any]:
    blocks = drawn.blocks if isinstance(drawn, Rendered) else drawn["blocks"]
    assert isinstance(blocks, list | tuple)
    return list(blocks)


def words_of(drawn: Rendered | View) -> str:
    """All that can be read on a message or a view, labels of controls included."""
    return "\n".join(_texts(blocks_of(drawn), {"mrkdwn", "plain_text"}))


def _texts(tree: object, kinds: set[str]) -> Iterator[str]:
    if isinstance(tree, Mapping):
        if tree.get("type") in {"mrkdwn", "plain_text"}:
            yield from [str(tree["text"])] if tree["type"] in kinds else []
        else:
            for branch in tree.values():
                yield from _texts(branch, kinds)
    elif isinstance(tree, list | tuple):
        for branch in tree:
            yield from _texts(branch, kinds)


def refused(drawn: Rendered | View) -> list[str]:
    """What Slack would say is wrong with it."""
    if isinstance(drawn, Rendered):
        too_long = ["/text"] if not 0 < len(drawn.text) <= 4000 else []
        return too_long + check_blocks(list(drawn.blocks), "message")
    return check_view(drawn)


def alarms(drawn: Rendered | View, meant: str = "") -> list[str]:
    """Tokens that would notify somebody, where Slack reads mark-up; ours have none but one *meant*."""
    said = [*_texts(blocks_of(drawn), {"mrkdwn"}), drawn.text if isinstance(drawn, Rendered) else ""]
    texts = [text.replace(meant, "") for text in said]
    tokens = ("<!channel", "<!here", "<!everyone", "<@", "<script", "<!subteam")
    return [token for token in tokens if any(token in text for text in texts)]


FILE = Attachment("F1", "screen | <shot>.png", "png", "https://files.test/F1?a=1&b=2")
