"""Files on their way into Slack: uploaded for our eyes only, and shared by the message that shows them."""

import json
from collections.abc import Awaitable, Callable
from typing import Final

import aiohttp

from bot.domain.enclosures import Enclosure, UploadedFile
from bot.slack import Slack, SlackBusyError, SlackRefusedError, SlackUnclearError
from bot.views.markup import clip

MOST_BYTES: Final = 20_000_000
"""Slack takes more, but what we make is far smaller unless something is wrong with it."""
_BEGIN: Final = "files.getUploadURLExternal"
_SEND: Final = "upload"
_FINISH: Final = "files.completeUploadExternal"
_MOST_TITLE: Final = 200
"""Who does not see a picture hears all of it with the message."""
_SEND_SECONDS: Final = 25
_LOOKS: Final = 8
_LOOK_SECONDS: Final = 1


async def upload(
    slack: Slack, enclosure: Enclosure, content: bytes, wait: Callable[[float], Awaitable[None]]
) -> UploadedFile:
    """Upload a file that nobody but us sees until a message of ours shows it.

    Made again after any failure it does no harm: what was uploaded before stays unseen.
    """
    if not 0 < len(content) <= MOST_BYTES:
        raise SlackRefusedError(_BEGIN, f"the file has {len(content):,} bytes, and may have {MOST_BYTES:,}")
    begun = await slack.ask(_BEGIN, filename=enclosure.name, length=len(content))
    await _send(slack, str(begun["upload_url"]), content)
    named = [{"id": str(begun["file_id"]), "title": clip(enclosure.title, _MOST_TITLE)}]
    done = await slack.ask(_FINISH, files=json.dumps(named))
    (file,) = done["files"]
    if enclosure.is_picture:
        await _looked_through(slack, str(file["id"]), wait)
    return UploadedFile(str(file["id"]), str(file.get("permalink") or ""), enclosure)


async def _send(slack: Slack, address: str, content: bytes) -> None:
    """Send what the file holds to the address that Slack gave for it."""
    session = slack.reader.session
    if session is None:
        raise TypeError("the client has no session of its own")
    limit = aiohttp.ClientTimeout(total=_SEND_SECONDS)
    try:
        async with session.post(address, data=content, timeout=limit) as response:
            _check(response)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise SlackUnclearError(f"{_SEND}: {type(error).__name__}") from error


def _check(response: aiohttp.ClientResponse) -> None:
    """SlackBusyError, SlackUnclearError or SlackRefusedError where the file was not taken."""
    if response.status == 429:  # noqa: PLR2004 - HTTP's own number
        raise SlackBusyError(float(response.headers.get("Retry-After") or 1))
    if response.status >= 500:  # noqa: PLR2004 - as above
        raise SlackUnclearError(f"{_SEND}: {response.status}")
    if response.status != 200:  # noqa: PLR2004 - as above
        raise SlackRefusedError(_SEND, f"upload_refused ({response.status})")


async def _looked_through(slack: Slack, file: str, wait: Callable[[float], Awaitable[None]]) -> None:
    """Wait until Slack has looked through a picture, or for some seconds: before, no message may show it.

    Its type is known from then on, as Slack's people write (slackapi/slack-github-action, issue 413).
    """
    for _ in range(_LOOKS):
        found = await slack.ask("files.info", file=file)
        if found["file"].get("mimetype"):
            return
        await wait(_LOOK_SECONDS)
