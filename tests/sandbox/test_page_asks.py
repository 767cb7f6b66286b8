"""What the page does that the control API alone did not need: fields sent along, options asked for, files."""

import aiohttp
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox
from tests.sandbox.ends import Control, Json, Receiver
from tests.sandbox.kit import TEXT_INPUT, actions, asked, button, modal, plain
from tests.sandbox.test_clicks import opened

FIELD = asked({**TEXT_INPUT, "action_id": "words"}, block_id="what")
CLIENT: Json = {"type": "external_select", "action_id": "client", "min_query_length": 1}
SHEET: Json = {"type": "file_input", "action_id": "sheet"}


async def post(sandbox: Sandbox, name: str, **body: object) -> Json:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{sandbox.url}/page/{name}", json=body) as response,
    ):
        answer: Json = await response.json()
        return answer


async def test_a_press_in_a_modal_takes_along_what_is_filled_in(
    slack: AsyncWebClient, control: Control, receiver: Receiver
) -> None:
    blocks = [FIELD, actions(button("more"), block_id="row")]
    view_id = await opened(slack, control, receiver, **modal(*blocks))
    values = {"what": {"words": "half a sentence"}}
    await control.post("action", user="ana", view_id=view_id, action_id="more", values=values)
    told = receiver.payloads("block_actions")[-1]["view"]["state"]["values"]
    assert told["what"]["words"]["value"] == "half a sentence"
    status, answer = await control.tried(
        "action", {"user": "ana", "view_id": view_id, "action_id": "more", "values": {"no": {"such": "1"}}}
    )
    assert (status, answer["error"]) == (400, "invalid_value")


async def test_a_modal_whose_submit_is_disabled_can_still_be_closed(
    slack: AsyncWebClient, control: Control, receiver: Receiver
) -> None:
    view_id = await opened(slack, control, receiver, submit_disabled=True)
    refused = await control.post("submit", user="ana", view_id=view_id)
    assert (refused["ok"], refused["error"]) == (False, "submit_disabled")
    assert (await control.post("close", user="ana", view_id=view_id))["ok"]
    assert (await control.get("views", user="ana"))["modals"] == []


async def test_the_app_is_asked_for_the_options_that_fit_what_was_typed(
    sandbox: Sandbox, slack: AsyncWebClient, control: Control, receiver: Receiver
) -> None:
    view_id = await opened(slack, control, receiver, **modal(asked(CLIENT, block_id="who")))
    option = {"text": plain("Acme"), "value": "acme"}
    receiver.answer = lambda _: web.json_response({"options": [option]})
    typed = {"user": "ana", "view_id": view_id, "block_id": "who", "action_id": "client", "value": "ac"}
    assert (await post(sandbox, "options", **typed))["options"] == [option]
    asked_for = receiver.payloads("block_suggestion")[-1]
    assert (asked_for["value"], asked_for["view"]["id"]) == ("ac", view_id)
    assert "trigger_id" not in asked_for
    receiver.answer = lambda _: web.Response()
    assert (await post(sandbox, "options", **typed))["error"] == "no_options"


async def test_a_file_chosen_in_a_modal_is_sent_with_it(
    sandbox: Sandbox, slack: AsyncWebClient, control: Control, receiver: Receiver
) -> None:
    view_id = await opened(slack, control, receiver, **modal(asked(SHEET, block_id="sheets")))
    kept = await post(sandbox, "upload", user="ana", file={"name": "hours.csv", "content": "1,2"})
    values = {"sheets": {"sheet": [kept["id"]]}}
    assert (await control.post("submit", user="ana", view_id=view_id, values=values))["ok"]
    state = receiver.payloads("view_submission")[-1]["view"]["state"]["values"]
    assert state["sheets"]["sheet"]["files"] == [kept["id"]]
