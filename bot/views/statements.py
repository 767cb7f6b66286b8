"""Statements as people read them: a few lines in Slack, and a document that a company would send."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from bot.domain.charges import Approval, hourly_rate, split_cents
from bot.domain.documents import Bar, Column, Document, Part, Section, Shade, Table
from bot.domain.entries import Entry
from bot.domain.statements import Correction, Effort, Hours, effort
from bot.domain.terms import Cover, Money
from bot.views.markup import Safe, escape
from bot.views.money import exact_money
from bot.views.rendered import Rendered, lines, message, sections
from bot.views.statement_words import StatementPage, plan_files
from bot.views.text import STAFF, say
from bot.views.times import short_day

_PartT = TypeVar("_PartT")


def statement_answer(page: StatementPage) -> Rendered:
    """Return the figures of a statement, for whoever asked for it."""
    said = statement_figures(page)
    return message(said, *sections(said))


def statement_figures(page: StatementPage) -> Safe:
    """Return the figures of a statement in a few lines, for staff."""
    found, language = page.statement, page.language
    head = say(STAFF, "staff.statement.head", client=page.client.name, period=page.period, plan=page.plan)
    hours = [f"{label}: {time}" for label, time in _hours_rows(page, signed=False)] if found.has_hours else []
    covers = [f"{page.say(f'cover.{cover}')}: {page.effort(each)}" for cover, each in _covers(page)]
    n, work = len(found.work), page.effort(found.total)
    total = say(STAFF, "staff.statement.work", n=n, time=work) if n else escape(page.say("none"))
    costs = [exact_money(each, language) for each in _sums(page)]
    billed = say(STAFF, "staff.statement.billable", amounts=", ".join(costs)) if costs else ""
    open_ = page.statement.unpriced
    names = {"id": page.client.id, "files": plan_files(each.plan for each in open_)}
    unpriced = say(STAFF, "staff.statement.unpriced", n=len(open_), **names) if open_ else ""
    running = "" if page.is_over else say(STAFF, "staff.statement.running")
    final = map(escape, (*page.paused, *_final(page), *_debt(page)))
    figures = (" · ".join(each) for each in (hours, covers, list(_notes(page))))
    return lines([head, running, *final, *map(escape, figures), total, billed, unpriced])


def statement_document(page: StatementPage) -> Document:
    """Return a statement as it is printed."""
    head = Section(paragraphs=tuple(page.paused)) if page.pauses else None
    parts = (
        head,
        _hours(page),
        _work(page),
        _totals(page),
        _billable(page),
        _adjusted(page),
        _corrected(page),
    )
    return Document(
        title=page.say("final.title" if page.is_final else "title", client=page.client.name),
        subtitle=page.head,
        sections=tuple(each for each in parts if each is not None),
        sender=page.sender,
        footer=" · ".join(each for each in (page.sender, page.client.name, page.period) if each),
        page_label=page.say("page", page="{page}", pages="{pages}"),
        language=page.language,
    )


def _hours(page: StatementPage) -> Section | None:
    """Return what became of the plan's hours; where it has none, at most that the contract has ended."""
    final = tuple(_final(page))
    if not page.statement.has_hours:
        return Section(paragraphs=final) if final else None
    *rows, left = _hours_rows(page)
    columns = (Column(""), Column(page.say("column.time"), is_number=True))
    table = Table(columns, tuple(rows), totals=left, is_narrow=True)
    said = (*final, *_debt(page))
    return Section(page.say("heading.hours"), said, _bar(page, page.statement.hours), (table,))


def _final(page: StatementPage) -> Iterator[str]:
    """Yield when the contract ended, and what became of the hours that were left, in its last statement."""
    ended_on = page.client.contract_to
    if page.is_final and ended_on is not None:
        left, day = page.statement.hours.left, short_day(ended_on, page.language)
        key = "expired" if left > 0 else "overdrawn" if left < 0 else "ended"
        yield page.say(f"final.{key}", day=day, time=page.time(abs(left)))


def _debt(page: StatementPage) -> Iterator[str]:
    """Yield what becomes of what was used too much in a month that is over; its contract may end with it."""
    left = page.statement.hours.left
    if left < 0 and page.is_over and not page.is_final:
        yield page.say("debt.carried" if page.carries_debt else "debt.dropped", time=page.time(-left))


def _hours_rows(page: StatementPage, *, signed: bool = True) -> list[tuple[str, str]]:
    """Return what became of the hours, what is left last; what there was none of is left out.

    In a column that adds up, what is taken away is *signed*; in a sentence its name says so.
    """
    hours = page.statement.hours
    before = {"carried": hours.carried, "granted": hours.granted}
    given = {name: sum(each.minutes for each in found) for name, found in _given(page).items()}
    after = {"expired": -hours.expired, **given, "used": -hours.used}
    after = after if signed else {name: abs(each) for name, each in after.items()}
    began, then = (
        [(page.say(f"row.{name}"), page.time(each)) for name, each in amounts.items() if each]
        for amounts in (before, after)
    )
    changes = [(page.change(each), page.more(each.minutes)) for each in page.statement.changes]
    return [*began, *changes, *then, (page.say("row.left"), page.time(hours.left))]


def _bar(page: StatementPage, hours: Hours) -> tuple[Bar, ...]:
    used, over = min(hours.used, hours.used + hours.left), max(0, -hours.left)
    amounts = ((Shade.USED, used, "used"), (Shade.LEFT, hours.left, "left"), (Shade.OVER, over, "over"))
    parts = tuple(
        Part(shade, amount, f"{page.say(f'bar.{name}')}: {page.time(amount)}")
        for shade, amount, name in amounts
        if amount > 0
    )
    return (Bar(page.period, parts),) if parts else ()


def _work(page: StatementPage) -> Section:
    """Return each line of work."""
    work = page.statement.work
    columns = _kept(
        Column(page.say("column.day")),
        Column(page.say("column.ticket")),
        _column(page, "who"),
        Column(page.say("column.what")),
        Column(page.say("column.cover")),
        _column(page, "real", is_number=True),
        Column(page.say("column.time"), is_number=True),
    )
    total = page.statement.total
    sums = _kept(page.say("total"), "", _inside(page, ""), "", "", _inside(page, page.time(total.real)))
    table = Table(
        columns,
        tuple(_work_row(page, each) for each in work),
        totals=(*sums, _spent(page, total)) if work else (),
        when_empty=page.say("none"),
    )
    return Section(page.say("heading.work"), tables=(table,))


def _work_row(page: StatementPage, entry: Entry) -> tuple[str, ...]:
    return _kept(
        page.day(entry),
        page.number(entry.ticket),
        _inside(page, page.who(entry.worked_by)),
        page.words(entry),
        page.say(f"cover.{entry.cover or Cover.INCLUDED}"),
        _inside(page, page.time(entry.real_minutes)),
        _spent(page, effort([entry])),
    )


def _spent(page: StatementPage, work: Effort) -> str:
    """Return how long some work is; beside a column of real time it is not said that it was rounded."""
    return page.time(work.accounted) if page.is_internal else page.effort(work)


def _totals(page: StatementPage) -> Section | None:
    """Return how much work there was by who pays, by telephone and after hours."""
    if not page.statement.work:
        return None
    columns = (
        Column(page.say("column.cover")),
        Column(page.say("column.time"), is_number=True),
    )
    rows = tuple((page.say(f"cover.{cover}"), page.time(each.accounted)) for cover, each in _covers(page))
    total = (page.say("total"), page.time(page.statement.total.accounted))
    table = Table(columns, rows, totals=total, is_narrow=True)
    return Section(page.say("heading.totals"), paragraphs=tuple(_notes(page)), tables=(table,))


def _covers(page: StatementPage) -> Iterable[tuple[Cover, Effort]]:
    return page.statement.by_cover.items()


def _notes(page: StatementPage) -> Iterator[str]:
    """Yield how much work was by telephone, and after the plan's business hours."""
    phone, cap = page.statement.calls.accounted, page.statement.phone_cap
    if cap is not None:
        key = "phone.over" if phone > cap else "phone.of"
        yield page.say(key, used=page.time(phone), cap=page.time(cap), over=page.time(phone - cap))
    elif phone := page.statement.phone.accounted:
        yield page.say("phone.free", used=page.time(phone))
    if after := page.statement.after_hours.accounted:
        yield page.say("after_hours", used=page.time(after))


def _billable(page: StatementPage) -> Section | None:
    """Return the work that is paid for beside the plan."""
    work, calls = page.statement.billable, page.statement.beyond_calls
    if not (work or calls):
        return None
    columns = (
        Column(page.say("column.day")),
        Column(page.say("column.ticket")),
        Column(page.say("column.what")),
        Column(page.say("column.time"), is_number=True),
        Column(page.say("column.rate"), is_number=True),
        Column(page.say("column.amount"), is_number=True),
    )
    rows = tuple(row for each in work for row in _billed_rows(page, each))
    sums = " + ".join(exact_money(each, page.language) for each in _sums(page))
    minutes = calls + sum(each.accounted_minutes for each in work)
    totals = (_total(page, work), "", "", page.time(minutes), "", sums)
    notes = (*_approvals(page, work), *_beyond(page))
    table = Table(columns, (*rows, *_calls_rows(page)), totals)
    return Section(page.say("heading.billable"), notes, tables=(table,))


def _total(page: StatementPage, work: Sequence[Entry]) -> str:
    """Return what the sum is called: flat fees are no part of it, each being asked for once in all."""
    approvals = (page.statement.approval(each) for each in work)
    return page.say("total_beside_fees" if any(each and each.fee for each in approvals) else "total")


def _calls_rows(page: StatementPage) -> Iterator[tuple[str, ...]]:
    """Yield what the month's calls are beyond the plan's, where that is billed."""
    cost, rate = page.statement.calls_cost, page.statement.phone_rate
    if cost is not None and rate is not None:
        time, money = page.time(page.statement.beyond_calls), (rate, cost)
        yield "", "", page.calls(), time, *(exact_money(each, page.language) for each in money)


def _rate(page: StatementPage, entry: Entry) -> str:
    """Return what an hour of some work costs; empty where a flat fee stands for it, or none is known."""
    rate = hourly_rate(entry, page.statement.approval(entry))
    return exact_money(rate, page.language) if rate and page.statement.cost(entry) else ""


def _billed_rows(page: StatementPage, entry: Entry) -> Iterator[tuple[str, ...]]:
    """Yield the line of some work that is billed, and one for what of it nobody approved."""
    minutes, beyond = entry.accounted_minutes, page.statement.unapproved_minutes(entry)
    cost, within = page.statement.cost(entry), minutes - beyond
    cents = split_cents(cost.cents, within, minutes) if cost else None
    rest = cost.cents - cents if cost and cents is not None else None
    words, not_approved = page.words(entry), page.say("unapproved")
    parts = ((words, within, cents), (f"{words} ({not_approved})", beyond, rest))
    for said, time, amount in parts if within and beyond else parts[1:] if beyond else parts[:1]:
        paid = Money(amount, cost.currency) if cost and amount is not None else None
        price = _rate(page, entry), _amount(page, entry, paid)
        yield page.day(entry), page.number(entry.ticket), said, page.time(time), *price


def _amount(page: StatementPage, entry: Entry, cost: Money | None) -> str:
    """Return what a line costs, or why that is not said."""
    if cost is not None:
        return exact_money(cost, page.language)
    approval = page.statement.approval(entry)
    return page.say("flat_fee" if approval and approval.fee else "no_rate")


def _beyond(page: StatementPage) -> Iterator[str]:
    """Yield how much of the work on each ticket that is billed nobody approved."""
    for ticket, minutes in sorted(page.statement.beyond_approval.items()):
        key = "beyond" if ticket in page.statement.approvals else "nothing_approved"
        yield page.say(key, number=ticket, time=page.time(minutes))


def _sums(page: StatementPage) -> list[Money]:
    """Return what the lines come to that have an amount, by currency."""
    costs = [cost for each in page.statement.billable if (cost := page.statement.cost(each))]
    costs += [cost for cost in [page.statement.calls_cost] if cost]
    found = sorted({each.currency for each in costs})
    return [Money(sum(each.cents for each in costs if each.currency == one), one) for one in found]


def _approvals(page: StatementPage, work: Sequence[Entry]) -> Iterator[str]:
    """Yield what the client agreed to for the tickets of some work: who, how much, and when."""
    for ticket in sorted({each.ticket or 0 for each in work}):
        approval = page.statement.approvals.get(ticket)
        if approval is not None:
            day, terms = short_day(page.day_of(approval.at), page.language), ", ".join(_terms(page, approval))
            yield page.say("approved.head", number=ticket, who=page.who(approval.by), day=day, terms=terms)


def _terms(page: StatementPage, approval: Approval) -> Iterator[str]:
    """Yield what was agreed: how long it may take and what an hour of it costs, or a flat fee."""
    if approval.fee:
        yield page.say("approved.fee", fee=exact_money(approval.fee, page.language))
        return
    minutes = approval.minutes
    yield (
        page.say("approved.open")
        if minutes is None
        else page.say("approved.minutes", time=page.time(minutes))
    )
    if approval.rate:
        yield page.say("approved.rate", rate=exact_money(approval.rate, page.language))


def _given(page: StatementPage) -> dict[str, list[Entry]]:
    """Return what managers gave and what they took, apart."""
    made = page.statement.adjustments
    added, taken = ([each for each in made if each.minutes * sign > 0] for sign in (1, -1))
    return {"added": added, "taken": taken}


def _adjusted(page: StatementPage) -> Section | None:
    """Return what managers gave or took: for staff each with its reason, for clients sums with days."""
    if not page.statement.adjustments:
        return None
    time = Column(page.say("column.time"), is_number=True)
    names: tuple[str, ...]
    if page.is_internal:
        names = ("day", "who", "reason")
        rows = tuple(_adjusted_row(page, each) for each in page.statement.adjustments)
    else:
        names = ("change", "days")
        rows = tuple(_given_row(page, name, found) for name, found in _given(page).items() if found)
    table = Table((*(Column(page.say(f"column.{name}")) for name in names), time), rows)
    return Section(page.say("heading.adjustments"), tables=(table,))


def _given_row(page: StatementPage, name: str, found: Sequence[Entry]) -> tuple[str, ...]:
    days = dict.fromkeys(page.made_on(each) for each in found)
    return page.say(f"row.{name}"), "; ".join(days), page.more(sum(each.minutes for each in found))


def _adjusted_row(page: StatementPage, entry: Entry) -> tuple[str, ...]:
    return page.made_on(entry), page.who(entry.made_by), entry.reason, page.more(entry.minutes)


def _corrected(page: StatementPage) -> Section | None:
    """Return what was taken back, so that nobody wonders where a line went that they saw before."""
    corrections = page.corrections
    if not corrections:
        return None
    columns = _kept(
        Column(page.say("column.day")),
        Column(page.say("column.ticket")),
        Column(page.say("column.what")),
        Column(page.say("column.time"), is_number=True),
        Column(page.say("column.taken_back"), is_number=True),
        _column(page, "reason"),
    )
    rows = tuple(_corrected_row(page, each) for each in corrections)
    intro = (page.say("corrected" if page.is_internal else "corrected_told"),)
    return Section(page.say("heading.corrections"), intro, tables=(Table(columns, rows),))


def _corrected_row(page: StatementPage, correction: Correction) -> tuple[str, ...]:
    entry, taken_back = correction
    why = f"{page.who(taken_back.made_by)}: {taken_back.reason}"
    return _kept(
        page.day(entry) if entry.ticket else page.made_on(entry),
        page.number(entry.ticket),
        page.words(entry) if entry.ticket else page.say("row.adjusted"),
        page.time(entry.accounted_minutes or entry.minutes),
        page.made_on(taken_back),
        _inside(page, why),
    )


def _kept(*parts: _PartT | None) -> tuple[_PartT, ...]:
    """Return parts without those that only staff read, which are None for clients."""
    return tuple(each for each in parts if each is not None)


def _column(page: StatementPage, name: str, *, is_number: bool = False) -> Column | None:
    """Return a column that only staff read."""
    return Column(page.say(f"column.{name}"), is_number) if page.is_internal else None


def _inside(page: StatementPage, text: str) -> str | None:
    return text if page.is_internal else None
