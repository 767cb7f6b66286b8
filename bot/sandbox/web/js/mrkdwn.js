// Slack's mrkdwn as elements of the page: no text of anybody ever becomes markup.
import { html } from "../vendor/taken.js";
import { Emoji } from "./emoji.js";
import { channelName, me, shownName, user } from "./names.js";
import { dated } from "./times.js";
import { go, store } from "./store.js";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
export const plain = (text) => text.replace(/&(amp|lt|gt);/g, (entity) => ENTITIES[entity]);

const BEFORE = "(?<![\\p{L}\\p{N}])";
const AFTER = "(?![\\p{L}\\p{N}])";
const marked = (sign) => `${BEFORE}[${sign}](?=\\S)([^${sign}\\n]*?\\S)[${sign}]${AFTER}`;
const INLINE = new RegExp(
  [
    "`([^`\\n]+)`",
    "<([^<>\\n]+)>",
    marked("*"),
    marked("_"),
    marked("~"),
    ":([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):",
  ].join("|"),
  "giu",
);
const SAFE_ADDRESS = /^(https?:|mailto:|tel:)/i;

/** A text as Slack shows it: paragraphs, quotes, code, and what stands in lines. */
export function Mrkdwn({ text, verbatim = false }) {
  return html`${pieces(text ?? "", "```").map((piece, place, { length }) =>
    place % 2 ? html`<pre class="code-block">${plain(piece.replace(/^\n|\n$/g, ""))}</pre>` : html`<${Lines} text=${beside(piece, place, length)} />`)}`;
}

// Code stands in lines of its own: the line breaks before and after it are not shown once more.
const beside = (piece, place, length) => piece.slice(place > 0 && piece.startsWith("\n") ? 1 : 0).replace(place + 1 < length ? /\n$/ : "", "");

function pieces(text, fence) {
  const parts = text.split(fence);
  if (parts.length % 2 === 0) parts.push(parts.splice(-2).join(fence)); // the last fence is not closed
  return parts;
}

function Lines({ text }) {
  const shown = [];
  let quoted = [];
  let lines = [];
  const end = () => {
    if (quoted.length) shown.push(html`<blockquote>${broken(quoted)}</blockquote>`);
    if (lines.length) shown.push(broken(lines));
    quoted = [];
    lines = [];
  };
  for (const line of text.split("\n")) {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (quote ? lines.length : quoted.length) end();
    (quote ? quoted : lines).push(quote ? quote[1] : line);
  }
  end();
  return shown;
}

const broken = (lines) => lines.map((line, place) => [place ? html`<br />` : null, inline(line)]);

/** One line's text with its marks, mentions, links and emoji. */
export function inline(text) {
  const shown = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > end) shown.push(plain(text.slice(end, match.index)));
    shown.push(token(match));
    end = match.index + match[0].length;
  }
  shown.push(plain(text.slice(end)));
  return shown;
}

function token([whole, code, angled, bold, italic, struck, emoji]) {
  if (code !== undefined) return html`<code>${plain(code)}</code>`;
  if (angled !== undefined) return html`<${Angled} written=${angled} />`;
  if (bold !== undefined) return html`<strong>${inline(bold)}</strong>`;
  if (italic !== undefined) return html`<em>${inline(italic)}</em>`;
  if (struck !== undefined) return html`<s>${inline(struck)}</s>`;
  return html`<${Emoji} name=${emoji} written=${whole} />`;
}

/** What stands between `<` and `>`: a mention, a date, a link. */
function Angled({ written }) {
  const bar = written.indexOf("|");
  const target = bar < 0 ? written : written.slice(0, bar);
  const label = bar < 0 ? "" : written.slice(bar + 1);
  if (target.startsWith("@")) return html`<${Person} id=${target.slice(1)} label=${label} />`;
  if (target.startsWith("#")) return html`<${Channel} id=${target.slice(1)} label=${label} />`;
  if (target.startsWith("!")) return html`<${Special} target=${target.slice(1)} label=${label} />`;
  return html`<${Link} address=${plain(target)}>${label ? inline(label) : plain(target.replace(/^mailto:/, ""))}<//>`;
}

export function Person({ id, label }) {
  const found = user(id);
  return html`<span class=${`mention ${id === me().id ? "mention-me" : ""}`}>@${found.id ? shownName(found) : label || id}</span>`;
}

export function Channel({ id, label }) {
  const name = channelName(id) || label;
  if (!name) return html`<span class="mention">private channel</span>`;
  const isMine = store.sections.channels.some((each) => each.id === id);
  const open = () => go({ in: name, thread: "", tab: "" });
  return isMine ? html`<button type="button" class="mention" onClick=${open}>#${name}</button>` : html`<span class="mention">#${name}</span>`;
}

function Special({ target, label }) {
  const [kind, ...rest] = target.split("^");
  if (kind === "date") return html`<${Dated} parts=${rest} fallback=${label} />`;
  if (kind === "subteam") return html`<span class="mention">@${store.sections.world.groups[rest[0]] ?? label.replace(/^@/, "")}</span>`;
  return html`<span class="mention mention-me">@${plain(label || kind).replace(/^@/, "")}</span>`;
}

function Dated({ parts: [seconds, pattern, link], fallback }) {
  const ms = Number(seconds) * 1000;
  if (!Number.isFinite(ms) || !pattern) return plain(fallback);
  const shown = html`<time dateTime=${new Date(ms).toISOString()} title=${plain(fallback)}>${dated(Number(seconds), plain(pattern))}</time>`;
  return link ? html`<${Link} address=${plain(link)}>${shown}<//>` : shown;
}

export function Link({ address, children }) {
  const thread = threadAt(address);
  if (thread) {
    const open = (event) => {
      event.preventDefault();
      go(thread);
    };
    return html`<a href=${address} onClick=${open}>${children}</a>`;
  }
  if (!SAFE_ADDRESS.test(address)) return html`<span>${children}</span>`;
  return html`<a href=${address} target="_blank" rel="noopener noreferrer">${children}</a>`;
}

/** Where a permalink of this sandbox leads on the page, if it is one and the person is in that channel. */
export function threadAt(address) {
  const match = /\/archives\/(\w+)\/p(\d{10})(\d{6})(?:\?.*thread_ts=([\d.]+))?/.exec(address);
  const found = match && address.startsWith(location.origin) && store.sections.channels.find((each) => each.id === match[1]);
  if (!found) return null;
  return { in: found.is_direct ? `@${user(store.sections.world.app.user).name}` : found.name, tab: "", thread: match[4] ?? `${match[2]}.${match[3]}` };
}
