"""`hourglass doctor` on Slack: tokens, scopes, the clock, and the channels that the bot is in or not."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.services.doctor.examination import examine
from bot.services.doctor.findings import Outcome
from bot.shipped import manifest_text
from tests.bot.examined import Shifted, by_subject, environ, slack, worked
from tests.databases import ON_SQLITE, FreshUrl

pytestmark = ON_SQLITE


@pytest.mark.parametrize(
    ("in_manifest", "instead", "outcome", "said"),
    [
        ("      - files:read", "      #", Outcome.PROBLEM, "missing: files:read"),
        (
            "      - files:read",
            "      - files:read\n      - pins:read",
            Outcome.WARNING,
            "more than manifest.yml asks for: pins:read",
        ),
    ],
    ids=["a scope is missing", "a scope is granted that nothing uses"],
)
async def test_scopes_are_compared_with_the_manifest(
    fresh_url: FreshUrl, in_manifest: str, instead: str, outcome: Outcome, said: str
) -> None:
    changed = manifest_text().replace(in_manifest, instead, 1)
    async with slack(changed) as sandbox:
        found = by_subject(await examine(environ(sandbox, fresh_url("sqlite")), sandbox.clock))
    assert [(each.outcome, each.said) for each in found["scopes"]] == [(outcome, said)]


async def test_wrong_tokens_are_named_and_the_rest_is_looked_at(fresh_url: FreshUrl) -> None:
    url = fresh_url("sqlite")
    wrong_tokens = {"SLACK_BOT_TOKEN": "xoxb-wrong-1", "SLACK_APP_TOKEN": "xapp-wrong-2"}
    async with slack(socket=True) as sandbox:
        found = await examine(environ(sandbox, url) | wrong_tokens, sandbox.clock)
    subjects = by_subject(found)
    for about, setting in (("bot token", "SLACK_BOT_TOKEN"), ("app token", "SLACK_APP_TOKEN")):
        assert subjects[about][0].outcome is Outcome.PROBLEM
        assert subjects[about][0].said == "Slack refuses it: invalid_auth"
        assert setting in subjects[about][0].remedy
    assert subjects["scopes"][0].outcome is Outcome.SKIPPED
    assert subjects["migrations"][0].outcome is Outcome.OK
    assert "wrong-" not in str(found)


async def test_an_app_token_is_tried_and_socket_mode_that_is_off_is_told_apart(fresh_url: FreshUrl) -> None:
    url = fresh_url("sqlite")
    async with slack(socket=True) as sandbox:
        on = await examine(environ(sandbox, url, SLACK_APP_TOKEN=sandbox.app_token), sandbox.clock)
    async with slack() as sandbox:
        off = await examine(environ(sandbox, url, SLACK_APP_TOKEN=sandbox.app_token), sandbox.clock)
    assert by_subject(on)["app token"][0].said == "Slack lets us connect by Socket Mode"
    assert by_subject(off)["app token"][0].remedy.startswith("Turn Socket Mode on")


async def test_without_slack_all_else_is_looked_at(fresh_url: FreshUrl, tmp_path: Path) -> None:
    url = fresh_url("sqlite")
    async with worked(url, tmp_path) as (sandbox, _):
        given = environ(sandbox, url)
    found = by_subject(await examine(given, sandbox.clock))
    assert found["bot token"][0].said == "Slack gave no clear answer (nobody answers at its address)"
    assert found["channels"][0].outcome is Outcome.SKIPPED
    assert found["clients"][0].said == "3 in 3 channels"
    assert found["triage"][0].said == "#triage"
    assert found["writing"][0].said == "possible"


async def test_a_wrong_address_of_slack_is_not_asked(fresh_url: FreshUrl) -> None:
    async with slack() as sandbox:
        given = environ(sandbox, fresh_url("sqlite"), SLACK_API_URL="slack")
        found = by_subject(await examine(given, sandbox.clock))
    assert {found[about][0].outcome for about in ("bot token", "scopes", "clock")} == {Outcome.SKIPPED}


@pytest.mark.parametrize(
    ("by", "outcome", "said"),
    [
        (timedelta(minutes=10), Outcome.PROBLEM, "600 s ahead of Slack's"),
        (timedelta(minutes=-10), Outcome.PROBLEM, "600 s behind Slack's"),
        (timedelta(seconds=20), Outcome.WARNING, "20 s ahead of Slack's"),
        (timedelta(), Outcome.OK, "agrees with Slack's"),
    ],
    ids=["far ahead", "far behind", "a little ahead", "right"],
)
async def test_our_clock_is_compared_with_slacks(
    fresh_url: FreshUrl, by: timedelta, outcome: Outcome, said: str
) -> None:
    async with slack() as sandbox:
        clock = Shifted(sandbox.clock, by)
        [found] = by_subject(await examine(environ(sandbox, fresh_url("sqlite")), clock))["clock"]
    seconds = round(abs(by.total_seconds()))
    near = {said.replace(str(seconds), str(seconds + off)) for off in (-1, 0, 1)} if seconds else {said}
    assert found.outcome is outcome
    assert found.said in near


async def test_channels_that_the_bot_is_not_in_are_named(database_url: str, tmp_path: Path) -> None:
    async with worked(database_url, tmp_path) as (sandbox, live):
        bot = live.bot.desk.installation.bot_user
        await live.post("member", **{"channel": "#acme", "user": bot, "in": False})
        await live.post("channel", name="globex", archived=True)
        await live.settle()
        given = environ(sandbox, database_url, HOURGLASS_CLIENTS=str(tmp_path / "clients.toml"))
        found = by_subject(await examine(given, sandbox.clock))
    assert sorted((each.outcome, each.said) for each in found["channels"]) == [
        (Outcome.PROBLEM, "the bot is not in #acme (client channel)"),
        (Outcome.WARNING, "#globex is archived"),
    ]
    assert "/invite" in found["channels"][0].remedy
    assert [each.outcome for each in found["clients file"]] == [Outcome.OK], "one cause is told once"


async def test_a_triage_channel_that_the_bot_is_not_in_is_told_once(
    database_url: str, tmp_path: Path
) -> None:
    async with worked(database_url, tmp_path) as (sandbox, live):
        bot = live.bot.desk.installation.bot_user
        await live.post("member", **{"channel": "#triage", "user": bot, "in": False})
        await live.settle()
        clients = str(tmp_path / "clients.toml")
        given = environ(sandbox, database_url, HOURGLASS_CLIENTS=clients, HOURGLASS_TRIAGE="#triage")
        found = await examine(given, sandbox.clock)
    [told] = [each for each in found if each.outcome is Outcome.PROBLEM]
    assert (told.about, told.said) == ("channels", "the bot is not in #triage (triage channel)")
    assert told.remedy == "Type `/invite @hourglass` in #triage."


@pytest.mark.parametrize("kind", ["http_500", "rate_limited", "drop_before"])
async def test_slack_in_trouble_is_not_taken_for_a_wrong_token(
    fresh_url: FreshUrl, tmp_path: Path, kind: str
) -> None:
    url = fresh_url("sqlite")
    async with worked(url, tmp_path) as (sandbox, live):
        await live.fault("auth.test", kind)
        [token] = by_subject(await examine(environ(sandbox, url), sandbox.clock))["bot token"]
    assert token.said.startswith("Slack gave no clear answer (")
    assert "SLACK_BOT_TOKEN" not in token.remedy
