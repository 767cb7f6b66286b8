"""Files: where they are kept and how Slack describes them."""

import mimetypes
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


def describe_file(hub: Hub, file: StoredFile) -> Json:
    """Return the `file` object of files.info."""
    kind = PurePath(file.name).suffix.removeprefix(".") or "binary"
    link = f"{hub.url}/files/{file.id}/{quote(file.name)}"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": kind,
        "pretty_type": kind.upper(),
        "user": file.user_id,
        "user_team": hub.world.users[file.user_id].team_id,
        "editable": False,
        "size": file.size,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": bool(file.channel_ids),
        "file_access": "visible",
        "url_private": link,
        "url_private_download": link,
        "permalink": link,
        "channels": list(file.channel_ids),
        "groups": [],
        "ims": [],
        "comments_count": 0,
    }
