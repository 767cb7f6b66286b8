"""What staff read and can press on a ticket's card, and in the thread below it."""

from dataclasses import replace

import pytest

from bot.domain.desks import Message
from bot.domain.notices import Words
from bot.domain.tickets import EventKind, Fact, RequestKind, Severity, Status, Ticket
from bot.views import ids
from bot.views.notices import render
from bot.views.rendered import Rendered
from tests.views.kit import EVENT_FACTS, FILE, FIRST, SECOND, TICKET, TS, controls, said, scene, words_of

WORKED = replace(TICKET, status=Status.OPEN, severity=Severity.HIGH, severity_by="client", assignee="U0SAM")
LINK = "<https://northwind.slack.com/archives/C0ACME/p1772538900000100|"


def card(ticket: Ticket = TICKET, *messages: Message) -> Rendered:
    return render(Words.CARD, scene(ticket, messages=messages or (FIRST,)), {})


def test_a_card_says_in_one_line_what_it_is_about() -> None:
    line = "#142 · Acme Orders · medium · new · unclaimed · Order processing is not running"
    assert card().text == line


def test_a_card_shows_all_that_staff_need_at_a_glance() -> None:
    told = words_of(card(WORKED, FIRST, SECOND))
    for part in (
        f"🟠 *{LINK}#142>* · *Acme Orders* · Order processing is not running",
        ">Order processing is not running since 7am, orders are stuck",
        "*Plan*\nMatai Growth",
        "*Severity*\n🟠 high",
        "*Status*\n🔧 open",
        "*Assignee*\nSam",
        "*Requester*\nAna",
        "^{ago}|2 hr 5 min ago>",
        f"{LINK}Client's thread>",
        "1 more message",
    ):
        assert part in told


@pytest.mark.parametrize(
    ("severity", "sign"),
    [(Severity.CRITICAL, "🔴"), (Severity.HIGH, "🟠"), (Severity.MEDIUM, "🟡"), (Severity.LOW, "🟢")],
)
def test_a_card_is_coloured_by_its_severity(severity: Severity, sign: str) -> None:
    assert words_of(card(replace(TICKET, severity=severity))).startswith(sign)


def test_a_severity_that_nobody_chose_is_marked_so() -> None:
    assert "medium (not chosen yet)" in words_of(card())
    assert "not chosen yet" not in words_of(card(WORKED))


@pytest.mark.parametrize(
    ("ticket", "labels"),
    [
        pytest.param(
            TICKET,
            ["Claim", "Severity", "Kind", "Waiting on client", "Resolve", "Reply to client", "More"],
            id="new",
        ),
        pytest.param(
            WORKED,
            ["Severity", "Kind", "Waiting on client", "Resolve", "Reply to client", "More"],
            id="claimed",
        ),
        pytest.param(
            replace(WORKED, status=Status.WAITING_ON_CLIENT),
            ["Severity", "Kind", "Resume", "Resolve", "Reply to client", "More"],
            id="waiting",
        ),
        pytest.param(replace(WORKED, status=Status.RESOLVED), ["Reopen", "More"], id="resolved"),
        pytest.param(replace(WORKED, status=Status.CLOSED), ["Reopen", "More"], id="closed"),
        pytest.param(replace(WORKED, status=Status.CANCELLED), ["It is a request"], id="dismissed"),
        pytest.param(replace(WORKED, status=Status.CANCELLED, merged_into=143), [], id="merged"),
        pytest.param(
            replace(WORKED, wanted=Severity.CRITICAL),
            [
                "Set to critical",
                "Keep high",
                "Severity",
                "Kind",
                "Waiting on client",
                "Resolve",
                "Reply to client",
                "More",
            ],
            id="the client wishes another severity",
        ),
    ],
)
def test_a_card_offers_what_can_be_done(ticket: Ticket, labels: list[str]) -> None:
    offered = controls(card(ticket))
    assert [each.label for each in offered.values()] == labels
    assert all(ids.ticket_of(each.element) == 142 for each in offered.values())


def test_granting_a_wish_carries_the_severity_that_was_on_the_button() -> None:
    grant = controls(card(replace(WORKED, wanted=Severity.CRITICAL)))[ids.GRANT_SEVERITY]
    assert ids.word_of(grant.element) == "critical"


def test_controls_forget_their_state_once_the_ticket_moves_on() -> None:
    names = {seq: controls(card(replace(TICKET, seq=seq)))[ids.CLAIM].block_id for seq in (7, 8)}
    assert names == {7: "card:142:7", 8: "card:142:8"}


def test_a_card_tells_how_it_ended() -> None:
    done = replace(WORKED, status=Status.RESOLVED, summary="Restarted & watched", confirmed=True)
    assert "*Resolved:* Restarted &amp; watched\nThe client said that it works." in words_of(card(done))
    assert "Merged into #143." in words_of(card(replace(TICKET, status=Status.CANCELLED, merged_into=143)))
    assert "Not a request." in words_of(card(replace(TICKET, status=Status.CANCELLED)))


def test_a_merged_card_links_to_the_ticket_that_took_it_in() -> None:
    gone = replace(TICKET, status=Status.CANCELLED, merged_into=143)
    into = replace(TICKET, number=143, thread_ts="17.000200")
    drawn = render(Words.CARD, replace(scene(gone), into=into), {})
    assert "Merged into <https://northwind.slack.com/archives/C0ACME/p17000200|#143>." in words_of(drawn)


def test_a_card_shows_details_kind_and_history_in_short() -> None:
    told = {"what": "The orders", "impact": "Nothing is shipped"}
    ticket = replace(WORKED, details=told, kind=RequestKind.INCIDENT, follows=140, reopened=2)
    shown = words_of(card(ticket, said("x", files=(FILE,))))
    assert "*What is not working:* The orders\n*Impact:* Nothing is shipped" in shown
    assert "Plan's incident · included · “Bug fixes (included, no limit)”" in shown
    assert "1 file · reopened 2 times · follows #140" in shown


def test_a_ticket_that_nobody_answered_says_so_once_it_is_resolved() -> None:
    unanswered = replace(WORKED, status=Status.RESOLVED, summary="")
    assert "*Resolved:* the client did not answer." in words_of(card(unanswered))


def test_a_deleted_first_message_leaves_a_tombstone() -> None:
    assert ">(deleted)" in words_of(card(TICKET, said("secret", gone=True)))
    assert "secret" not in words_of(card(TICKET, said("secret", gone=True)))


def test_mentions_in_a_clients_words_become_names() -> None:
    shown = words_of(
        card(TICKET, said("Ask <@U0KIM> or <@U0XYZ|zed>, see <https://a.test/x?a=1&amp;b=2|here>"))
    )
    assert ">Ask @Kim or @U0XYZ, see here" in shown


def test_a_ticket_without_a_thread_has_no_link() -> None:
    assert "<https" not in words_of(card(replace(TICKET, thread_ts=None)))


_AT = "<!date^1772550000^{date_short_pretty} {time}|Tue, Mar 3, 2026, 15:00 UTC>"
_AGAIN = "`/ticket estimate 142 6h WHAT IS INCLUDED`"
DUE = f"It is due {_AT}"
WAS_DUE = f"It was due {_AT}"
PAGE = (
    "🚨 *<https://northwind.slack.com/archives/C0ACME/p1772538900000100|#142>* · *Acme Orders* · "
    "escalated to *L2 (Senior engineers)*, 2 of 3: <@U0SAM>\n"
    "*Order processing is not running*\n"
    ">Order processing is not running since 7am, orders are stuck\n"
    "🟡 medium · new · unclaimed · opened <!date^1772539200^{ago}|2 hr 5 min ago> by Ana\n"
    "Nobody has taken it yet.\n"
    "Told directly: Kim."
)
SENTENCES: dict[EventKind, str] = {
    EventKind.OPENED: "Ana opened the ticket by a message.",
    EventKind.ANCHORED: "The ticket has its thread in the client's channel.",
    EventKind.MESSAGED: "Ana wrote:\n>Order processing is not running since 7am, orders are stuck",
    EventKind.REPLIED: "Ana replied to the client:\n>We are on it",
    EventKind.NOTED: "Ana noted:\n>Looks like the queue",
    EventKind.DETAILED: (
        "Ana added details:\n*What is not working:* The orders\n*Kind of request:* Plan's incident"
    ),
    EventKind.SEVERITY_SET: "Ana chose *critical*.",
    EventKind.SEVERITY_WANTED: "Ana asks for *critical*.",
    EventKind.SEVERITY_KEPT: "Ana kept *high*; the client was told.",
    EventKind.KIND_SET: "Ana set the kind of request: Plan's question.",
    EventKind.CLAIMED: "Ana claimed the ticket.",
    EventKind.ASSIGNED: "Ana gave the ticket to Kim.",
    EventKind.WAITED: "Ana waits for a third party.",
    EventKind.RESUMED: "Work on the ticket goes on (Ana).",
    EventKind.RESOLVED: "Ana resolved the ticket:\n>The queue was restarted",
    EventKind.CONFIRMED: "Ana says that it works.",
    EventKind.REOPENED: "Ana says that it is still broken: the ticket is open again.",
    EventKind.CLOSED: "The ticket is closed.",
    EventKind.MERGED: "Ana merged this ticket into #143.",
    EventKind.ABSORBED: "Ana merged #141 into this ticket.",
    EventKind.SPLIT_OFF: "Ana made one message of this ticket ticket #144.",
    EventKind.DISMISSED: "Ana said that this is not a request.",
    EventKind.RESTORED: "Ana said that it is a request after all.",
    EventKind.EDITED: "Ana edited a message:\n>Order processing is not running since 7am, orders are stuck",
    EventKind.DELETED: "Ana deleted a message.",
    EventKind.MOVED: "Slack gave the channel a new id.",
    EventKind.FROZEN: (
        "The client's plan is paused until "
        "<!date^1773410700^{date_short_pretty} {time}|Fri, Mar 13, 2026, 14:05 UTC>: the clocks stand still."
    ),
    EventKind.THAWED: "The client's plan has resumed: the clocks run again.",
    EventKind.NUDGED: (
        "Ana reminded the client (1 of 2). Without an answer the ticket is resolved "
        "<!date^1773410700^{date_short_pretty} {time}|Fri, Mar 13, 2026, 14:05 UTC>."
    ),
    EventKind.REPLANNED: "Ana moved the ticket from the plan *Starter* to *Growth*.",
    EventKind.WARNED: f"🟠 #142: 75 % of the time for the *update* has passed. {DUE}: 55 min left.\n<@U0SAM>",
    EventKind.BREACHED: f"🔴 #142: *resolution* breached. {WAS_DUE}.\n<@U0SAM> <@U0KIM>",
    EventKind.ESCALATION_ASKED: "📣 Ana calls for the next level on #142.\n>Nobody answers",
    EventKind.ESCALATED: PAGE,
    EventKind.PAGE_DECLINED: "↪️ Ana cannot take #142. The next person of L1 is asked.",
    EventKind.COVERAGE_CONTESTED: "🗣️ Ana sees this ticket differently than as Plan's question:\n>It broke",
    EventKind.ESTIMATED: "Ana sent the client an estimate: 6 h, $510.00 ($85.00 an hour)\n>Export to PDF",
    EventKind.ESTIMATE_REMINDED: (
        "The client's approvers were reminded of the estimate (6 h, $510.00 ($85.00 an hour))."
        f" It expires {_AT}."
    ),
    EventKind.ESTIMATE_APPROVED: "✅ Ana approved the estimate: 6 h, $510.00 ($85.00 an hour)\n<@U0SAM>",
    EventKind.ESTIMATE_DECLINED: "❌ Ana declined the estimate: 6 h, $510.00 ($85.00 an hour)\n>Too dear",
    EventKind.ESTIMATE_EXPIRED: (
        "⌛ Nobody answered the estimate in time (6 h, $510.00 ($85.00 an hour)), so it has expired. "
        f"To ask again: {_AGAIN}\n(Late: this was due to be said {_AT}.)"
    ),
    EventKind.ESTIMATE_NEAR: (
        "🟠 #142: 4 h 50 min of the 6 h that the client approved are used up. If it takes longer, ask before "
        f"that: {_AGAIN}"
    ),
    EventKind.ESTIMATE_PASSED: (
        "🔴 #142: 6 h 15 min are used, and the client approved 6 h. What is done from now on is not "
        f"approved. To ask for more: {_AGAIN}"
    ),
    EventKind.RATING_ASKED: "Ana asked Ana how they found our help.",
    EventKind.RATED: "Ana found our help 🙁 Bad, 2 of 5.\n<@U0SAM>",
    EventKind.RATING_COMMENTED: "Ana says of our help (🙁 Bad, 2 of 5):\n>It took long",
    EventKind.REMINDER_SET: (
        "Ana asked to be reminded <!date^1772463600^{date_short_pretty} {time}|Mon, Mar 2, 2026, 15:00 UTC>."
        "\n>Call them"
    ),
    EventKind.TEXT_REMOVED: "What was said was removed, as is set: 12 months after it was resolved.",
    EventKind.REMINDERS_OFF: "Ana took 2 reminders back.",
    EventKind.TIMED: ("Ana changed 1 h of Sam's to 1 h 30 min (Mar 2, 2026).\n>Mended it\n>Reason: A slip"),
}


@pytest.mark.parametrize("kind", EventKind)
def test_each_event_is_one_plain_sentence_below_the_card(kind: EventKind) -> None:
    facts = {**EVENT_FACTS[kind], "event": kind.value, "by": "U0ANA"}
    assert render(Words.LINE, scene(), facts).text == SENTENCES[kind]


@pytest.mark.parametrize(
    ("kind", "first"),
    [
        (EventKind.ASSIGNED, "Ana gave the ticket to Kim."),
        (EventKind.WARNED, "🟠 #142: 75 % of the time for the *update* has passed."),
        (EventKind.BREACHED, "🔴 #142: *resolution* breached."),
        (EventKind.ESCALATED, "🚨 *<"),
    ],
)
def test_who_does_not_read_the_cards_thread_reads_by_itself_what_it_is_about(
    kind: EventKind, first: str
) -> None:
    facts: dict[str, Fact] = {**EVENT_FACTS[kind], "event": kind.value, "by": "U0ANA"}
    drawn = render(Words.PAGE, scene(), facts)
    assert drawn.text.startswith(first)
    for part in (f"*{LINK}#142>* · *Acme Orders*", "*Order processing is not running*", "medium · new"):
        assert part in drawn.text
    assert "<@" not in drawn.text


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({"event": "severity_set", "severity": "low", "source": "staff"}, "Sam set the severity to *low*."),
        ({"event": "waited", "status": "waiting_on_client"}, "Sam waits for the client."),
        ({"event": "reopened", "why": "staff"}, "Sam reopened the ticket."),
        ({"event": "reopened", "why": "never heard of"}, "Sam reopened the ticket."),
        (
            {"event": "reopened", "why": "client_reply"},
            "Sam wrote after it was resolved, so the ticket is open again.",
        ),
        ({"event": "messaged", "ts": "1.1"}, "Sam wrote:"),
        (
            {"event": "nudged", "nudge": 2, "of": 2, "then": "wait"},
            "Sam reminded the client (2 of 2).",
        ),
        (
            {"event": "resolved", "why": "unanswered"},
            "Sam resolved the ticket, since the client did not answer.\nTheir reply opens it again.",
        ),
        (
            {"event": "replanned", "before": "A & B", "after": "A & B", "change": "version"},
            "Sam moved the ticket to the plan *A &amp; B* as it stands now.",
        ),
    ],
)
def test_variants_of_an_event_have_sentences_of_their_own(facts: dict[str, Fact], text: str) -> None:
    assert render(Words.LINE, scene(), {**facts, "by": "U0SAM"}).text == text


def test_what_the_clock_did_is_said_in_our_own_name() -> None:
    facts = {"event": "resumed", "by": "hourglass"}
    assert render(Words.LINE, scene(), facts).text == "Work on the ticket goes on (Hourglass)."


def test_files_are_listed_with_name_type_and_link() -> None:
    drawn = scene(messages=(said("see here", files=(FILE,)),))
    text = render(Words.LINE, drawn, {"event": "messaged", "ts": TS, "by": "U0ANA"}).text
    assert text.endswith("<https://files.test/F1?a=1&amp;b=2|screen / &lt;shot&gt;.png> (png)")
