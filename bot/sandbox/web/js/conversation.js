// The open conversation: its head, its messages and where one writes.
import { html, useEffect, useLayoutEffect, useRef, useState } from "../vendor/taken.js";
import { Composer } from "./composer.js";
import { ask } from "./control.js";
import { Icon } from "./icons.js";
import { Message } from "./message.js";
import { Avatar, People, bot, channel as channelOf, me, others, shownName } from "./names.js";
import { walk } from "./popover.js";
import { Tour } from "./tour.js";
import { go, store } from "./store.js";
import { day, isSameDay, secondsOf } from "./times.js";

const TOGETHER_SECONDS = 300;
const NEAR_PIXELS = 120;
const MORE = 100;

export function Conversation() {
  const { place, me: self } = store.sections;
  const channel = place && channelOf(place.id);
  if (!channel) return html`<p class="empty">Choose a conversation.</p>`;
  return html`<${Head} channel=${channel} />
    <${Messages} channel=${channel} place=${place} />
    <${Tour} />
    <${Composer} key=${`${self.id} ${channel.id}`} channel=${channel} />`;
}

function Head({ channel }) {
  const { world } = store.sections;
  const app = bot();
  const outside = others(channel);
  if (channel.is_direct) return html`<div class="head"><h2><${Avatar} person=${app} size="small" />${shownName(app)}</h2><${Tabs} /></div>`;
  return html`<div class="head"><h2><${Icon} name=${channel.is_private ? "lock" : "hash"} />${channel.name}</h2>
    ${outside.length > 0 && html`<span class="tag">Shared with ${outside.join(", ")}</span>`}
    ${channel.is_archived && html`<span class="tag">Archived</span>`}
    <span class="head-topic">${channel.topic}</span>
    <span class="head-members" title=${channel.members.map((each) => shownName(world.users.find((user) => user.id === each) ?? {})).join(", ")}>
      ${channel.members.slice(0, 4).map((each) => html`<${Avatar} person=${world.users.find((user) => user.id === each)} size="tiny" />`)}
      <span>${channel.members.length}</span><span class="sr-only">members: <${People} ids=${channel.members} /></span></span></div>`;
}

/** App Home and the messages with the app; people of other workspaces have the messages alone. */
export function Tabs() {
  const { look } = store;
  if (me().is_outside) return null;
  const tabs = [["home", "Home"], ["", "Messages"]];
  return html`<div class="tabs" role="tablist" onKeyDown=${(event) => walk(event, event.currentTarget, "[role=tab]")}>${tabs.map(([tab, name]) => html`<button type="button" role="tab" aria-selected=${look.tab === tab}
    onClick=${() => go({ tab, thread: "" })}>${name}</button>`)}</div>`;
}

function Messages({ channel, place }) {
  const frame = useRef(null);
  const stays = useRef(true);
  const before = useRef(0);
  // Where the mark of what is new stands is decided when the conversation is opened.
  const [newFrom] = useState(channel.read_ts);
  const { messages } = place;
  const last = messages.at(-1)?.ts ?? "0";
  useLayoutEffect(() => {
    const box = frame.current;
    if (stays.current) box.scrollTop = box.scrollHeight;
    else if (before.current) box.scrollTop += box.scrollHeight - before.current;
    before.current = 0;
  }, [place]);
  useEffect(() => markRead(channel), [last, channel.unread]);
  useEffect(() => {
    const seen = () => markRead(channel);
    document.addEventListener("visibilitychange", seen);
    const watch = new ResizeObserver(() => { if (stays.current) frame.current.scrollTop = frame.current.scrollHeight; });
    watch.observe(frame.current);
    watch.observe(frame.current.firstElementChild);
    return () => { document.removeEventListener("visibilitychange", seen); watch.disconnect(); };
  }, [channel]);
  const scrolled = () => {
    const { scrollHeight, scrollTop, clientHeight } = frame.current;
    stays.current = scrollHeight - scrollTop - clientHeight < NEAR_PIXELS;
  };
  const earlier = () => {
    stays.current = false;
    before.current = frame.current.scrollHeight;
    go({ most: String(messages.length + MORE) }, { replace: true });
  };
  return html`<div ref=${frame} class="messages" role="log" aria-label="Messages" tabindex="0" onScroll=${scrolled}><div class="messages-inner">
    ${place.has_earlier ? html`<button type="button" class="button earlier" onClick=${earlier}>Show earlier messages</button>` : html`<${Beginning} channel=${channel} />`}
    <${MessageRows} messages=${messages} channel=${channel} newFrom=${newFrom} />
  </div></div>`;
}

function markRead(channel) {
  if (!document.hidden && channel.unread > 0) ask("read", { user: store.sections.me.id, channel: channel.id });
}

function Beginning({ channel }) {
  if (channel.is_direct) return html`<div class="beginning"><${Avatar} person=${bot()} size="large" /><h3>${shownName(bot())}</h3>
    <p>This conversation is between ${shownName(me())} and ${shownName(bot())} alone.</p></div>`;
  return html`<div class="beginning"><h3><${Icon} name="hash" size=${22} />${channel.name}</h3>
    <p>This is the very beginning of the channel${channel.topic ? html`: ${channel.topic}` : ""}.</p></div>`;
}

/** Messages with a line for each day and one before what is new. */
export function MessageRows({ messages, channel, newFrom, inThread = false }) {
  const rows = [];
  let previous = null;
  let isMarked = !newFrom || newFrom === "0";
  for (const message of messages) {
    const at = secondsOf(message.ts) * 1000;
    const newDay = !previous || !isSameDay(at, secondsOf(previous.ts) * 1000);
    if (newDay && !inThread) rows.push(html`<div class="day" role="separator" key=${`day ${message.ts}`}><span>${day(at)}</span></div>`);
    const isNew = !isMarked && message.ts > newFrom && !message.is_ephemeral && message.user !== store.sections.me.id;
    if (isNew) {
      isMarked = true;
      rows.push(html`<div class="new" role="separator" key="new"><span>New</span></div>`);
    }
    const joined = !newDay && !isNew && isTogether(previous, message);
    rows.push(html`<${Message} key=${`${message.ts} ${Boolean(message.is_ephemeral)}`} message=${message} channel=${channel} joined=${joined} inThread=${inThread} />`);
    previous = message;
  }
  return rows;
}

function isTogether(previous, message) {
  const plainly = (each) => !each.subtype || ["file_share"].includes(each.subtype);
  return plainly(previous) && plainly(message) && previous.user === message.user && !previous.reply_count
    && secondsOf(message.ts) - secondsOf(previous.ts) < TOGETHER_SECONDS;
}
