"""The end of a client's contract: said and taken back by managers, told ahead and once it is there."""

from dataclasses import replace
from datetime import date

from bot.cost_errors import BadEndError
from bot.desk import Desk, Request
from bot.domain import contract_ends, telling
from bot.domain.access import Action, check
from bot.domain.contract_ends import SOON
from bot.domain.desks import Client
from bot.domain.enclosures import Enclosure, Kind, enclosing
from bot.domain.notices import Act, Notice, Timer, Words, is_late
from bot.errors import BadFileError, UnknownWordError
from bot.services.allowance import hours_left, look_at_hours
from bot.services.billing import tell_months_over
from bot.services.both_sides import answerable, tell_client
from bot.services.months import look_soon
from bot.services.triage import tell_staff
from bot.views.contract_ends import EndedContract, EndNews
from bot.views.rendered import Rendered
from bot.views.text import STAFF, plain
from storage import Store

_MOST_TICKETS = 250


async def end(desk: Desk, request: Request, client: str, day: date) -> Rendered:
    """Let a client's contract end with a day; BadEndError. Both sides are told."""
    check(request.person, Action.END_CONTRACT, client)
    async with desk.transaction(request) as store:
        known = await _locked(store, client)
        last = contract_ends.checked_end(day, known, request.at)
        if known.contract_to == last:
            return EndedContract(known).standing(desk.clock.now())
        ended = replace(known, contract_to=last)
        return await _put(desk, store, request, known, ended)


async def call_off(desk: Desk, request: Request, client: str) -> Rendered:
    """Let a client's contract go on, whose end was agreed; BadEndError where none was."""
    check(request.person, Action.END_CONTRACT, client)
    async with desk.transaction(request) as store:
        known = await _locked(store, client)
        if known.contract_to is None:
            raise BadEndError(known.name, "none")
        return await _put(desk, store, request, known, replace(known, contract_to=None))


async def standing(desk: Desk, request: Request, client: str) -> Rendered:
    """Return whether and when a client's contract ends."""
    check(request.person, Action.SEE_CLIENTS, None)
    async with desk.database.reading() as store:
        known = await store.clients.get(client)
    if known is None:
        raise UnknownWordError("client", client)
    return EndedContract(known).standing(desk.clock.now())


async def tell_end(desk: Desk, store: Store, timer: Timer) -> None:
    """Tell of a contract that ends soon, or has ended; nothing where its end was moved meanwhile."""
    client, now = await store.clients.get(str(timer.facts["client"])), desk.clock.now()
    if client is None or client.contract_to is None:
        return
    has_ended = contract_ends.is_over(client, now)
    if timer.facts["what"] == SOON and not has_ended:
        await _tell_soon(desk, store, client)
    elif timer.facts["what"] != SOON and has_ended:
        await _tell_over(desk, store, client, timer)


async def _put(desk: Desk, store: Store, request: Request, before: Client, after: Client) -> Rendered:
    """Write down when a contract ends, wait for it, and tell both sides."""
    now, told = desk.clock.now(), EndedContract(after, before.contract_to)
    await store.clients.put(after)
    await store.timers.disarm(contract_ends.end_keys(after.id))
    # Where it ends so soon that it would be told at once, both sides are just being told.
    await store.arm(*[each for each in contract_ends.end_timers(after) if each.due_at > now])
    await look_soon(desk, store, after)
    await _show_cards(store, after)
    news = EndNews.AGREED if after.contract_to else EndNews.CALLED_OFF
    key = f"contract:{request.key}"
    if after.account_manager != request.person.id:
        profile = await store.people.get(request.person.id)
        text = told.to_manager(news, profile.name if profile else request.person.id)
        await tell_staff(store, f"{key}:staff", text, await answerable(desk, store, after))
    tells_client = await tell_client(store, key, after, told.to_client(news))
    return told.answer(news, tells_client=tells_client)


async def _tell_soon(desk: Desk, store: Store, client: Client) -> None:
    try:
        left = (await hours_left(desk, store, client)).balance.left
    except BadFileError:  # the plan is gone, of which staff were told at the start
        left = 0
    text = EndedContract(client).soon(await _open_tickets(store, client), max(left, 0))
    await tell_staff(store, _key(client, SOON), text, await answerable(desk, store, client))


async def _tell_over(desk: Desk, store: Store, client: Client, timer: Timer) -> None:
    """Tell the final statement with what is to be billed, then all that there is, and the client."""
    now = desk.clock.now()
    book = await look_at_hours(desk, store, client, now)
    if book is not None:
        await tell_months_over(desk, store, client, book, now)
    told, late = EndedContract(client), is_late(timer.due_at, now)
    key = _key(client, contract_ends.OVER)
    text = told.over(await _open_tickets(store, client), late=late)
    facts = {"text": text, **enclosing(_bundle(client))}
    places = await answerable(desk, store, client)
    await store.tell(*[Notice(f"{key}:{each}", Act.POST, Words.STAFF, each, facts=facts) for each in places])
    await tell_client(store, key, client, told.to_client(EndNews.OVER_LATE if late else EndNews.OVER))
    await _show_cards(store, client)


def _bundle(client: Client) -> Enclosure:
    title = plain(STAFF, "staff.contract.bundle", client=client.name)
    return Enclosure(Kind.BUNDLE, f"export-{client.id}.zip", title, {"client": client.id})


async def _open_tickets(store: Store, client: Client) -> list[int]:
    return await store.tickets.active_after(client.id, 0, _MOST_TICKETS)


async def _show_cards(store: Store, client: Client) -> None:
    """Show on the cards of open tickets whether there is a contract."""
    tickets = await store.tickets.get_all(await _open_tickets(store, client))
    await store.tell(*[telling.card(each) for each in tickets.values()])


def _key(client: Client, what: str) -> str:
    """Return our name of what is told of a contract's end on a day: once, though it be moved there twice."""
    return f"contract:{client.id}:{client.contract_to}:{what}"


async def _locked(store: Store, client: str) -> Client:
    known = await store.clients.lock(client)
    if known is None:
        raise UnknownWordError("client", client)
    return known
