"""Who and what is meant by the names in a clients file."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.desk import Desk
from bot.domain.clients_file import ClientsFile


@dataclass(slots=True)
class Directory:
    """Who and what is meant by the names in a file; what is not found is noted, once."""

    people: dict[str, str]
    channels: dict[str, str]
    missing: dict[str, None] = field(default_factory=dict)

    def person(self, name: str) -> str | None:
        """Return the id of whoever is called so."""
        return self._find(
            self.people, name.removeprefix("@"), f"nobody is called {name!r}: write their Slack id"
        )

    def channel(self, name: str) -> str | None:
        """Return the id of the channel that is called so, if we are in it."""
        bare = name.removeprefix("#")
        return self._find(
            self.channels, bare, f"I am not in the channel {name!r}: invite me there, then apply again"
        )

    def _find(self, known: dict[str, str], name: str, otherwise: str) -> str | None:
        if name in known.values():
            return name
        found = known.get(name.lower())
        if found is None:
            self.missing[otherwise] = None
        return found


async def directory_of(desk: Desk, declared: ClientsFile) -> Directory:
    """Learn the names of our own people, of our channels, and of the people in clients' channels."""
    channels = {each.name.lower(): each.id for each in await desk.slack.channels()}
    directory = Directory(await desk.slack.directory(), channels)
    wanted = {name.removeprefix("@").lower() for entry in declared.clients for name in entry.approvers}
    for entry in declared.clients:
        for each in entry.channels:
            unknown = wanted - directory.people.keys() - set(directory.people.values())
            place = channels.get(each.channel.removeprefix("#").lower(), each.channel)
            if unknown:
                directory.people |= await _outsiders(desk, place, directory.people.values())
    return directory


async def _outsiders(desk: Desk, channel: str, known: Iterable[str]) -> dict[str, str]:
    strangers = (await desk.slack.members(channel) or set()) - set(known)
    return {name: user for user in strangers for name in await desk.slack.names_of(user)}
