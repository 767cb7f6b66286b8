"""The plain page of the control API: what runs here, and how to speak to it."""

from html import escape

from bot.sandbox.control import CALLS
from bot.sandbox.hub import Hub
from bot.sandbox.people import Standing, User

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{app} sandbox</title>
<h1>A small local Slack</h1>
<p>{app} is installed in the workspace {team}. Nothing here leaves this machine, and nothing is kept.</p>
<p>Web API: <code>{url}/api/</code></p>
<p>Channels: {channels}.</p>
<p>People: {people}.</p>
<h2>Control calls</h2>
<p>JSON in, JSON out. Names are accepted wherever ids are. For example:</p>
<pre>curl -s {url}/control/message -H 'Content-Type: application/json' -d '{example}'</pre>
<ul>
<li><code>settle</code> answers once the app has dealt with what was said: ask for <code>messages</code>
  after it.
<li><code>action_id</code> stands in the blocks of a message, which <code>messages</code> shows, or of a modal
  (<code>views</code>). A modal is sent with <code>"values": {{"block_id": {{"action_id": "text"}}}}</code>.
<li><code>advance</code> moves the clock by seconds. <code>member</code> with the user {app} invites the app.
</ul>
<table>
{calls}
</table>
</html>
"""
_EXAMPLE = '{{"channel": "#{channel}", "user": "{user}", "text": "Good morning"}}'


def calls_page(hub: Hub) -> str:
    """Return the page as HTML."""
    channels = [each for each in hub.world.channels.values() if not each.is_im]
    people = [each for each in hub.world.users.values() if each.bot_id is None]
    example = _EXAMPLE.format(channel=channels[0].name if channels else "channel", user=people[0].name)
    return _PAGE.format(
        app=escape(hub.app.name),
        team=escape(hub.world.home.name),
        url=escape(hub.url),
        channels=", ".join(f"#{escape(each.name)}" for each in channels),
        people=", ".join(escape(_who(hub, each)) for each in people),
        example=escape(example, quote=False),
        calls="\n".join(
            _row(call.verb, call.name, call.purpose, list(call.body.model_fields)) for call in CALLS
        ),
    )


def _who(hub: Hub, user: User) -> str:
    team = hub.world.teams[user.team_id].name
    guest = "" if user.standing in {Standing.MEMBER, Standing.OWNER} else ", guest"
    return f"{user.name} ({team}{guest})"


def _row(verb: str, name: str, purpose: str, fields: list[str]) -> str:
    taken = escape(", ".join(fields))
    return f"<tr><td><code>{verb} /control/{name}</code><td>{escape(purpose)}<td><code>{taken}</code>"
