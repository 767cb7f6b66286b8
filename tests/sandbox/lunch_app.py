"""A small Bolt app that has nothing to do with Hourglass: it takes orders for lunch.

Run as its own process, by Socket Mode where `SLACK_APP_TOKEN` is set and otherwise over HTTP on `PORT`.
"""

import os
from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App, Respond, Say
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

Json = dict[str, Any]

ORDER: Json = {
    "type": "modal",
    "callback_id": "order",
    "title": {"type": "plain_text", "text": "Order lunch"},
    "submit": {"type": "plain_text", "text": "Order"},
    "blocks": [
        {
            "type": "input",
            "block_id": "dish",
            "label": {"type": "plain_text", "text": "What would you like?"},
            "element": {"type": "plain_text_input", "action_id": "name"},
        }
    ],
}


def answer_hunger(message: Json, say: Say) -> None:
    button = {"type": "button", "action_id": "open_order", "text": {"type": "plain_text", "text": "Order"}}
    words = {"type": "mrkdwn", "text": f"Hungry, <@{message['user']}>?"}
    blocks: list[Json] = [{"type": "section", "block_id": "offer", "text": words, "accessory": button}]
    say(text="Hungry?", blocks=blocks, thread_ts=message["ts"])


def ignore() -> None:
    """Take every other message: Bolt answers 404 to what no listener takes, and Slack asks again."""


def answer_mention(event: Json, say: Say) -> None:
    say(text=f"You called, <@{event['user']}>?", thread_ts=event["ts"])


def take_order(ack: Ack, command: Json, respond: Respond) -> None:
    ack(f"Noted: {command['text']}")
    respond(text=f"{command['user_name']} ordered {command['text']}", response_type="in_channel")


def open_order(ack: Ack, body: Json, client: WebClient) -> None:
    ack()
    client.views_open(
        trigger_id=body["trigger_id"], view={**ORDER, "private_metadata": body["channel"]["id"]}
    )


def check_order(ack: Ack, body: Json, view: Json, client: WebClient) -> None:
    dish = view["state"]["values"]["dish"]["name"]["value"]
    if dish == "lobster":
        ack(response_action="errors", errors={"dish": "We are out of lobster"})
        return
    ack()
    client.chat_postMessage(channel=view["private_metadata"], text=f"<@{body['user']['id']}> gets {dish}")


def show_home(event: Json, client: WebClient) -> None:
    words = {"type": "mrkdwn", "text": f"Today's menu for <@{event['user']}>: soup"}
    view: Json = {"type": "home", "blocks": [{"type": "section", "text": words}]}
    client.views_publish(user_id=event["user"], view=view)


def lunch_app(token: str, signing_secret: str, api_url: str) -> App:
    """Return the app, talking to the Slack at *api_url*."""
    app = App(signing_secret=signing_secret, client=WebClient(token=token, base_url=api_url))
    app.message("hungry")(answer_hunger)
    app.event("message")(ignore)
    app.event("app_mention")(answer_mention)
    app.command("/lunch")(take_order)
    app.action("open_order")(open_order)
    app.view("order")(check_order)
    app.event("app_home_opened")(show_home)
    return app


def run(environment: Mapping[str, str]) -> None:
    """Serve until the process ends."""
    app = lunch_app(
        environment["SLACK_BOT_TOKEN"], environment["SLACK_SIGNING_SECRET"], environment["SLACK_API_URL"]
    )
    if environment.get("SLACK_APP_TOKEN"):
        SocketModeHandler(app, environment["SLACK_APP_TOKEN"]).start()  # type: ignore[no-untyped-call]
    else:
        app.start(port=int(environment["PORT"]), path="/slack/events")


if __name__ == "__main__":
    run(os.environ)  # noqa: TID251 - an app of its own, started as a process of its own
