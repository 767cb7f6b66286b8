"""Values with every field filled in, and with as few as possible."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.desks import (
    Attachment,
    Channel,
    ChannelState,
    Client,
    InboxRow,
    Intake,
    Keeping,
    Message,
    Profile,
    Purpose,
    Side,
)
from bot.domain.notices import Act, Notice, Words
from bot.domain.people import Role
from bot.domain.step import Step
from bot.domain.tickets import EventKind, Origin, RequestKind, Severity, Status, Ticket, TicketEvent

NINE = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
STRANGE = "Ção, \"quoted\" 'too', % _ \\ \n :now $1 🚨 \u202e <!channel>"

ACME = Client("acme", STRANGE, "gold", "America/Sao_Paulo", "pt", "C-TRIAGE", "U-SAM", ("U-ANA", "U-RUI"))
BANCO = Client(
    "banco", "Banco Litoral", "silver", "UTC", "es", "C-TRIAGE", rate_cents=15_000, rate_currency="USD"
)

ACME_CHANNEL = Channel(
    "C-ACME", "acme", Purpose.CLIENT, "acme", Intake.ASK, 0, ChannelState.UNSHARED, invited_by="U-SAM"
)
TRIAGE_CHANNEL = Channel("C-TRIAGE", "triage", Purpose.TRIAGE)

SAM = Profile(
    "U-SAM", "T-OURS", "Sam Ørsted", False, True, True, "pt", "Europe/Lisbon", "manager", NINE, True
)
ANA = Profile("U-ANA", "T-ACME", "ana")

TICKET = Ticket(
    142, "acme", "C-ACME", "C-TRIAGE", None, "Orders are stuck", "U-ANA", NINE, Status.NEW, NINE,
    Severity.MEDIUM, "gold", "gold@1", seq=1,
)  # fmt: skip
FULL_TICKET = replace(
    TICKET,
    number=143,
    thread_ts="1772442000.000100",
    title=STRANGE,
    status=Status.CANCELLED,
    severity=Severity.CRITICAL,
    origin=Origin.LATE_REPLY,
    head_ts="1772442060.000200",
    severity_by="staff",
    suggested=Severity.HIGH,
    wanted=Severity.LOW,
    kind=RequestKind.MAJOR_ENHANCEMENT,
    details={"what": STRANGE, "since": "7am"},
    assignee="U-SAM",
    first_reply_at=NINE + MINUTE,
    last_client_at=NINE + 2 * MINUTE,
    last_staff_at=NINE + 3 * MINUTE,
    last_asked_at=NINE + 2 * MINUTE,
    last_spoke_at=NINE + 5 * MINUTE,
    last_spoke_by="U-RUI",
    messages=7,
    resolved_at=NINE + 4 * MINUTE,
    summary=STRANGE,
    confirmed=True,
    reopened=2,
    follows=17,
    merged_into=12,
    worked_minutes=95,
    status_before=Status.WAITING_ON_THIRD_PARTY,
    estimate=29,
    seq=31,
)
OPENED = TicketEvent(142, 1, EventKind.OPENED, NINE, "U-ANA", Role.CLIENT, "gold@1", {"title": STRANGE})
NOTED = TicketEvent(
    142,
    2,
    EventKind.NOTED,
    NINE + MINUTE,
    "U-SAM",
    Role.ENGINEER,
    "gold@1",
    {"text": "", "courtesy": False, "into": 3, "none": None, "nested": {"a": "b"}},
)

SAID = Message("C-ACME", "1772442000.000100", None, "U-ANA", Side.CLIENT, "Orders are stuck", NINE)
FULL_MESSAGE = Message(
    "C-ACME",
    "1772442060.000200",
    "1772442000.000100",
    "U-SAM",
    Side.STAFF,
    STRANGE,
    NINE + MINUTE,
    Keeping.TICKET,
    142,
    (Attachment("F1", STRANGE, "png", "https://files.example/F1"), Attachment("F2", "b", "txt", "")),
    NINE + 2 * MINUTE,
    NINE + 3 * MINUTE,
)

CARD = Notice("card:142", Act.POST, Words.CARD, "C-TRIAGE", ticket=142)
CARD_EDIT = Notice("card:142", Act.EDIT, Words.CARD, "C-TRIAGE", ticket=142)
LINE = Notice(
    "line:142:2", Act.POST, Words.LINE, "C-TRIAGE", None, "card:142", 142, {"text": STRANGE, "of": {"a": "b"}}
)
ANSWER = Notice("thread:142:opened", Act.POST, Words.OPENED, "C-ACME", "1772442000.000100", ticket=142)
OPENING = Step(TICKET, (OPENED,), (ANSWER, CARD))


def request(key: str, *, lane: str = "C-ACME", message: str | None = None, minutes: int = 0) -> InboxRow:
    """Return an event as Slack sends it, some minutes after nine."""
    body = {"event": {"text": STRANGE + "\0", "blocks": [1, None, True]}, "key": key}
    return InboxRow(key, "event", lane, message, body, NINE + minutes * MINUTE)
