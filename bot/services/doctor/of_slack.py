"""Slack's side: both tokens, the scopes they have, and whether our clock is right."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import aiohttp
import yaml

from bot.clock import Clock
from bot.services.doctor.findings import Finding, problem, skipped, warning, well
from bot.settings import Given, Settings
from bot.shipped import manifest_text
from bot.slack import Slack, SlackAwayError, SlackRefusedError, web_session
from bot.slack_answers import ChannelFacts
from bot.slack_probe import Answer, ask

_WARNED_FROM: Final = timedelta(seconds=5)
_WRONG_FROM: Final = timedelta(seconds=60)
"""Slack's signed requests are refused from five minutes on; deadlines are wrong long before."""
_HALF_A_SECOND: Final = timedelta(seconds=0.5)
_NOT_REACHED: Final = (
    "Try again in a minute; if it stays so, check this machine's network, its proxy, and SLACK_API_URL."
)
_SOCKET_OFF: Final = "socket_mode_not_enabled"


@dataclass(frozen=True, slots=True)
class SlackSide:
    """What Slack told us."""

    findings: tuple[Finding, ...]
    channels: tuple[ChannelFacts, ...] | None
    """The channels that we are in; None where Slack did not say."""
    bot_name: str = "hourglass"
    active: frozenset[str] | None = None
    """Our own full members who are there; None where Slack did not say."""


async def look_at_slack(given: Given, clock: Clock) -> SlackSide:
    """Ask Slack about both tokens."""
    settings = given.settings
    if given.lacks("SLACK_API_URL"):
        return _not_asked("SLACK_API_URL", "bot token", "scopes", "clock", "app token")
    async with web_session() as session:
        if given.lacks("SLACK_APP_TOKEN"):
            app = skipped("app token", "SLACK_APP_TOKEN cannot be used")
        elif given.lacks("SLACK_SIGNING_SECRET"):
            app = skipped("app token", "neither it nor the signing secret is set")
        else:
            app = await _app_token(settings, session)
        if given.lacks("SLACK_BOT_TOKEN"):
            without = _not_asked("SLACK_BOT_TOKEN", "bot token", "scopes", "clock")
            return SlackSide((*without.findings, app), None)
        token = settings.slack_bot_token.get_secret_value()
        asked_at = clock.now()
        answer = await ask(session, settings.slack_api_url, "auth.test", token)
        middle = asked_at + (clock.now() - asked_at) / 2
        found = (_bot_token(answer), *_scopes(answer), _against_slack(answer, middle), app)
        if not answer.is_yes:
            return SlackSide(found, None)
        slack = Slack(token, settings.slack_api_url, session)
        active = await _active(slack, str(answer.body.get("team_id")))
        name = str(answer.body.get("user") or "hourglass")
        return SlackSide(found, await _channels(slack), name, active)


def _not_asked(setting: str, *left_out: str) -> SlackSide:
    return SlackSide(tuple(skipped(about, f"{setting} cannot be used") for about in left_out), None)


def _bot_token(answer: Answer) -> Finding:
    if answer.is_yes:
        who = f"@{answer.body.get('user')} in {answer.body.get('team')} ({answer.body.get('team_id')})"
        return well("bot token", f"Slack knows it as {who}")
    if not answer.is_clear:
        return problem("bot token", f"Slack gave no clear answer ({answer.error})", _NOT_REACHED)
    remedy = (
        "Put the Bot User OAuth Token (xoxb-...) into SLACK_BOT_TOKEN, from OAuth & Permissions on your "
        "app's page; install the app to your workspace again if it was removed."
    )
    return problem("bot token", f"Slack refuses it: {answer.error}", remedy)


async def _app_token(settings: Settings, session: aiohttp.ClientSession) -> Finding:
    if settings.slack_app_token is None:
        where = f"http://{settings.host}:{settings.port}/slack/events"
        return well("app token", f"not set: Slack's requests come by HTTP, to {where}")
    token = settings.slack_app_token.get_secret_value()
    answer = await ask(session, settings.slack_api_url, "apps.connections.open", token)
    if answer.is_yes:
        return well("app token", "Slack lets us connect by Socket Mode")
    if not answer.is_clear:
        return problem("app token", f"Slack gave no clear answer ({answer.error})", _NOT_REACHED)
    remedy = (
        "Turn Socket Mode on on your app's page, or leave SLACK_APP_TOKEN out to receive requests by HTTP."
        if answer.error == _SOCKET_OFF
        else "Make an App-Level Token (xapp-...) with connections:write under Basic Information on your "
        "app's page, and put it into SLACK_APP_TOKEN."
    )
    return problem("app token", f"Slack refuses it: {answer.error}", remedy)


def _scopes(answer: Answer) -> Iterator[Finding]:
    if not answer.is_yes or answer.scopes is None:
        yield skipped("scopes", "Slack did not say which ones the token has")
        return
    wanted = frozenset(yaml.safe_load(manifest_text())["oauth_config"]["scopes"]["bot"])
    missing, superfluous = sorted(wanted - answer.scopes), sorted(answer.scopes - wanted)
    if missing:
        remedy = "Put manifest.yml into your app's page again (App Manifest), then reinstall the app."
        yield problem("scopes", f"missing: {', '.join(missing)}", remedy)
    if superfluous:
        remedy = "Take them away under OAuth & Permissions on your app's page: Hourglass has no use for them."
        yield warning("scopes", f"more than manifest.yml asks for: {', '.join(superfluous)}", remedy)
    if not missing and not superfluous:
        yield well("scopes", f"all {len(wanted)} of manifest.yml, and no more")


def _against_slack(answer: Answer, now: datetime) -> Finding:
    if answer.now_at is None:
        return skipped("clock", "Slack did not say what time it is")
    return against("clock", "Slack's", now - (answer.now_at + _HALF_A_SECOND))


def against(about: str, whose: str, ahead: timedelta) -> Finding:
    """Return how far our clock is *ahead* of another."""
    seconds = ahead.total_seconds()
    said = f"{abs(seconds):.0f} s {'ahead of' if seconds > 0 else 'behind'} {whose}"
    remedy = "Have this machine's clock set by a time server (NTP): deadlines are told by it."
    if abs(ahead) >= _WRONG_FROM:
        return problem(about, said, remedy)
    if abs(ahead) >= _WARNED_FROM:
        return warning(about, said, remedy)
    return well(about, f"agrees with {whose}")


async def _channels(slack: Slack) -> tuple[ChannelFacts, ...] | None:
    try:
        return tuple(await slack.channels())
    except (SlackAwayError, SlackRefusedError):
        return None


async def _active(slack: Slack, team: str) -> frozenset[str] | None:
    try:
        return frozenset(await slack.active_members(team))
    except (SlackAwayError, SlackRefusedError):
        return None
