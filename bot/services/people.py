"""Who is asking: what Slack says of a person, turned into a role at this desk."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from bot.desk import Desk, Request
from bot.domain.access import Action, check
from bot.domain.desks import Channel, Profile
from bot.domain.people import HOURGLASS, Person, Role
from bot.domain.plain_text import mentioned
from bot.domain.tickets import Ticket
from bot.errors import UnknownPersonError, UnknownWordError
from bot.slack import SlackAwayError
from storage import Store

_FRESH: Final = timedelta(hours=12)
_FRESH_OURS: Final = timedelta(minutes=10)
"""For our own full members: one who was made a guest loses their rights after this time at most."""
_PATIENCE_SECONDS: Final = 1.5
_NAMED_ROLES = {"manager": Role.MANAGER, "admin": Role.ADMIN}


async def identify(desk: Desk, user: str, channel: str) -> Person:
    """Return *user* with their role; somebody Slack will not tell us about is taken for a client's person."""
    profile = await profile_of(desk, user)
    async with desk.database.glancing() as store:
        return await _person(desk, store, user, channel, profile)


async def identify_author(desk: Desk, user: str, channel: str) -> tuple[Person, str]:
    """Return who did something in a channel, as `identify` does, and the id that the channel has today.

    Every event asks this, so a client's person whom we know is found in one look.
    """
    async with desk.database.glancing() as store:
        author = await store.people.author(user, channel) if user else None
        if author is not None and author.client and author.channel:
            known = speaking_for(desk, author.profile, author.client, author.language)
            if known is not None:
                return known, author.channel
        channel = await store.channels.now(channel)
    return (await identify(desk, user, channel) if user else HOURGLASS), channel


def speaking_for(desk: Desk, profile: Profile, client: str, language: str | None) -> Person | None:
    """Return a person in their client's channel; None of one of ours, or where Slack is to be asked again."""
    if not _is_client(desk, profile) or not _is_fresh(desk, profile):
        return None
    return _of_client(profile, client, language)


async def known_person(desk: Desk, store: Store, user: str, channel: str) -> Person:
    """Return *user* with their role, as far as we know them, without asking Slack."""
    return await _person(desk, store, user, channel, await store.people.get(user))


async def _person(desk: Desk, store: Store, user: str, channel: str, profile: Profile | None) -> Person:
    if profile is None or _is_client(desk, profile):
        place = await store.channels.get(channel)
        language = await _language(store, place or await store.channels.of_author(user))
        stranger = Profile(user, team="", name=user)
        return _of_client(profile or stranger, place.client if place else None, language)
    role = _role(profile, in_triage=await store.people.is_triage_member(user))
    return Person(user, role, None, profile.name, profile.language, profile.time_zone)


def _is_client(desk: Desk, profile: Profile) -> bool:
    """Whether a profile is that of somebody else's person, or of a guest of ours."""
    return profile.team != desk.installation.team or profile.is_guest


def _of_client(profile: Profile, client: str | None, language: str | None) -> Person:
    return Person(profile.id, Role.CLIENT, client, profile.name, language or "en", profile.time_zone)


async def profile_of(desk: Desk, user: str) -> Profile | None:
    """Return what Slack says of *user*, asked for again when what we know has grown old."""
    known = await _known(desk, user)
    if known is not None and _is_fresh(desk, known):
        return known
    asked = desk.asking.get(user)
    if asked is None:
        asked = desk.asking[user] = asyncio.create_task(_ask(desk, user), name=f"profile of {user}")
        asked.add_done_callback(lambda _: desk.asking.pop(user, None))
    if known is None or not _is_seen(desk, known, _FRESH):
        return await asyncio.shield(asked)
    # Slack waits three seconds for the answer to a command or click, and may itself be the one who is slow.
    done, _ = await asyncio.wait([asked], timeout=_PATIENCE_SECONDS)
    return await asked if done else known


async def _known(desk: Desk, user: str) -> Profile | None:
    async with desk.database.glancing() as store:
        return await store.people.get(user)


def _is_fresh(desk: Desk, profile: Profile) -> bool:
    return _is_seen(desk, profile, _FRESH_OURS if is_full_member(desk, profile) else _FRESH)


def _is_seen(desk: Desk, profile: Profile, within: timedelta) -> bool:
    return profile.seen_at is not None and desk.clock.now() - profile.seen_at < within


async def _ask(desk: Desk, user: str) -> Profile | None:
    """Ask Slack about somebody and write it down; while Slack is out of reach, what we know has to do."""
    known = await _known(desk, user)
    if known is not None and _is_fresh(desk, known):  # the one who asked before us has just heard
        return known
    try:
        told = await desk.slack.profile(user, seen_at=desk.clock.now())
    except SlackAwayError:
        if known is not None and _is_seen(desk, known, _FRESH):
            return known
        raise
    if told is not None:
        async with desk.transaction() as store:
            await store.people.put(told)
    return await _known(desk, user)


async def learn_members(desk: Desk, triage: str) -> None:
    """Remember who is in a triage channel: full members of our workspace who are in it are engineers.

    Where Slack does not say, what we know stands; and so does the coming and going that we hear of meanwhile.
    """
    async with desk.database.reading() as store:
        before = await store.people.members(triage)
    found = await desk.slack.members(triage)
    if found is not None and found != before:
        async with desk.transaction() as store:
            await store.people.remove_members(triage, before - found)
            await store.people.add_members(triage, found - before)


async def names_of(store: Store, *people: str | None) -> dict[str, str]:
    """Return the display names of people, by id; an id that we do not know stands for itself."""
    found = {}
    for person in {each for each in people if each}:
        profile = await store.people.get(person)
        found[person] = profile.name if profile else person
    return found


async def names_in(store: Store, tickets: Iterable[Ticket]) -> dict[str, str]:
    """Return the names of all whom lists of these tickets name: assignees, and people mentioned in titles."""
    listed = tuple(tickets)
    people = [person for each in listed for person in (each.assignee, *mentioned(each.title))]
    return await names_of(store, *people)


async def name_role(desk: Desk, request: Request, user: str, word: str) -> Profile:
    """Make somebody of our own workspace a manager or an admin, or (`none`) neither."""
    check(request.person, Action.NAME_ROLES, None)
    if word not in {*_NAMED_ROLES, "none"}:
        raise UnknownWordError("role", word, choices=("manager", "admin", "none"))
    profile = await profile_of(desk, user)
    if profile is None or not is_full_member(desk, profile):
        raise UnknownPersonError(profile.name if profile else user)
    async with desk.transaction(request) as store:
        return await store.people.set_role(user, None if word == "none" else word) or profile


async def is_ours(desk: Desk, user: str) -> bool:
    """Whether *user* is a full member of our own workspace."""
    profile = await profile_of(desk, user)
    return profile is not None and is_full_member(desk, profile)


def is_full_member(desk: Desk, profile: Profile) -> bool:
    """Whether a profile is that of a person who is a full member of our own workspace."""
    return profile.is_full_member(desk.installation.team)


def is_active(desk: Desk, profile: Profile | None) -> bool:
    """Whether somebody can be reached: a full member of our own workspace who has not left it."""
    return profile is not None and profile.is_active(desk.installation.team)


async def assignable(desk: Desk, user: str) -> Profile:
    """Return the profile of somebody who can be given a ticket; UnknownPersonError for everybody else."""
    person = await identify(desk, user, "")
    profile = await profile_of(desk, user)
    if profile is None or not is_active(desk, profile) or not person.is_staff:
        raise UnknownPersonError(person.name)
    return profile


def _role(profile: Profile, *, in_triage: bool) -> Role:
    if profile.role in _NAMED_ROLES:
        return _NAMED_ROLES[profile.role]
    if profile.is_owner:
        return Role.ADMIN
    return Role.ENGINEER if in_triage else Role.COLLEAGUE


async def _language(store: Store, place: Channel | None) -> str | None:
    if place is None or place.client is None:
        return None
    client = await store.clients.get(place.client)
    return client.language if client else None
