"""Commands, buttons, modals and App Home: what the app gets, and what the person sees of its answer."""

from collections.abc import Callable

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox
from tests.sandbox.ends import Control, Json, Receiver
from tests.sandbox.kit import SECTION, TEXT_INPUT, actions, asked, button, modal, plain, select

BUTTONS = [SECTION, actions(button("claim", value="7"), select(action_id="severity"), block_id="row")]
FORM = modal(asked(TEXT_INPUT, block_id="what"), callback_id="details", notify_on_close=True)


def answers(body: Json) -> Callable[[Json], web.Response]:
    return lambda _: web.json_response(body)


async def pressed(slack: AsyncWebClient, control: Control, receiver: Receiver, user: str) -> str:
    """Let *user* press a button in #acme and return the trigger that this gives."""
    posted = await slack.chat_postMessage(channel="#acme", text="card", blocks=BUTTONS)
    done = await control.post("action", user=user, channel="#acme", ts=posted["ts"], action_id="claim")
    assert done == {"ok": True, "status": 200}
    return str(receiver.payloads("block_actions")[-1]["trigger_id"])


async def opened(
    slack: AsyncWebClient, control: Control, receiver: Receiver, user: str = "ana", **more: object
) -> str:
    trigger = await pressed(slack, control, receiver, user)
    return str((await slack.views_open(trigger_id=trigger, view={**FORM, **more}))["view"]["id"])


async def test_a_clients_press_names_our_team_and_theirs(
    sandbox: Sandbox, slack: AsyncWebClient, control: Control, receiver: Receiver
) -> None:
    await pressed(slack, control, receiver, "ana")
    payload = receiver.payloads("block_actions")[-1]
    assert payload["team"]["id"] == sandbox.world.home.id
    assert payload["user"]["team_id"] == sandbox.world.user("ana").team_id
    (action,) = payload["actions"]
    assert (action["action_id"], action["value"], action["block_id"]) == ("claim", "7", "row")
    assert payload["container"]["message_ts"] == payload["message"]["ts"]


async def test_a_pick_is_told_with_its_option_and_kept_in_the_state(
    slack: AsyncWebClient, control: Control, receiver: Receiver
) -> None:
    posted = await slack.chat_postMessage(channel="#acme", text="card", blocks=BUTTONS)
    place = {"user": "ana", "channel": "#acme", "ts": posted["ts"]}
    await control.post("action", **place, action_id="severity", value="b")
    await control.post("action", **place, action_id="claim")
    pick, press = receiver.payloads("block_actions")
    assert pick["actions"][0]["selected_option"]["value"] == "b"
    assert press["state"]["values"]["row"]["severity"]["selected_option"]["value"] == "b"


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        pytest.param({"action_id": "fly"}, 404, "unknown_action", id="no such button"),
        pytest.param({"action_id": "severity", "value": "z"}, 400, "invalid_value", id="no such option"),
        pytest.param({"action_id": "claim", "ts": "1.1"}, 404, "unknown_message", id="no such message"),
        pytest.param({"action_id": "claim", "user": "zed"}, 404, "unknown_user", id="nobody"),
        pytest.param({"action_id": "claim", "channel": "#x"}, 404, "unknown_channel", id="nowhere"),
        pytest.param({"action_id": "claim", "user": "rui"}, 200, "not_in_channel", id="somebody elsewhere"),
        pytest.param({}, 400, "invalid_arguments", id="no button named"),
    ],
)
async def test_a_press_that_cannot_be(
    slack: AsyncWebClient, control: Control, body: Json, status: int, error: str
) -> None:
    posted = await slack.chat_postMessage(channel="#acme", text="card", blocks=BUTTONS)
    place = {"user": "ana", "channel": "#acme", "ts": posted["ts"]}
    answered, told = await control.tried("action", place | body)
    assert (answered, told["error"]) == (status, error)
    assert len(told["detail"]) > 10


async def test_a_command_answers_all_that_the_person_sees(
    sandbox: Sandbox, control: Control, receiver: Receiver
) -> None:
    receiver.answer = answers({"response_type": "ephemeral", "text": "Working on it"})
    asked_for = {"user": "sam", "channel": "#triage", "command": "/ticket", "text": "assign 7 @kim"}
    answer = await control.post("command", **asked_for)
    assert (answer["ok"], answer["status"]) == (True, 200)
    assert [each["text"] for each in answer["responses"]] == ["Working on it"]
    (form,) = receiver.got
    kim = sandbox.world.user("kim").id
    assert (form["command"], form["text"]) == ("/ticket", f"assign 7 <@{kim}|kim>")
    assert (form["user_name"], form["channel_name"]) == ("sam", "triage")
    async with aiohttp.ClientSession() as session:
        for number in range(6):
            response = await session.post(form["response_url"], json={"text": f"Answer {number}"})
            assert (response.status, (await response.json())["ok"]) == (
                (200, True) if number < 5 else (404, False)
            )
    seen = (await control.get("ephemerals", user="sam"))["ephemerals"]
    assert [each["text"] for each in seen] == ["Working on it", *(f"Answer {number}" for number in range(5))]


async def test_a_command_may_answer_into_the_channel(control: Control, receiver: Receiver) -> None:
    receiver.answer = answers({"response_type": "in_channel", "text": "For all"})
    answer = await control.post("command", user="sam", channel="#triage", command="ticket", text="list")
    assert [each["response_type"] for each in answer["responses"]] == ["in_channel"]
    assert [each["text"] for each in (await control.get("messages", channel="#triage"))["messages"]] == [
        "For all"
    ]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        pytest.param(
            {"user": "ana", "channel": "#acme", "command": "/ticket"}, "not_allowed", id="a client's command"
        ),
        pytest.param(
            {"user": "sam", "channel": "#acme", "command": "/fly"}, "unknown_command", id="no such command"
        ),
        pytest.param(
            {"user": "gus", "channel": "#triage", "command": "/ticket"}, "not_in_channel", id="not there"
        ),
    ],
)
async def test_a_command_that_slack_does_not_run(
    control: Control, receiver: Receiver, body: Json, error: str
) -> None:
    answer = await control.post("command", **body)
    assert (answer["ok"], answer["error"]) == (False, error)
    assert receiver.got == []


async def test_a_command_that_fails_says_so(control: Control, receiver: Receiver) -> None:
    receiver.answer = lambda _: web.Response(status=500)
    answer = await control.post("command", user="sam", channel="#triage", command="/ticket")
    assert (answer["ok"], answer["status"], answer["error"]) == (False, 500, "dispatch_failed")


async def test_a_submission_names_both_teams_and_closes_the_modal(
    sandbox: Sandbox, slack: AsyncWebClient, control: Control, receiver: Receiver
) -> None:
    view_id = await opened(slack, control, receiver, private_metadata="ticket 7")
    (shown,) = (await control.get("views", user="ana"))["modals"]
    assert shown["id"] == view_id
    done = await control.post("submit", user="ana", view_id=view_id, values={"what": {"words": "It stopped"}})
    assert done == {"ok": True}
    payload = receiver.payloads("view_submission")[-1]
    assert payload["team"]["id"] == sandbox.world.user("ana").team_id
    assert payload["view"]["app_installed_team_id"] == sandbox.world.home.id
    assert payload["view"]["private_metadata"] == "ticket 7"
    assert payload["view"]["state"]["values"]["what"]["words"]["value"] == "It stopped"
    assert (await control.get("views", user="ana"))["modals"] == []


async def test_what_slacks_client_checks_never_reaches_the_app(
    slack: AsyncWebClient, control: Control, receiver: Receiver
) -> None:
    view_id = await opened(slack, control, receiver)
    refused = await control.post("submit", user="ana", view_id=view_id)
    assert (refused["ok"], list(refused["errors"])) == (False, ["what"])
    assert not receiver.payloads("view_submission")
    status, told = await control.tried(
        "submit", {"user": "ana", "view_id": view_id, "values": {"no": {"x": "y"}}}
    )
    assert (status, told["error"]) == (400, "invalid_value")


async def test_the_apps_errors_leave_the_modal_open(
    slack: AsyncWebClient, control: Control, receiver: Receiver
) -> None:
    view_id = await opened(slack, control, receiver)
    filled = {"user": "ana", "view_id": view_id, "values": {"what": {"words": "x"}}}
    receiver.answer = answers({"response_action": "errors", "errors": {"what": "Say more"}})
    assert await control.post("submit", **filled) == {"ok": False, "errors": {"what": "Say more"}}
    receiver.answer = answers({"response_action": "errors", "errors": {"nowhere": "Say more"}})
    assert (await control.post("submit", **filled))["error"] == "invalid_errors"
    receiver.answer = lambda _: web.Response(status=500)
    assert (await control.post("submit", **filled))["error"] == "http_error"
    assert len((await control.get("views", user="ana"))["modals"]) == 1


async def test_modals_stack_three_high(slack: AsyncWebClient, control: Control, receiver: Receiver) -> None:
    first = await opened(slack, control, receiver)
    pushed = {"response_action": "push", "view": FORM}
    receiver.answer = answers(pushed)
    top = first
    for _ in range(2):
        filled = {"user": "ana", "view_id": top, "values": {"what": {"words": "x"}}}
        assert (await control.post("submit", **filled))["ok"] is True
        top = (await control.get("views", user="ana"))["modals"][-1]["id"]
    filled["view_id"] = top
    assert (await control.post("submit", **filled))["error"] == "push_limit_reached"
    covered = await control.post("submit", user="ana", view_id=first, values=filled["values"])
    assert covered["error"] == "view_covered"
    stack = (await control.get("views", user="ana"))["modals"]
    assert [each["root_view_id"] for each in stack] == [first] * 3
    assert stack[2]["previous_view_id"] == stack[1]["id"]
    receiver.answer = answers({"response_action": "update", "view": {**FORM, "title": plain("Again")}})
    await control.post("submit", **filled)
    assert (await control.get("views", user="ana"))["modals"][-1]["title"]["text"] == "Again"
    receiver.answer = answers({"response_action": "clear"})
    await control.post("submit", **filled)
    assert (await control.get("views", user="ana"))["modals"] == []


async def test_a_closed_modal_brings_the_one_below_to_light(
    slack: AsyncWebClient, control: Control, receiver: Receiver
) -> None:
    first = await opened(slack, control, receiver)
    receiver.answer = answers({"response_action": "push", "view": FORM})
    await control.post("submit", user="ana", view_id=first, values={"what": {"words": "x"}})
    top = (await control.get("views", user="ana"))["modals"][-1]["id"]
    await control.post("close", user="ana", view_id=top)
    assert receiver.payloads("view_closed")[-1]["is_cleared"] is False
    assert [each["id"] for each in (await control.get("views", user="ana"))["modals"]] == [first]
    await control.post("close", user="ana", view_id=first, clear=True)
    assert receiver.payloads("view_closed")[-1]["is_cleared"] is True


async def test_a_trigger_is_good_once_and_for_three_seconds(
    slack: AsyncWebClient, control: Control, receiver: Receiver
) -> None:
    trigger = await pressed(slack, control, receiver, "ana")
    await slack.views_open(trigger_id=trigger, view=FORM)
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await slack.views_open(trigger_id=trigger, view=FORM)
    late = await pressed(slack, control, receiver, "ana")
    await control.post("clock", advance=3.1)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await slack.views_open(trigger_id=late, view=FORM)
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        await slack.views_open(trigger_id="1.2.3", view=FORM)


async def test_a_view_is_changed_under_its_hash(
    slack: AsyncWebClient, control: Control, receiver: Receiver
) -> None:
    view_id = await opened(slack, control, receiver)
    (before,) = (await control.get("views", user="ana"))["modals"]
    other = {**FORM, "title": plain("Other")}
    after = await slack.views_update(view_id=view_id, hash=before["hash"], view=other)
    assert (after["view"]["id"], after["view"]["title"]["text"]) == (view_id, "Other")
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await slack.views_update(view_id=view_id, hash=before["hash"], view=other)
    with pytest.raises(SlackApiError, match="not_found"):
        await slack.views_update(view_id="V0", view=other)


async def test_a_modal_pushed_by_the_web_api_needs_a_trigger_from_a_modal(
    slack: AsyncWebClient, control: Control, receiver: Receiver
) -> None:
    form = [asked(TEXT_INPUT, block_id="what"), actions(button("more"), block_id="row")]
    view_id = await opened(slack, control, receiver, blocks=form)
    done = await control.post("action", user="ana", view_id=view_id, action_id="more")
    assert done["ok"] is True
    payload = receiver.payloads("block_actions")[-1]
    assert payload["container"] == {"type": "view", "view_id": view_id}
    pushed = await slack.views_push(trigger_id=payload["trigger_id"], view=FORM)
    assert pushed["view"]["previous_view_id"] == view_id
    outside = await pressed(slack, control, receiver, "ana")
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        await slack.views_push(trigger_id=outside, view=FORM)


async def test_a_home_is_published_for_our_own_people(
    sandbox: Sandbox, slack: AsyncWebClient, control: Control, receiver: Receiver
) -> None:
    view = {"type": "home", "blocks": [SECTION, actions(button("all"))]}
    await slack.views_publish(user_id=sandbox.world.user("sam").id, view=view)
    home = await control.post("home", user="sam")
    (event,) = receiver.events("app_home_opened")
    assert event["tab"] == "home"
    assert event["view"]["id"] == home["view"]["id"]
    await control.post("action", user="sam", view_id=home["view"]["id"], action_id="all")
    assert receiver.payloads("block_actions")[-1]["view"]["type"] == "home"
    assert (await control.post("home", user="ana"))["error"] == "not_allowed"
    with pytest.raises(SlackApiError, match="not_enabled"):
        await slack.views_publish(user_id=sandbox.world.user("ana").id, view=view)


async def test_a_shortcut_brings_its_message(control: Control, receiver: Receiver) -> None:
    ts = await control.say("ana", "#acme", "Help")
    used = {"user": "sam", "channel": "#acme", "ts": ts, "callback_id": "ticket_from_message"}
    assert (await control.post("shortcut", **used))["ok"] is True
    payload = receiver.payloads("message_action")[-1]
    assert (payload["message"]["text"], payload["callback_id"]) == ("Help", "ticket_from_message")
    assert (await control.post("shortcut", **used | {"user": "ana"}))["error"] == "not_allowed"
    status, told = await control.tried("shortcut", used | {"callback_id": "fly"})
    assert (status, told["error"]) == (404, "unknown_shortcut")


async def test_a_response_url_changes_what_was_pressed(
    sandbox: Sandbox, slack: AsyncWebClient, control: Control, receiver: Receiver
) -> None:
    channel, sam = sandbox.world.channel("#triage").id, sandbox.world.user("sam").id
    shown = await slack.chat_postEphemeral(channel=channel, user=sam, text="Sure?", blocks=BUTTONS)
    await control.post("action", user="sam", channel="#triage", ts=shown["message_ts"], action_id="claim")
    payload = receiver.payloads("block_actions")[-1]
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload
    async with aiohttp.ClientSession() as session:
        await session.post(payload["response_url"], json={"replace_original": True, "text": "Done"})
        (seen,) = (await control.get("ephemerals", user="sam"))["ephemerals"]
        assert (seen["text"], "blocks" in seen) == ("Done", False)
        await session.post(payload["response_url"], json={"delete_original": True})
    assert (await control.get("ephemerals", user="sam"))["ephemerals"] == []


async def test_an_answer_in_time_is_what_counts(
    slack: AsyncWebClient, control: Control, receiver: Receiver
) -> None:
    await pressed(slack, control, receiver, "sam")
    address = receiver.payloads("block_actions")[-1]["response_url"]
    await control.post("clock", advance=1801)
    async with aiohttp.ClientSession() as session:
        response = await session.post(address, json={"text": "Late"})
        assert (await response.json())["error"] == "expired_url"
