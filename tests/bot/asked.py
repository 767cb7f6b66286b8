"""Every action that somebody may ask the desk for, as calls of its services, with who may make them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Final, TypeAlias

from bot.desk import Desk, Request
from bot.domain.access import Action
from bot.domain.desks import Client, InboxRow, Message, Side
from bot.domain.digest_questions import Question, question_about
from bot.domain.digest_text import TypedSchedule, Where
from bot.domain.digests import Reader
from bot.domain.digests import Wanted as WantedDigest
from bot.domain.entries import Entry, EntryKind
from bot.domain.estimates_typed import Typed
from bot.domain.figures import FigureName
from bot.domain.grouping import Query
from bot.domain.measures_typed import Span, TypedMetric, TypedNote
from bot.domain.pauses import Wanted
from bot.domain.people import Person, Role
from bot.domain.report_periods import PeriodUnit, ReportPeriod
from bot.domain.retention_text import TypedRetention
from bot.domain.terms import Cadence, Metric
from bot.domain.tickets import Origin, RequestKind, Severity
from bot.domain.work_text import TypedWork
from bot.services import (
    absences,
    agendas,
    allowance,
    billing,
    check_ins,
    costs,
    digest_figures,
    digest_schedules,
    digests,
    ending,
    escalating,
    estimating,
    finding,
    intake,
    kinds,
    measurements,
    merging,
    messages,
    oncall,
    opening,
    pausing,
    people,
    plan_changes,
    queries,
    rating,
    receipts,
    reminders,
    resolving,
    retention,
    rotations,
    searching,
    setup,
    statements,
    stopwatches,
    tickets,
    timekeeping,
    triage,
    wishes,
)
from bot.services.agenda_notices import Called
from bot.services.check_ins import Change, TypedCall
from bot.services.reading import at_of
from bot.services.replanning import replan
from bot.services.timekeeping import Spent
from bot.views.answers import Listed
from bot.views.retention import retention_value
from tests.live import Live

Call: TypeAlias = Callable[["Asked", int], Awaitable[object]]
NOBODY: Final = 999
ACME: Final = Client("acme", "Acme Orders", "matai-growth", "America/New_York", "en", "C0")
WORK: Final = TypedWork(30, "Mended it")
keys: Final = count(1)


class Asked:
    """One person at the desk, with a fresh row in the inbox for each thing that they ask."""

    def __init__(
        self, live: Live, person: Person, channels: Mapping[str, str], said: Mapping[int, str]
    ) -> None:
        self.desk: Desk = live.bot.desk
        self.person = person
        self.channels = channels
        self.said = said
        """The `ts` of each ticket's second message, which is a reply to its first."""

    async def request(self, channel: str) -> Request:
        key, at = f"asked:{next(keys)}", self.desk.clock.now()
        async with self.desk.database.transaction() as store:
            row = InboxRow(key, "action", channel, None, {}, at)
            # Ours for as long as the test may take: else the bot would take it for one that was cut off.
            await store.inbox.add([row], leased_by="test", leased_until=at + timedelta(hours=1))
        return Request(key, self.person, at, channel)

    def channel(self, number: int) -> str:
        return self.channels["acme" if number in {1, 2, NOBODY} else "banco-litoral"]

    async def of(self, number: int) -> tuple[Desk, Request, int]:
        return self.desk, await self.request(self.channel(number)), number

    async def plain(self, number: int) -> tuple[Desk, Request]:
        return self.desk, await self.request(self.channel(number))


def about(service: Callable[..., Awaitable[object]], *more: object) -> Call:
    """A call of a service that takes desk, request, number and what follows."""

    async def call(asked: Asked, number: int) -> object:
        return await service(*(await asked.of(number)), *more)

    return call


def wide(service: Callable[..., Awaitable[object]], *more: object) -> Call:
    """A call of a service that is about no ticket."""

    async def call(asked: Asked, number: int) -> object:
        return await service(*(await asked.plain(number)), *more)

    return call


async def _merge(asked: Asked, number: int) -> object:
    return await merging.merge(*(await asked.of(number)), 2 if number in {1, NOBODY} else 4)


async def _split(asked: Asked, number: int) -> object:
    channel = asked.channel(number)
    return await opening.split(*(await asked.of(number)), channel, asked.said.get(number, "1.1"))


async def _open(asked: Asked, number: int) -> object:
    desk, request = await asked.plain(number)
    ts = asked.said[number]
    return await opening.open_from_message(desk, request, asked.channel(number), ts, Origin.EMOJI)


async def _said(asked: Asked, number: int, text: str) -> tuple[Desk, Request, Message]:
    """A request about the second message of a ticket's thread, as it reads after it."""
    desk, request = await asked.plain(number)
    channel, ts = asked.channel(number), asked.said[number]
    async with desk.database.reading() as store:
        known = await store.messages.get(channel, ts)
    assert known is not None
    side = Side.CLIENT if asked.person.role is Role.CLIENT else Side.STAFF
    return desk, request, replace(known, author=asked.person.id, side=side, text=text, ticket=None)


async def _say_in_thread(asked: Asked, number: int) -> object:
    desk, request, said = await _said(asked, number, "It prints nothing")
    ts = f"{int(said.ts.partition('.')[0]) + 1}.{next(keys):06}"
    return await intake.hear(desk, request, replace(said, ts=ts, at=at_of(ts)))


async def _edit(asked: Asked, number: int) -> object:
    desk, request, said = await _said(asked, number, f"It printed until {next(keys)}")
    await messages.edited(desk, request, said)
    return None


async def _delete(asked: Asked, number: int) -> object:
    await messages.deleted(*await _said(asked, number, ""))
    return None


async def _decline(asked: Asked, number: int) -> object:
    desk, request = await asked.plain(number)
    await opening.decline(desk, request, asked.channel(number), asked.said[number])
    return None


async def _status(asked: Asked, number: int) -> object:
    desk, request = await asked.plain(number)
    channel, at = asked.channel(number), desk.clock.now()
    message = Message(channel, f"{next(keys)}.9", None, asked.person.id, Side.CLIENT, "status", at)
    await queries.answer_query(desk, request, message, Query.STATUS, "")
    return None


async def _client(asked: Asked, number: int) -> Client:
    async with asked.desk.database.reading() as store:
        client = await store.clients.get("acme" if number in {1, 2, NOBODY} else "banco-litoral")
    assert client is not None
    return client


async def _hours(asked: Asked, number: int) -> object:
    desk, request = await asked.plain(number)
    async with desk.database.reading() as store:
        return await allowance.for_client(desk, store, request, await _client(asked, number))


async def _seen_hours(asked: Asked, number: int) -> object:
    return await allowance.of_client(*await asked.plain(number), await _client(asked, number))


async def _adjust(asked: Asked, number: int) -> object:
    desk, request = await asked.plain(number)
    return await allowance.adjust(desk, request, await _client(asked, number), 60, "Credit")


async def _change_plan(asked: Asked, number: int) -> object:
    desk, request = await asked.plain(number)
    return await plan_changes.change_plan(desk, request, await _client(asked, number), "matai-efficiency")


async def _plan(asked: Asked, number: int) -> object:
    return await plan_changes.plan_of(*await asked.plain(number), await _client(asked, number))


WEEK: Final = ReportPeriod(PeriodUnit.WEEK, date(2026, 11, 16), date(2026, 11, 22), "UTC")


def _wanted(reader: Reader, number: int) -> WantedDigest:
    return WantedDigest(reader, WEEK, "acme" if number in {1, 2, NOBODY} else "banco-litoral")


async def _digest(asked: Asked, number: int) -> object:
    desk, request = await asked.plain(number)
    return await digests.ask(desk, request, _wanted(Reader.MANAGER, number), Where.ALONE)


async def _client_digest(asked: Asked, number: int) -> object:
    desk, request = await asked.plain(number)
    channel, at = asked.channel(number), desk.clock.now()
    message = Message(channel, f"{next(keys)}.9", None, asked.person.id, Side.CLIENT, "digest", at)
    await queries.answer_query(desk, request, message, Query.DIGEST, "")
    return None


def _figure(reader: Reader) -> Call:
    async def call(asked: Asked, number: int) -> object:
        desk, request = await asked.plain(number)
        question = Question(_wanted(reader, number), desk.clock.now(), FigureName.OPENED)
        return await digest_figures.behind(desk, request, question)

    return call


async def _meaning(asked: Asked, number: int) -> object:
    desk, request = await asked.plain(number)
    question = question_about(_wanted(Reader.CLIENT, number), desk.clock.now())
    return await digest_figures.meaning(desk, request, question)


async def _schedule(asked: Asked, number: int) -> object:
    desk, request = await asked.plain(number)
    client, typed = await _client(asked, number), TypedSchedule("")
    return await digest_schedules.schedule(desk, request, client, typed)


async def _call(asked: Asked, number: int) -> object:
    client = await _client(asked, number)
    return await check_ins.call(*await asked.plain(number), client.id, TypedCall(Change.AS_PLANNED))


async def _share(asked: Asked, number: int) -> object:
    desk, request = await asked.plain(number)
    wanted, now = _wanted(Reader.MANAGER, number), desk.clock.now()
    talk = Called(wanted, Cadence.MONTHLY, now, 30, "Check-in", now, place="U0")
    await agendas.share(desk, request, talk.facts)
    return None


async def _set_up(asked: Asked, number: int) -> object:
    desk, request = await asked.plain(number)
    form = setup.Setup(
        asked.channel(number), "Acme Orders", "matai-growth", "UTC", "en", asked.channels["triage"]
    )
    return await setup.set_up(desk, request, form)


async def _new(asked: Asked, number: int) -> object:
    desk, request = await asked.plain(number)
    return await opening.new_ticket(desk, request, opening.Wanted(asked.channel(number), "Hello"))


async def _type(asked: Asked, number: int) -> object:
    _, request = await asked.plain(number)
    finding.admit(request)
    return None


async def _change_time(asked: Asked, number: int) -> object:
    """Ask to change what somebody else logged."""
    desk, request = await asked.plain(number)
    log, at = f"theirs:{next(keys)}", request.at
    written = Entry(
        f"{log}:0", "acme", at.date(), EntryKind.USAGE, 0, "U0THEM", at, "p", "1", ticket=number, log=log
    )
    async with desk.database.transaction() as store:
        await store.ledger.add([written])
    return await timekeeping.own_log(desk, request, log)


def own(service: Callable[..., Awaitable[object]], *more: object) -> Call:
    """A call of a service about the person who asks."""

    async def call(asked: Asked, number: int) -> object:
        return await service(*(await asked.plain(number)), *more, asked.person.id, "for 1h")

    return call


def scene(action: Action) -> Call:
    return about(queries.scene_for, action)


# c: a client's person, for their own client; o: colleague; e: engineer; m: manager; a: admin. The last word
# says what a client's person reads about another client's: there is no such ticket (hidden: and a number is
# not what they ask with), or they may not.
CALLS: Final[Mapping[str, tuple[Action, Call, str, str]]] = {
    "open a ticket from a message": (Action.OPEN_TICKET, _open, "coema", "refused"),
    "say something in its thread": (Action.OPEN_TICKET, _say_in_thread, "coema", "hidden"),
    "edit what is said in it": (Action.OPEN_TICKET, _edit, "coema", "hidden"),
    "decline a ticket": (Action.OPEN_TICKET, _decline, "coema", "refused"),
    "see a ticket": (Action.READ_TICKET, scene(Action.READ_TICKET), "cema", "unknown"),
    "read its page": (Action.READ_NOTES, about(queries.history_for), "ema", "unknown"),
    "see the form of a reply": (Action.REPLY, scene(Action.REPLY), "ema", "unknown"),
    "read its receipt": (Action.READ_RECEIPT, about(receipts.for_staff), "ema", "unknown"),
    "ask why it is due then": (Action.ASK_WHY, about(receipts.for_client), "cema", "unknown"),
    "list tickets": (Action.LIST_TICKETS, wide(queries.staff_list, Listed.OPEN), "ema", "refused"),
    "find tickets": (Action.FIND_TICKETS, wide(searching.find, "printer"), "ema", "refused"),
    "ask for the status": (Action.ASK_STATUS, _status, "cema", "refused"),
    "reply": (Action.REPLY, about(tickets.reply, "On it"), "ema", "unknown"),
    "add details": (Action.ADD_DETAILS, about(tickets.add_details, {"what": "It"}), "cema", "unknown"),
    "choose a severity": (
        Action.CHOOSE_SEVERITY,
        about(tickets.choose_severity, Severity.LOW),
        "cema",
        "unknown",
    ),
    "ask for a severity": (
        Action.ASK_SEVERITY,
        about(tickets.choose_severity, Severity.HIGH),
        "cema",
        "unknown",
    ),
    "set a severity": (
        Action.SET_SEVERITY,
        about(tickets.choose_severity, Severity.MEDIUM),
        "cema",
        "unknown",
    ),
    "keep a severity": (Action.ANSWER_SEVERITY, about(tickets.keep_severity), "ema", "unknown"),
    "set the kind": (Action.SET_KIND, about(kinds.set_kind, RequestKind.INCIDENT), "ema", "unknown"),
    "claim": (Action.CLAIM, about(tickets.claim), "ema", "unknown"),
    "assign": (Action.ASSIGN, about(tickets.assign, "nobody"), "ema", "unknown"),
    "wait": (Action.WAIT, about(tickets.wait), "ema", "unknown"),
    "resume": (Action.RESUME, about(tickets.resume), "ema", "unknown"),
    "note": (Action.NOTE, about(tickets.note, "Aha"), "ema", "unknown"),
    "log time": (Action.LOG_TIME, about(timekeeping.log_time, WORK), "ema", "unknown"),
    "log somebody's time": (
        Action.LOG_FOR_OTHERS,
        about(timekeeping.log_time, WORK, "nobody"),
        "ema",
        "unknown",
    ),
    "change somebody's time": (Action.CHANGE_TIME, _change_time, "ma", "hidden"),
    "let one's time run": (Action.LOG_TIME, about(stopwatches.start), "ema", "unknown"),
    "ask for the hours": (Action.SEE_HOURS, _hours, "cema", "refused"),
    "see a client's hours": (Action.SEE_HOURS, _seen_hours, "ema", "refused"),
    "see the hours of all": (Action.SEE_HOURS, wide(allowance.of_all), "ema", "refused"),
    "change a client's hours": (Action.CHANGE_HOURS, _adjust, "ma", "refused"),
    "get a digest": (Action.SEE_DIGEST, _digest, "ma", "refused"),
    "get the digest of one's own": (Action.SEE_CLIENT_DIGEST, _client_digest, "cema", "refused"),
    "open a manager's number": (Action.OPEN_FIGURE, _figure(Reader.MANAGER), "ema", "refused"),
    "open a client's number": (Action.OPEN_FIGURE, _figure(Reader.CLIENT), "cema", "refused"),
    "ask what it means": (Action.OPEN_FIGURE, _meaning, "cema", "refused"),
    "have digests come": (Action.SCHEDULE_DIGEST, _schedule, "ma", "refused"),
    "have a talk as planned": (Action.SET_CHECK_IN, _call, "ma", "refused"),
    "share an agenda": (Action.SET_CHECK_IN, _share, "ma", "refused"),
    "see the wishes": (Action.SEE_WISHES, wide(wishes.wishes, ACME), "ema", "refused"),
    "vote": (Action.VOTE, about(wishes.vote), "c", "unknown"),
    "give a measurement": (
        Action.GIVE_MEASURES,
        wide(
            measurements.give, ACME, TypedMetric("acme", Metric.UPTIME, "99.9", Span(WEEK.first, WEEK.last))
        ),
        "ma",
        "refused",
    ),
    "see the measurements": (
        Action.GIVE_MEASURES,
        wide(measurements.give, ACME, TypedMetric("acme")),
        "ma",
        "refused",
    ),
    "write into a report": (
        Action.GIVE_MEASURES,
        wide(
            measurements.note, ACME, TypedNote("acme", Span(WEEK.first, WEEK.last), text="We recommend this")
        ),
        "ma",
        "refused",
    ),
    "see a ticket's time": (Action.SEE_TIME, about(timekeeping.time_of), "ema", "unknown"),
    "set a reminder": (Action.REMIND, about(reminders.remind, "in 2h Call them"), "ema", "unknown"),
    "list one's reminders": (Action.REMIND, about(reminders.own_reminders), "ema", "unknown"),
    "take reminders back": (Action.REMIND, about(reminders.forget_reminders), "ema", "unknown"),
    "split": (Action.SPLIT, _split, "ema", "unknown"),
    "merge": (Action.MERGE, _merge, "ema", "unknown"),
    "resolve": (Action.RESOLVE, about(resolving.resolve, "Done"), "ema", "unknown"),
    "resolve and log time": (
        Action.RESOLVE,
        about(resolving.resolve, "Done", Spent(WORK, "U0")),
        "ema",
        "unknown",
    ),
    "confirm": (Action.CONFIRM, about(tickets.confirm), "c", "unknown"),
    "reopen": (Action.REOPEN, about(tickets.reopen), "cema", "unknown"),
    "dismiss": (Action.DISMISS, about(tickets.dismiss), "cema", "unknown"),
    "restore": (Action.RESTORE, about(tickets.restore), "cema", "unknown"),
    "move to a plan": (Action.REPLAN, about(replan, "matai-growth"), "ema", "unknown"),
    "escalate": (Action.ESCALATE, about(escalating.escalate, "why"), "ema", "unknown"),
    "call urgent": (Action.URGE, about(escalating.urge), "c", "unknown"),
    "hand a page on": (Action.DECLINE_PAGE, about(escalating.decline), "ema", "unknown"),
    "send an estimate": (Action.ESTIMATE, about(estimating.estimate, Typed(60, text="It")), "ema", "unknown"),
    "approve an estimate": (Action.ANSWER_ESTIMATE, about(estimating.approve, 9), "c", "unknown"),
    "see the form of a refusal": (Action.ANSWER_ESTIMATE, about(estimating.declinable, 9), "c", "unknown"),
    "decline an estimate": (Action.ANSWER_ESTIMATE, about(estimating.decline, 9), "c", "unknown"),
    "see the form of a contest": (Action.CONTEST_COVERAGE, about(costs.contestable, 9), "c", "unknown"),
    "contest a kind": (Action.CONTEST_COVERAGE, about(costs.contest, 9, "It broke"), "c", "unknown"),
    "rate": (Action.RATE, about(rating.rate, 9, 1), "c", "unknown"),
    "see the form of a comment": (Action.RATE, about(rating.commentable, 9), "c", "unknown"),
    "comment": (Action.RATE, about(rating.comment, 9, "It took long"), "c", "unknown"),
    "name a kind": (Action.SET_KIND, about(kinds.kind_named, "question"), "ema", "unknown"),
    "see the set-up": (Action.SET_UP_CHANNEL, wide(setup.setup_form, "C0"), "ema", "refused"),
    "set up": (Action.SET_UP_CHANNEL, _set_up, "ema", "refused"),
    "make a triage channel": (Action.SET_UP_CHANNEL, wide(setup.make_triage, "C0"), "ema", "refused"),
    "take a triage channel back": (Action.END_TRIAGE, wide(triage.end_triage), "a", "refused"),
    "name a manager": (Action.NAME_ROLES, wide(people.name_role, "U0", "manager"), "a", "refused"),
    "type a command": (Action.USE_COMMANDS, _type, "ema", "refused"),
    "see who is on call": (Action.SEE_ON_CALL, wide(oncall.show, ""), "ema", "refused"),
    "see who is on call there": (Action.SEE_ON_CALL, wide(oncall.who, "L1"), "ema", "refused"),
    "see somebody's hours": (Action.SEE_ON_CALL, wide(absences.show_hours, "U0"), "ema", "refused"),
    "take a turn": (Action.CHANGE_OWN_ON_CALL, own(oncall.override, "L1"), "ema", "refused"),
    "take an override back": (Action.CHANGE_OWN_ON_CALL, wide(oncall.end_override, "L9"), "ema", "refused"),
    "be away": (Action.CHANGE_OWN_ON_CALL, own(absences.away), "ema", "refused"),
    "set one's hours": (Action.CHANGE_OWN_ON_CALL, own(absences.set_hours), "ema", "refused"),
    "give somebody a turn": (
        Action.CHANGE_ON_CALL,
        wide(oncall.override, "L1", "U0", "for 1h"),
        "ma",
        "refused",
    ),
    "let others swap": (Action.CHANGE_ON_CALL, wide(oncall.swap, "L1", "U0", "U1"), "ma", "refused"),
    "say that somebody is away": (Action.CHANGE_ON_CALL, wide(absences.away, "U0", "today"), "ma", "refused"),
    "say that somebody is back": (Action.CHANGE_ON_CALL, wide(absences.back, "U0"), "ma", "refused"),
    "set somebody's hours": (
        Action.CHANGE_ON_CALL,
        wide(absences.set_hours, "U0", "daily 9-17"),
        "ma",
        "refused",
    ),
    "take somebody's hours": (Action.CHANGE_ON_CALL, wide(absences.drop_hours, "U0"), "ma", "refused"),
    "set a rotation": (
        Action.CHANGE_ON_CALL,
        wide(rotations.set_rotation, "L4", ("U0",), "mon 09:00", "UTC"),
        "ma",
        "refused",
    ),
    "do away with a rotation": (Action.CHANGE_ON_CALL, wide(rotations.drop_rotation, "L4"), "ma", "refused"),
    "list the clients": (Action.SEE_CLIENTS, wide(queries.client_channels), "ema", "refused"),
    "find a client": (Action.SEE_CLIENTS, wide(finding.named_client, "acme"), "ema", "refused"),
    "open a ticket for a client": (Action.SEE_CLIENTS, _new, "ema", "refused"),
    "pause a plan": (Action.PAUSE_PLAN, wide(pausing.pause, "acme", Wanted()), "ma", "refused"),
    "change a plan": (Action.CHANGE_PLAN, _change_plan, "ma", "refused"),
    "see a client's plan": (Action.SEE_CLIENTS, _plan, "ema", "refused"),
    "end a contract": (Action.END_CONTRACT, wide(ending.end, "acme", date.max), "ma", "refused"),
    "see for how long text is kept": (
        Action.SET_RETENTION,
        wide(retention.ask, None, TypedRetention("")),
        "ma",
        "refused",
    ),
    "say for how long text is kept": (
        Action.SET_RETENTION,
        wide(retention.set_to, retention_value("", 120)),
        "ma",
        "refused",
    ),
    "let a contract go on": (Action.END_CONTRACT, wide(ending.call_off, "acme"), "ma", "refused"),
    "see when a contract ends": (Action.SEE_CLIENTS, wide(ending.standing, "acme"), "ema", "refused"),
    "see a statement": (Action.SEE_STATEMENT, wide(statements.send_statement, ACME, None), "ema", "refused"),
    "mark as billed": (Action.MARK_BILLED, wide(billing.mark_billed, "acme:2026-01-01"), "ma", "refused"),
    "let a plan resume": (Action.PAUSE_PLAN, wide(pausing.resume, "acme"), "ma", "refused"),
    "delete what is said in it": (Action.OPEN_TICKET, _delete, "coema", "hidden"),
}
LETTER: Final = {"c": "ana", "o": "kim", "e": "sam", "m": "max", "a": "ada"}
ROLE: Final = dict(
    zip("coema", (Role.CLIENT, Role.COLLEAGUE, Role.ENGINEER, Role.MANAGER, Role.ADMIN), strict=True)
)
