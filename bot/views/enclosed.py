"""Files in a message: pictures where they are seen, all else as links, by which Slack shares it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.domain.enclosures import UploadedFile
from bot.views.markup import Safe, escape, link
from bot.views.rendered import MOST_BLOCKS, Block, Rendered, context

_MOST_ALT_TEXT = 2_000
_AT_THE_END = ("actions", "context")


@dataclass(frozen=True, slots=True)
class Shown:
    """Files that a message is to show, pictures too `as_links` where Slack did not take them otherwise."""

    files: tuple[UploadedFile, ...] = ()
    as_links: bool = False
    failed: tuple[str, ...] = ()
    """What is said of those that could not be made or taken."""


def carrying(said: Rendered, shown: Shown) -> Rendered:
    """Return a message with its files, before the controls and the small print that it ends with.

    The links stand in the text too: Slack shares a file of ours by a link in the text, and not by one in a
    block alone (slackapi/python-slack-sdk, issue 1194).
    """
    if not shown.files and not shown.failed:
        return said
    pictures = [each for each in shown.files if each.enclosure.is_picture and not shown.as_links]
    links = [link(each.permalink, each.enclosure.name) for each in shown.files if each not in pictures]
    added = [_picture(each) for each in pictures] + ([context(_beside(links))] if links else [])
    added += [context(escape(each)) for each in shown.failed]
    room = MOST_BLOCKS - len(added)
    text = "\n".join([said.text, *links, *map(escape, shown.failed)])
    return replace(said, text=text, blocks=_before_the_end(said.blocks[:room], added))


def _picture(file: UploadedFile) -> Block:
    alt_text = file.enclosure.title[:_MOST_ALT_TEXT] or file.enclosure.name
    return {"type": "image", "alt_text": alt_text, "slack_file": {"id": file.id}}


def _beside(links: Iterable[Safe]) -> Safe:
    return Safe(f":page_facing_up: {'  ·  '.join(links)}")


def _before_the_end(blocks: tuple[Block, ...], added: list[Block]) -> tuple[Block, ...]:
    end = len(blocks)
    while end > 0 and blocks[end - 1]["type"] in _AT_THE_END:
        end -= 1
    return (*blocks[:end], *added, *blocks[end:])
