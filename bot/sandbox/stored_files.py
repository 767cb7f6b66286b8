"""Files: where they are kept and how Slack describes them."""

import mimetypes
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from urllib.parse import quote

from bot.sandbox.hub import Hub
from bot.sandbox.shapes import Json
from bot.sandbox.world import StoredFile


def new_file(hub: Hub, name: str, user_id: str, mimetype: str | None = None) -> StoredFile:
    """Begin a file; it counts once it is complete."""
    guessed = mimetype or mimetypes.guess_type(name)[0] or "application/octet-stream"
    file_id = hub.world.new_id("F")
    file = StoredFile(file_id, name, name, guessed, user_id, int(hub.now.timestamp()))
    hub.world.files[file.id] = file
    return file


def fill(file: StoredFile, content: bytes) -> None:
    """Put the content into a file."""
    file.content = content
    file.size = len(content)


def permalink(hub: Hub, file: StoredFile) -> str:
    """Return the address that people open a file at, and apps download it from."""
    return f"{hub.url}/files/{file.id}/{quote(file.name)}"


def files_shown(hub: Hub, author: str, text: str, blocks: Iterable[Json]) -> tuple[list[str], list[str]]:
    """Return the ids of *author*'s own files that a message links to in its text, and that its blocks show.

    By either it shares them with whoever reads it.
    """
    own = [each for each in hub.world.files.values() if each.complete and each.user_id == author]
    linked = [each.id for each in own if permalink(hub, each) in text]
    named = [each.get("slack_file") for each in blocks]
    ids = [each.get("id") for each in named if isinstance(each, Mapping)]
    return linked, [each.id for each in own if each.id in ids]


def share(hub: Hub, file_ids: Iterable[str], channel_id: str) -> None:
    """Let those who are in a conversation see files."""
    for each in file_ids:
        places = hub.world.files[each].channel_ids
        if channel_id not in places:
            places.append(channel_id)


def describe_file(hub: Hub, file: StoredFile) -> Json:
    """Return the `file` object of files.info; its type is unknown while it is looked through."""
    is_scanned = file.is_scanned(hub.now)
    kind = (PurePath(file.name).suffix.removeprefix(".") or "binary") if is_scanned else ""
    link = permalink(hub, file)
    return _places(hub, file) | {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype if is_scanned else "",
        "filetype": kind,
        "pretty_type": kind.upper(),
        "user": file.user_id,
        "user_team": hub.world.users[file.user_id].team_id,
        "editable": False,
        "size": file.size,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "file_access": "visible",
        "url_private": link,
        "url_private_download": link,
        "permalink": link,
        "comments_count": 0,
    }


def _places(hub: Hub, file: StoredFile) -> Json:
    """Return where a file is shared, by the kind of conversation."""
    kinds = {each: hub.world.channels[each].kind for each in file.channel_ids}
    places = {
        name: [each for each in kinds if kinds[each] == kind]
        for name, kind in (("channels", "channel"), ("groups", "group"), ("ims", "im"))
    }
    return {**places, "is_public": bool(places["channels"])}
