"""Times in which Slack tells us nothing, as while it refuses our token: waited out, and made up for."""

from datetime import datetime
from typing import Final

from bot.desk import Desk, Request
from bot.logs import get_log
from bot.services.catching_up import catch_up
from bot.services.channels import look_around
from bot.services.triage import all_staff, tell_staff
from bot.slack import SlackAwayError, SlackLockedOutError
from bot.views.text import say
from storage.errors import DatabaseUnavailableError

_LOOK_SECONDS: Final = 60
_ANSWER_SECONDS: Final = 10

_log = get_log(__name__)


async def taken_away(desk: Desk, request: Request) -> None:
    """Note that Slack took a token away: where it was ours, staff read it, once, when we have one again."""
    try:
        await desk.slack.try_token(_ANSWER_SECONDS)
        is_ours = False
    except SlackLockedOutError:
        is_ours = True
    async with desk.transaction(request) as store:
        if is_ours:
            text = say("en", "staff.locked_out")
            key = f"locked_out:{request.at:%Y-%m-%d}"  # an uninstalled app is told of both, and so are we
            await tell_staff(store, key, text, await all_staff(desk, store))


async def come_back(desk: Desk, since: datetime) -> None:
    """Make up for a time in which Slack told us nothing: hear what was said, see what became of channels."""
    await catch_up(desk, since=since)
    await look_around(desk)


async def watch_token(desk: Desk) -> None:
    """While Slack refuses our token, ask once a minute whether it is good again; then make up for it."""
    slack, clock = desk.slack, desk.clock
    known, heard_at = slack.lockouts, clock.now()
    while True:
        await clock.sleep(_LOOK_SECONDS)
        if slack.lockouts == known:
            heard_at = clock.now()
            continue
        try:
            if slack.locked_out:
                await slack.try_token(_ANSWER_SECONDS)
            await come_back(desk, heard_at)
            known = slack.lockouts
        except (SlackAwayError, DatabaseUnavailableError):
            continue
        except Exception:  # noqa: BLE001 - whatever it was, the token is looked after
            _log.exception("the time without a token could not be made up for; tried again")
