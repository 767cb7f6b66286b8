// markdown blocks: standard Markdown, read by marked and built as elements; raw HTML in it stays text.
import { html, markdownTokens } from "../vendor/taken.js";
import { withEmoji } from "./emoji.js";
import { Link } from "./mrkdwn.js";

export const Markdown = ({ text }) => html`<div class="rich-text markdown">${built(markdownTokens(text))}</div>`;

const built = (tokens) => (tokens ?? []).map((token) => (KINDS[token.type] ?? raw)(token));
const raw = (token) => token.raw;
const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };
const readable = (text) => withEmoji(text.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity]));

const KINDS = {
  space: () => null,
  heading: (token) => html`<p class=${`heading heading-${Math.min(token.depth, 4)}`} role="heading" aria-level=${token.depth + 2}>${built(token.tokens)}</p>`,
  paragraph: (token) => html`<p>${built(token.tokens)}</p>`,
  text: (token) => (token.tokens ? built(token.tokens) : readable(token.text)),
  escape: (token) => token.text,
  strong: (token) => html`<strong>${built(token.tokens)}</strong>`,
  em: (token) => html`<em>${built(token.tokens)}</em>`,
  del: (token) => html`<s>${built(token.tokens)}</s>`,
  codespan: (token) => html`<code>${token.text}</code>`,
  code: (token) => html`<pre class="code-block">${token.text}</pre>`,
  br: () => html`<br />`,
  hr: () => html`<hr />`,
  blockquote: (token) => html`<blockquote>${built(token.tokens)}</blockquote>`,
  list: (token) => html`<${token.ordered ? "ol" : "ul"} start=${token.start || 1}>${token.items.map((item) => html`<li class=${item.task ? "task-item" : ""}>${built(item.tokens)}</li>`)}<//>`,
  checkbox: (token) => html`<input type="checkbox" checked=${token.checked} disabled /> `,
  link: (token) => html`<${Link} address=${token.href}>${built(token.tokens)}<//>`,
  image: (token) => html`<${Link} address=${token.href}>${token.text || token.href}<//>`,
  table: (token) => html`<div class="table-frame"><table><thead><tr>${token.header.map((cell) => html`<th class=${`align-${cell.align ?? "left"}`}>
    ${built(cell.tokens)}</th>`)}</tr></thead><tbody>${token.rows.map((row) => html`<tr>${row.map((cell) => html`<td
    class=${`align-${cell.align ?? "left"}`}>${built(cell.tokens)}</td>`)}</tr>`)}</tbody></table></div>`,
};
