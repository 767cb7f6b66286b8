"""The Web API's files.* methods, and the addresses that files are sent to."""

import re
from typing import Final

from bot.sandbox import posts
from bot.sandbox.arguments import wrong
from bot.sandbox.calls import Call, Method, find_channel
from bot.sandbox.channels import Channel
from bot.sandbox.errors import SlackError
from bot.sandbox.grammar import mappings
from bot.sandbox.posts import Draft
from bot.sandbox.shapes import Json
from bot.sandbox.stored_files import describe_file, new_file
from bot.sandbox.world import StoredFile

_MOST_BYTES: Final = 1_000_000_000
_CHANNEL_ID: Final = re.compile(r"([CGDZ][A-Z0-9]{8,})?$")


async def info(call: Call) -> Json:
    """Describe a file; the only way to learn about one from another workspace."""
    file = call.world.files.get(call.args.required("file"))
    bot = call.world.app.bot_user_id
    if file is None or not file.complete:
        raise SlackError("file_not_found")
    if file.user_id != bot and not any(bot in call.world.channels[each].members for each in file.channel_ids):
        raise SlackError("file_not_found")
    return {"file": describe_file(call.hub, file), "comments": [], "response_metadata": {"next_cursor": ""}}


async def get_upload_url(call: Call) -> Json:
    """Begin an upload and return the address for its content."""
    name = call.args.required("filename")
    if not call.args.text("length").isdigit():
        raise wrong("[ERROR] missing required field: length")
    length = int(call.args.text("length"))
    if not 0 < length <= _MOST_BYTES:
        raise SlackError("invalid_arguments" if length == 0 else "file_upload_size_restricted")
    file = new_file(call.hub, name, call.world.app.bot_user_id)
    file.size = length
    return {"upload_url": f"{call.hub.url}/upload/v1/{file.id}", "file_id": file.id}


async def complete_upload(call: Call) -> Json:
    """Finish uploads, and share them where a channel is named."""
    given = mappings(call.args.parsed("files"))
    if not given:
        raise wrong("[ERROR] missing required field: files")
    files = [_uploaded(call, str(each.get("id", ""))) for each in given]
    channels = _channels(call)
    for file, each in zip(files, given, strict=True):
        file.title = str(each.get("title") or file.name)
        file.complete, file.scanned_at = True, call.hub.scanning_until
    for channel in channels:
        _share(call, channel, files)
    return {"files": [describe_file(call.hub, file) for file in files]}


def _uploaded(call: Call, file_id: str) -> StoredFile:
    file = call.world.files.get(file_id)
    if file is None or not file.content or file.user_id != call.world.app.bot_user_id:
        raise SlackError("file_not_found")
    return file


def _channels(call: Call) -> list[Channel]:
    if not _CHANNEL_ID.match(call.args.text("channel_id")):
        raise wrong("[ERROR] input must match regex pattern: ^[CGDZ][A-Z0-9]{8,}$ [json-pointer:/channel_id]")
    names = [*call.args.names("channel_id"), *call.args.names("channels")]
    found = [find_channel(call.world, name) for name in names]
    channels = [channel for channel in found if channel is not None]
    if len(channels) < len(found):
        raise SlackError("channel_not_found")
    for channel in channels:
        if not call.is_member(channel):
            raise SlackError("not_in_channel")
        if channel.is_archived:
            raise SlackError("is_archived")
    return channels


def _share(call: Call, channel: Channel, files: list[StoredFile]) -> None:
    comment = posts.tidy(call.args.text("initial_comment"))
    thread_ts = call.args.text("thread_ts") or None
    draft = Draft(comment, thread_ts=thread_ts, file_ids=[file.id for file in files])
    posts.say(call.hub, channel, call.world.app.bot_user_id, draft)


METHODS: Final[dict[str, Method]] = {
    "files.info": info,
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
}
