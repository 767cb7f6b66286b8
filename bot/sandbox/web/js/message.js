// One message: who said it, what, and what can be done with it.
import { html, useLayoutEffect, useMemo, useRef, useState } from "../vendor/taken.js";
import { Blocks } from "./blocks.js";
import { asMe, control, trouble } from "./control.js";
import { COMMON, Emoji, emojiLike } from "./emoji.js";
import { Icon } from "./icons.js";
import { Mrkdwn } from "./mrkdwn.js";
import { Avatar, bot, me, shownName, standing, user } from "./names.js";
import { MenuButton, Popover, walk } from "./popover.js";
import { go, store } from "./store.js";
import { Surface, initialOf } from "./surface.js";
import { Trouble } from "./text.js";
import { ago, moment, secondsOf, timeOf, timeOrMoment } from "./times.js";
import { useDialog } from "./dialog.js";

const NOTES = new Set(["channel_join", "channel_leave", "channel_name", "channel_archive", "channel_unarchive", "channel_topic", "group_join", "group_leave"]);

export function Message({ message, channel, joined = false, inThread = false }) {
  const [error, setError] = useState("");
  const [isEditing, setEditing] = useState(false);
  const person = user(message.user);
  const at = secondsOf(message.ts) * 1000;
  // A conversation has a line for each day; a thread has none.
  const written = inThread ? timeOrMoment(at) : timeOf(at);
  if (message.subtype === "tombstone") return html`<${Gone} message=${message} inThread=${inThread} />`;
  if (NOTES.has(message.subtype)) return html`<article class="message note"><span class="gutter"><${Avatar} person=${person} size="tiny" /></span>
    <div class="body quiet"><${Mrkdwn} text=${message.text} /> · ${written}</div></article>`;
  const run = async (deed) => {
    const answer = await deed;
    setError(answer.ok ? "" : trouble(answer));
  };
  const word = standing(person);
  const label = `${shownName(person)}, ${moment(at)}${message.is_ephemeral ? ", only visible to you" : ""}`;
  return html`<article class=${`message ${joined ? "joined" : ""} ${message.is_ephemeral ? "whisper" : ""}`} aria-label=${label} data-ts=${message.ts} tabindex="-1">
    <div class="gutter">${joined ? html`<time class="gutter-time">${timeOf(at)}</time>` : html`<${Avatar} person=${person} />`}</div>
    <div class="body">
      ${message.is_ephemeral && html`<p class="whisper-mark"><${Icon} name="eye" size=${14} />Only visible to you</p>`}
      ${message.subtype === "thread_broadcast" && !inThread && html`<p class="whisper-mark">replied to a thread</p>`}
      ${!joined && html`<p class="byline"><strong>${shownName(person)}</strong>${word && html`<span class=${`tag ${person.is_bot ? "tag-app" : ""}`}>${word}</span>`}<time title=${moment(at)}>${written}</time></p>`}
      ${isEditing ? html`<${Editor} message=${message} channel=${channel} onDone=${() => setEditing(false)} />` : html`<${Content} message=${message} channel=${channel} />`}
      <${Files} files=${message.files} />
      <${Reactions} message=${message} channel=${channel} onRun=${run} />
      ${!inThread && message.reply_count > 0 && html`<${Replies} message=${message} />`}
      <${Trouble} text=${error} />
    </div>
    ${!message.is_ephemeral && !isEditing && html`<${Tools} message=${message} channel=${channel} inThread=${inThread} onRun=${run} onEdit=${() => setEditing(true)} />`}
  </article>`;
}

function Gone({ message, inThread }) {
  return html`<article class="message note"><span class="gutter"><${Icon} name="trash" /></span><div class="body"><em class="quiet">This message was deleted.</em>
    ${!inThread && message.reply_count > 0 && html`<${Replies} message=${message} />`}</div></article>`;
}

function Content({ message, channel }) {
  const edited = message.edited && !message.bot_id && html` <span class="edited" title=${moment(secondsOf(message.edited.ts) * 1000)}>(edited)</span>`;
  if (!message.blocks?.length) return message.text ? html`<div class="text"><${Mrkdwn} text=${message.text} />${edited}</div>` : null;
  return html`<${InMessage} message=${message} channel=${channel}><${Blocks} blocks=${message.blocks} />${edited}<//>`;
}

/** Elements in a message: what one picked there is kept by the server, and until then here. */
function InMessage({ message, channel, children }) {
  const [mine, setMine] = useState({});
  const surface = useMemo(() => ({
    place: { channel: channel.id, ts: message.ts },
    valueOf: (block, element) => mine[`${block.block_id} ${element.action_id}`] ?? message.picked?.[block.block_id]?.[element.action_id] ?? initialOf(element),
    setValue: (block, element, value) => setMine((known) => ({ ...known, [`${block.block_id} ${element.action_id}`]: value })),
    values: () => ({}),
    errors: null,
  }), [message, mine]);
  return html`<${Surface.Provider} value=${surface}>${children}<//>`;
}

function Editor({ message, channel, onDone }) {
  const [text, setText] = useState(asTyped(message.text));
  const [error, setError] = useState("");
  const box = useRef(null);
  useLayoutEffect(() => box.current.focus(), []);
  const save = async () => {
    if (!text.trim()) return;
    const answer = await control("edit", { channel: channel.id, ts: message.ts, text });
    if (answer.ok) onDone();
    else setError(trouble(answer));
  };
  const keys = (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      onDone();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      save();
    }
  };
  return html`<div class="editor"><textarea class="field" aria-label="Edit the message" value=${text} rows="2" ref=${box}
    onInput=${(event) => setText(event.target.value)} onKeyDown=${keys}></textarea>
    <div class="actions"><button type="button" class="button" onClick=${onDone}>Cancel</button><button type="button" class="button primary" onClick=${save}>Save</button></div><${Trouble} text=${error} /></div>`;
}

// A stored text as it was typed: mentions by name, links without their brackets.
function asTyped(text) {
  return text.replace(/<@(\w+)(?:\|[^>]*)?>/g, (whole, id) => `@${id === bot().id ? bot().real_name : user(id).name}`)
    .replace(/<#\w+\|([^>]*)>/g, "#$1").replace(/<(?:mailto:)?([^|>]+)(?:\|[^>]*)?>/g, "$1")
    .replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

function Files({ files }) {
  if (!files?.length) return null;
  return html`<div class="files">${files.map((file) => html`<${FileCard} key=${file.id} file=${file} />`)}</div>`;
}

function FileCard({ file }) {
  const address = `/page/file/${file.id}`;
  if (file.mimetype?.startsWith("image/")) return html`<figure class="picture"><figcaption>${file.title || file.name}</figcaption>
    <a href=${address} target="_blank" rel="noopener"><img src=${address} alt=${file.title || file.name} /></a></figure>`;
  return html`<a class="file-card" href=${address} target="_blank" rel="noopener" download=${file.mimetype?.startsWith("text/") ? undefined : file.name}>
    <span class=${`file-kind kind-${(file.filetype || "file").toLowerCase()}`}>${(file.filetype || "file").slice(0, 4)}</span>
    <span><strong>${file.title || file.name || "A file"}</strong><small>${file.pretty_type || "File"}${file.size ? ` · ${sized(file.size)}` : ""}</small></span></a>`;
}

const PICKED_FIRST = [
  ...COMMON, "slightly_smiling_face", "smile", "joy", "sweat_smile", "thinking_face", "wave", "ok_hand", "clap", "fire", "rocket", "warning", "x",
  "hourglass_flowing_sand", "alarm_clock", "calendar", "memo", "pushpin", "link", "lock", "mag", "bug", "wrench", "gear", "bulb", "coffee", "sparkles",
  "star", "100", "red_circle", "large_orange_circle", "large_yellow_circle", "large_green_circle",
];

const sized = (bytes) => (bytes < 1024 ? `${bytes} B` : bytes < 1_048_576 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1_048_576).toFixed(1)} MB`);

function Reactions({ message, channel, onRun }) {
  if (!message.reactions?.length) return null;
  const self = me().id;
  return html`<div class="reactions" role="group" aria-label="Reactions">${message.reactions.map((each) => {
    const isMine = each.users.includes(self);
    const who = each.users.map((id) => shownName(user(id))).join(", ");
    return html`<button type="button" key=${each.name} class=${`reaction ${isMine ? "mine" : ""}`} aria-pressed=${isMine} title=${`${who} reacted with :${each.name}:`}
      aria-label=${`${each.name.replaceAll("_", " ")}, ${each.users.length}: ${who}`} onClick=${() => onRun(react(channel, message, each.name, isMine))}><${Emoji} name=${each.name} /> <span>${each.users.length}</span></button>`;
  })}</div>`;
}

const react = (channel, message, name, remove = false) => asMe("reaction", { channel: channel.id, ts: message.ts, name, remove });

function Replies({ message }) {
  const open = () => go({ thread: message.ts, inspect: "" });
  return html`<button type="button" class=${`replies ${store.look.thread === message.ts ? "open" : ""}`} onClick=${open}>
    ${message.reply_users.slice(0, 4).map((id) => html`<${Avatar} person=${user(id)} size="tiny" />`)}
    <strong>${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}</strong>
    <span class="quiet">Last reply ${ago(secondsOf(message.latest_reply) * 1000)}</span></button>`;
}

function Tools({ message, channel, inThread, onRun, onEdit }) {
  const person = me();
  const isMine = message.user === person.id;
  const [dialog, ask] = useDialog(DELETE);
  const shortcuts = person.is_outside ? [] : store.sections.world.shortcuts.filter((each) => each.kind === "message");
  const items = [
    ...shortcuts.map((each) => ({ label: each.name, note: bot().real_name, icon: html`<${Icon} name="bolt" />`, run: () => onRun(asMe("shortcut", { callback_id: each.id, channel: channel.id, ts: message.ts })) })),
    ...(isMine ? [null, { label: "Edit message", icon: html`<${Icon} name="edit" />`, run: onEdit }, { label: "Delete message", danger: true, icon: html`<${Icon} name="trash" />`, run: () => ask(() => onRun(control("delete", { channel: channel.id, ts: message.ts }))) }] : []),
  ];
  if (items[0] === null) items.shift();
  return html`<div class="tools" role="toolbar" aria-label="Message actions">
    <${ReactButton} onPick=${(name) => onRun(react(channel, message, name))} />
    ${!inThread && html`<button type="button" class="icon-button" aria-label="Reply in thread" title="Reply in thread" onClick=${() => go({ thread: message.thread_ts ?? message.ts, inspect: "" })}><${Icon} name="reply" /></button>`}
    ${items.length > 0 && html`<${MenuButton} items=${items} label="More actions"><${Icon} name="more" /><//>`}</div>${dialog}`;
}

const DELETE = {
  title: { text: "Delete message" }, text: { type: "plain_text", text: "Delete this message? This cannot be undone." },
  confirm: { text: "Delete" }, deny: { text: "Cancel" }, style: "danger",
};

function ReactButton({ onPick }) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef(null);
  const pick = (name) => {
    setOpen(false);
    button.current?.focus();
    onPick(name);
  };
  return html`<button ref=${button} type="button" class="icon-button" aria-label="Add a reaction" title="Add a reaction" aria-haspopup="dialog" aria-expanded=${isOpen} onClick=${() => setOpen(!isOpen)}><${Icon} name="smile" /></button>
    ${isOpen && html`<${Popover} anchor=${button} onClose=${() => setOpen(false)} side="end" label="Emoji" className="emoji-picker" first="input"><${EmojiPicker} onPick=${pick} /><//>`}`;
}

export function EmojiPicker({ onPick }) {
  const [wanted, setWanted] = useState("");
  const names = wanted ? emojiLike(wanted, 48) : PICKED_FIRST;
  const list = useRef(null);
  return html`<input type="search" placeholder="Search emoji" aria-label="Search emoji" value=${wanted}
      onInput=${(event) => setWanted(event.target.value)} onKeyDown=${(event) => event.key === "Enter" && names[0] && onPick(names[0])} />
    <div ref=${list} class="emoji-grid" onKeyDown=${(event) => walk(event, list.current, "button")}>${names.map((name) => html`<button type="button" key=${name} aria-label=${name} title=${`:${name}:`} onClick=${() => onPick(name)}><${Emoji} name=${name} /></button>`)}</div>`;
}
