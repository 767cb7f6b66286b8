"""Slash commands: `/ticket`, `/claim` and `/support`. Only their sender sees the answer."""

from collections.abc import Mapping
from typing import Any, Final

from slack_bolt.async_app import AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.domain.access import Action
from bot.domain.desks import Client
from bot.domain.tickets import Severity, Status
from bot.errors import UnknownPersonError
from bot.services import (
    escalating,
    opening,
    people,
    queries,
    receipts,
    reminders,
    setup,
    tickets,
    triage,
)
from bot.services.finding import client_here, named_client
from bot.services.replanning import replan
from bot.views import answers, modals
from bot.views.answers import Done, Listed, command_done
from bot.views.reminders import reminder_list, reminder_set, reminders_off
from bot.views.rendered import Rendered
from bot.views.replanned import replanned
from bot.views.setup import new_ticket_modal
from handlers.command import Command, Verb, run_as
from handlers.command_text import Typed, choice
from handlers.later import late_verbs

_PARTIES: Final[Mapping[str, Status]] = {
    "client": Status.WAITING_ON_CLIENT,
    "third_party": Status.WAITING_ON_THIRD_PARTY,
}
_FILLING: Final = frozenset({"a", "for", "on", "the"})
_LISTS: Final = (Listed.MINE, Listed.OPEN, Listed.UNCLAIMED)
_PLANNING: Final = frozenset({"to", "under", "plan", "with", "and", "+"})
_ROLES: Final = ("manager", "admin", "none")


async def _new(command: Command) -> Rendered | None:
    """Open a ticket in the words typed where that is a client's channel; ask for the rest elsewhere."""
    desk, request, text = command.desk, command.request, command.typed.text
    places = await queries.client_channels(desk, request)
    here = request.channel if any(channel.id == request.channel for channel, _ in places) else ""
    if not (text and here):
        return await command.show(new_ticket_modal(places, channel=here, text=text))
    number = await opening.new_ticket(desk, request, opening.Wanted(here, text))
    return command_done(Done.OPENED, number=number)


async def _list(command: Command) -> Rendered | None:
    word, rest = command.typed.word()
    if word in {"", *_LISTS} and not rest.text:
        return await queries.staff_list(command.desk, command.request, Listed(word or Listed.OPEN))
    client = await _client(command, rest if word == Listed.CLIENT else command.typed)
    return await queries.staff_list(command.desk, command.request, Listed.CLIENT, client)


async def _client(command: Command, typed: Typed) -> Client:
    """Return the client that was named or, where none was, the one whose channel this is."""
    here = None if typed.text else await client_here(command.desk, command.request)
    return here or await named_client(command.desk, command.request, typed.text, *_LISTS)


async def _show(command: Command) -> Rendered | None:
    number = await command.only_ticket()
    scene, events = await queries.history_for(command.desk, command.request, number)
    return answers.ticket_page(scene, events, time_zone=command.request.person.time_zone)


async def _claim(command: Command) -> Rendered | None:
    number = await command.only_ticket()
    await tickets.claim(command.desk, command.request, number)
    return command_done(Done.CLAIMED, number=number)


async def _assign(command: Command) -> Rendered | None:
    number, rest = await command.ticket()
    if not rest.text:
        scene = await queries.scene_for(command.desk, command.request, number, Action.ASSIGN)
        return await command.show(modals.assign_modal(scene))
    user = await _assignee(command, rest)
    ticket = await tickets.assign(command.desk, command.request, number, user)
    profile = await people.profile_of(command.desk, user)
    return command_done(Done.ASSIGNED, number=ticket.number, assignee=profile.name if profile else user)


async def _assignee(command: Command, typed: Typed) -> str:
    """Return the id of whom all of *typed* names, in one word or more."""
    word, after = typed.person()
    name = typed.text if after.text else word
    user = await command.who(name)
    if user is None:
        raise UnknownPersonError(name)
    return user


async def _severity(command: Command) -> Rendered | None:
    number, rest = await command.ticket()
    if not rest.text:
        scene = await queries.scene_for(command.desk, command.request, number, Action.SET_SEVERITY)
        return await command.show(modals.severity_modal(scene))
    level = Severity(choice("severity", rest.text, [each.value for each in Severity]))
    await tickets.choose_severity(command.desk, command.request, number, level)
    return command_done(Done.SEVERITY, number=number, severity=level.value)


async def _wait(command: Command) -> Rendered | None:
    number, rest = await command.ticket()
    status = _party(rest)
    ticket = await tickets.wait(command.desk, command.request, number, status)
    return answers.waits_now(ticket, status)


def _party(typed: Typed) -> Status:
    """Return for whom to wait: the client, unless another is named, as in "for a third party"."""
    named = " ".join(word for word in typed.text.lower().split() if word not in _FILLING)
    return _PARTIES[choice("party", named or "client", _PARTIES)]


async def _resume(command: Command) -> Rendered | None:
    number = await command.only_ticket()
    await tickets.resume(command.desk, command.request, number)
    return command_done(Done.RESUMED, number=number)


async def _reopen(command: Command) -> Rendered | None:
    number = await command.only_ticket()
    await tickets.reopen(command.desk, command.request, number)
    return command_done(Done.REOPENED, number=number)


async def _note(command: Command) -> Rendered | None:
    number, rest = await command.ticket()
    if not rest.text:
        scene = await queries.scene_for(command.desk, command.request, number, Action.NOTE)
        return await command.show(modals.note_modal(scene))
    await tickets.note(command.desk, command.request, number, rest.text)
    return command_done(Done.NOTED, number=number)


async def _remind(command: Command) -> Rendered | None:
    """Set a reminder, list one's own where nothing more is typed, or take them back."""
    number, rest = await command.ticket()
    desk, request, time_zone = command.desk, command.request, command.request.person.time_zone
    if not rest.text:
        return reminder_list(number, await reminders.own_reminders(desk, request, number), time_zone)
    if rest.text.lower() == "off":
        return reminders_off(number, await reminders.forget_reminders(desk, request, number))
    return reminder_set(number, await reminders.remind(desk, request, number, rest.text), time_zone)


async def _split(command: Command) -> Rendered | None:
    number = await command.only_ticket()
    scene = await queries.scene_for(command.desk, command.request, number, Action.SPLIT)
    return await command.show(modals.split_modal(scene))


async def _why(command: Command) -> Rendered | None:
    number = await command.only_ticket()
    return await receipts.for_staff(command.desk, command.request, number)


async def _replan(command: Command) -> Rendered | None:
    """Move the ticket to the plan typed, with the add-ons typed or else the client's own."""
    number, rest = await command.ticket()
    words = rest.text.lower().replace(",", " ").split()
    plan, *addons = [word for word in words if word not in _PLANNING] or [""]
    moved = await replan(command.desk, command.request, number, plan, addons)
    return replanned(moved, command.request.person.time_zone)


async def _escalate(command: Command) -> Rendered | None:
    number, rest = await command.ticket()
    await escalating.escalate(command.desk, command.request, number, rest.text)
    return command_done(Done.ESCALATED, number=number)


async def _help(_: Command) -> Rendered | None:
    return answers.help_staff()


VERBS: Final[Mapping[str, Verb]] = {
    "new": _new,
    "list": _list,
    "show": _show,
    "claim": _claim,
    "assign": _assign,
    "severity": _severity,
    "wait": _wait,
    "resume": _resume,
    "reopen": _reopen,
    "note": _note,
    "remind": _remind,
    "split": _split,
    "why": _why,
    "escalate": _escalate,
    "replan": _replan,
    **late_verbs("ticket"),
    "help": _help,
}


async def _ticket(command: Command) -> Rendered | None:
    """Do what the first word says; a number alone shows that ticket, nothing at all shows what there is."""
    word, rest = command.typed.verb()
    verb = choice("command", word or ("show" if rest.text else "help"), VERBS)
    return await VERBS[verb](command.then(rest, verb))


async def _set_up(command: Command) -> Rendered | None:
    view = await setup.setup_form(command.desk, command.request, command.request.channel)
    return await command.show(view)


async def _role(command: Command) -> Rendered | None:
    person, rest = command.typed.person()
    word, _ = rest.word()
    role = choice("role", word, _ROLES)
    user = await command.who(person)
    if user is None:
        raise UnknownPersonError(person)
    profile = await people.name_role(command.desk, command.request, user, role)
    if role == "none":
        return command_done(Done.ROLE_NONE, person=profile.name)
    return command_done(Done.ROLE_NAMED, person=profile.name, role=role)


async def _end_triage(command: Command) -> Rendered | None:
    choice("triage", command.typed.text, ("off",))
    ended = await triage.end_triage(command.desk, command.request)
    return command_done(Done.TRIAGE_OFF, channel=ended.id)


SUPPORT: Final[Mapping[str, Verb]] = {
    "setup": _set_up,
    "triage": _end_triage,
    "role": _role,
    **late_verbs("support"),
    "help": _help,
}


async def _support(command: Command) -> Rendered | None:
    word, rest = command.typed.word()
    verb = choice("command", word or "help", SUPPORT)
    return await SUPPORT[verb](command.then(rest, verb))


COMMANDS: Final[Mapping[str, Verb]] = {
    "/ticket": _ticket,
    "/claim": _claim,
    "/support": _support,
}


async def run(command: Mapping[str, Any], context: AsyncBoltContext) -> BoltResponse:
    """Run one of the commands of this module."""
    return await run_as(COMMANDS[str(command["command"])], command, context)


LISTENERS: Final = dict.fromkeys(COMMANDS, run)
