// Texts of Block Kit, and what the page says when something went wrong.
import { html } from "../vendor/taken.js";
import { withEmoji } from "./emoji.js";
import { Icon } from "./icons.js";
import { Mrkdwn } from "./mrkdwn.js";

/** A `plain_text` or `mrkdwn` object. */
export function Text({ text }) {
  if (!text) return null;
  return text.type === "mrkdwn" ? html`<${Mrkdwn} text=${text.text} />` : withEmoji(text.text, text.emoji !== false);
}

/** What went wrong with an action, beside what was used. */
export function Trouble({ text }) {
  return text ? html`<span class="trouble" role="alert"><${Icon} name="warning" size=${15} />${text}</span>` : null;
}
