// rich_text blocks: sections, lists, quotes and code, with the styles of their parts.
import { html } from "../vendor/taken.js";
import { Emoji } from "./emoji.js";
import { Channel, Link, Person } from "./mrkdwn.js";
import { dated } from "./times.js";
import { store } from "./store.js";

export const RichText = ({ block }) => html`<div class="rich-text">${listed(block.elements)}</div>`;

const PARTS = {
  rich_text_section: (part) => html`<p>${leaves(part)}</p>`,
  rich_text_preformatted: (part) => html`<pre class="code-block">${leaves(part)}</pre>`,
  rich_text_quote: (part) => html`<blockquote>${leaves(part)}</blockquote>`,
  rich_text_list: (part) => html`<${part.style === "ordered" ? "ol" : "ul"} class=${`indent-${Math.min(part.indent ?? 0, 6)}`}
    start=${(part.offset ?? 0) + 1}>${part.elements.map((each) => html`<li>${leaves(each)}</li>`)}<//>`,
};

const listed = (elements) => elements.map((part) => PARTS[part.type]?.(part));
const leaves = (part) => part.elements.map((leaf) => styled(shownLeaf(leaf), leaf.style ?? {}));

function styled(shown, style) {
  if (style.code) shown = html`<code>${shown}</code>`;
  if (style.strike) shown = html`<s>${shown}</s>`;
  if (style.underline) shown = html`<u>${shown}</u>`;
  if (style.italic) shown = html`<em>${shown}</em>`;
  return style.bold ? html`<strong>${shown}</strong>` : shown;
}

const LEAVES = {
  text: (leaf) => broken(leaf.text),
  link: (leaf) => html`<${Link} address=${leaf.url}>${leaf.text || leaf.url}<//>`,
  emoji: (leaf) => html`<${Emoji} name=${leaf.name} />`,
  user: (leaf) => html`<${Person} id=${leaf.user_id} />`,
  channel: (leaf) => html`<${Channel} id=${leaf.channel_id} />`,
  usergroup: (leaf) => html`<span class="mention">@${store.sections.world.groups[leaf.usergroup_id] ?? leaf.usergroup_id}</span>`,
  broadcast: (leaf) => html`<span class="mention mention-me">@${leaf.range}</span>`,
  date: (leaf) => html`<time title=${leaf.fallback}>${dated(leaf.timestamp, leaf.format)}</time>`,
  color: (leaf) => html`<code><span class="swatch" style=${{ backgroundColor: leaf.value }}></span>${leaf.value}</code>`,
  team: (leaf) => store.sections.world.teams[leaf.team_id] ?? leaf.team_id,
};
const shownLeaf = (leaf) => LEAVES[leaf.type]?.(leaf);
const broken = (text) => text.split("\n").map((line, place) => [place ? html`<br />` : null, line]);
