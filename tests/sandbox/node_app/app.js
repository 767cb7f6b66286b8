// The lunch app of lunch_app.py once more, written with Slack's own framework for Node.
// By Socket Mode where SLACK_APP_TOKEN is set, otherwise over HTTP on PORT.
const { App } = require("@slack/bolt");

const { SLACK_API_URL, SLACK_APP_TOKEN, SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, PORT } = process.env;

const app = new App({
  token: SLACK_BOT_TOKEN,
  signingSecret: SLACK_SIGNING_SECRET,
  clientOptions: { slackApiUrl: SLACK_API_URL },
  ...(SLACK_APP_TOKEN ? { socketMode: true, appToken: SLACK_APP_TOKEN } : {}),
});

const plain = (text) => ({ type: "plain_text", text });

app.message("hungry", async ({ message, say }) => {
  await say({
    text: "Hungry?",
    thread_ts: message.ts,
    blocks: [
      {
        type: "section",
        block_id: "offer",
        text: { type: "mrkdwn", text: `Hungry, <@${message.user}>?` },
        accessory: { type: "button", action_id: "open_order", text: plain("Order") },
      },
    ],
  });
});

app.event("app_mention", async ({ event, say }) => {
  await say({ text: `You called, <@${event.user}>?`, thread_ts: event.ts });
});

app.command("/lunch", async ({ ack, command, respond }) => {
  await ack(`Noted: ${command.text}`);
  await respond({ text: `${command.user_name} ordered ${command.text}`, response_type: "in_channel" });
});

app.action("open_order", async ({ ack, body, client }) => {
  await ack();
  await client.views.open({
    trigger_id: body.trigger_id,
    view: {
      type: "modal",
      callback_id: "order",
      private_metadata: body.channel.id,
      title: plain("Order lunch"),
      submit: plain("Order"),
      blocks: [
        {
          type: "input",
          block_id: "dish",
          label: plain("What would you like?"),
          element: { type: "plain_text_input", action_id: "name" },
        },
      ],
    },
  });
});

app.view("order", async ({ ack, body, view, client }) => {
  const dish = view.state.values.dish.name.value;
  if (dish === "lobster") {
    await ack({ response_action: "errors", errors: { dish: "We are out of lobster" } });
    return;
  }
  await ack();
  await client.chat.postMessage({ channel: view.private_metadata, text: `<@${body.user.id}> gets ${dish}` });
});

app.event("app_home_opened", async ({ event, client }) => {
  const text = { type: "mrkdwn", text: `Today's menu for <@${event.user}>: soup` };
  await client.views.publish({ user_id: event.user, view: { type: "home", blocks: [{ type: "section", text }] } });
});

app.start(Number(PORT ?? 0)).catch((error) => {
  console.error(error);
  process.exit(1);
});
