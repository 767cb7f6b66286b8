// Where one writes: text with completion of people, channels, commands and emoji, and files.
import { html, useEffect, useLayoutEffect, useRef, useState } from "../vendor/taken.js";
import { asMe, encoded, trouble } from "./control.js";
import { did } from "./deeds.js";
import { Completion, completionAt, completionsFor } from "./completion.js";
import { Icon } from "./icons.js";
import { bot, me, shownName } from "./names.js";
import { EmojiPicker } from "./message.js";
import { MenuButton, Popover } from "./popover.js";
import { store } from "./store.js";
import { Trouble } from "./text.js";

const drafts = new Map();
const open = new Map();
const keyOf = (channel, thread) => `${store.sections.me.id} ${channel} ${thread ?? ""}`;

/** Puts words into the box of a conversation, to be read over and sent. */
export function suggest(channelId, text) {
  const key = keyOf(channelId);
  drafts.set(key, text);
  open.get(key)?.(text);
}

export function Composer({ channel, thread }) {
  const key = keyOf(channel.id, thread);
  const [text, setText] = useState(drafts.get(key) ?? "");
  const [files, setFiles] = useState([]);
  const [broadcast, setBroadcast] = useState(false);
  const [state, setState] = useState({ busy: false, error: "" });
  const [found, setFound] = useState(null);
  const [at, setAt] = useState(0);
  const box = useRef(null);
  const frame = useRef(null);
  const choices = found ? completionsFor(found, channel) : [];
  const write = (next) => {
    setText(next);
    drafts.set(key, next);
  };
  useEffect(() => {
    open.set(key, (words) => {
      setText(words);
      box.current?.focus();
    });
    return () => open.delete(key);
  }, [key]);
  useLayoutEffect(() => {
    if (!box.current) return;
    box.current.style.height = "auto";
    box.current.style.height = `${Math.min(box.current.scrollHeight, 220)}px`;
  }, [text]);
  const look = () => {
    setFound(completionAt(box.current.value, box.current.selectionStart));
    setAt(0);
  };
  const put = (start, end, written) => {
    const next = text.slice(0, start) + written + text.slice(end);
    write(next);
    setFound(null);
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.setSelectionRange(start + written.length, start + written.length);
    });
  };
  const choose = (choice) => put(found.start, found.end, `${choice.written} `);
  const attach = (list) => setFiles((now) => [...now, ...list]);
  const send = async () => {
    const said = text.trim();
    if ((!said && !files.length) || state.busy) return;
    write("");
    setFound(null);
    setState({ busy: true, error: "" });
    const answer = said.startsWith("/") && !files.length ? await command(channel, said) : await say(channel, thread, said, broadcast, files);
    setState({ busy: false, error: answer.ok ? "" : trouble(answer) });
    if (answer.ok) {
      setFiles([]);
      did(thread ? "reply" : "say", said);
    } else if (!drafts.get(key)) write(said);
  };
  const keys = (event) => {
    if (choices.length && steer(event, choices, at, setAt, choose, () => setFound(null))) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
  };
  const refusal = whyNot(channel);
  if (refusal) return html`<div class="composer-frame"><p class="composer-refusal">${refusal}</p></div>`;
  const name = thread ? "Reply" : channel.is_direct ? `Message ${shownName(bot())}` : `Message #${channel.name}`;
  const listId = thread ? "completion-thread" : "completion";
  return html`<div class="composer-frame">
    ${choices.length > 0 && html`<${Completion} id=${listId} choices=${choices} at=${at} onChoose=${choose} />`}
    <div ref=${frame} class=${`composer ${state.busy ? "busy" : ""}`} onDragOver=${(event) => event.preventDefault()}
        onDrop=${(event) => { event.preventDefault(); attach(event.dataTransfer.files); }}>
      <textarea ref=${box} id=${thread ? "composer-thread" : "composer"} rows="1" placeholder=${name} aria-label=${name} value=${text} role="combobox" aria-autocomplete="list"
        aria-expanded=${choices.length > 0} aria-controls=${listId} aria-activedescendant=${choices.length ? `${listId}-${at}` : undefined}
        onInput=${(event) => { write(event.target.value); look(); }} onClick=${look} onKeyDown=${keys} onBlur=${() => setTimeout(() => setFound(null), 150)}
        onPaste=${(event) => { if (event.clipboardData.files.length) { event.preventDefault(); attach(event.clipboardData.files); } }}></textarea>
      ${files.length > 0 && html`<div class="attached">${files.map((file, place) => html`<span class="chip" key=${place}><${Icon} name="file" size=${14} />${file.name}
        <button type="button" class="chip-close" aria-label=${`Take ${file.name} away`} onClick=${() => setFiles(files.filter((each) => each !== file))}><${Icon} name="close" size=${12} /></button></span>`)}</div>`}
      <${Bar} thread=${thread} canSend=${Boolean(text.trim() || files.length)} busy=${state.busy} onFiles=${attach} onSend=${send} broadcast=${broadcast} onBroadcast=${setBroadcast}
        onInsert=${(written) => { const cursor = box.current.selectionStart; const space = cursor && !/\s$/.test(text.slice(0, cursor)) && written !== "/" ? " " : ""; put(cursor, cursor, space + written); requestAnimationFrame(() => requestAnimationFrame(look)); }} />
    </div>
    <div class="composer-state" role="status">${state.busy ? html`<span class="quiet">Sending …</span>` : ""}</div><${Trouble} text=${state.error} />
  </div>`;
}

function Bar({ thread, canSend, busy, onFiles, onSend, onInsert, broadcast, onBroadcast }) {
  const chooser = useRef(null);
  const emoji = useRef(null);
  const [isEmoji, setEmoji] = useState(false);
  const hasCommands = store.sections.world.commands.length > 0 && !thread && !me().is_outside;
  return html`<div class="composer-bar">
    <input ref=${chooser} type="file" multiple hidden aria-label="Files to add" onChange=${(event) => { onFiles(event.target.files); event.target.value = ""; }} />
    <button type="button" class="icon-button" aria-label="Add files" title="Add files" onClick=${() => chooser.current.click()}><${Icon} name="clip" /></button>
    <button ref=${emoji} type="button" class="icon-button" aria-label="Emoji" title="Emoji" aria-expanded=${isEmoji} onClick=${() => setEmoji(!isEmoji)}><${Icon} name="smile" /></button>
    ${isEmoji && html`<${Popover} anchor=${emoji} onClose=${() => setEmoji(false)} label="Emoji" className="emoji-picker" first="input"><${EmojiPicker} onPick=${(name) => { setEmoji(false); onInsert(`:${name}: `); }} /><//>`}
    <button type="button" class="icon-button" aria-label="Mention somebody" title="Mention somebody" onClick=${() => onInsert("@")}><${Icon} name="at" /></button>
    ${hasCommands && html`<button type="button" class="icon-button" aria-label="Slash commands" title="Slash commands" onClick=${() => onInsert("/")}><${Icon} name="slash" /></button>`}
    <${Shortcuts} />
    ${thread && html`<label class="broadcast"><input type="checkbox" checked=${broadcast} onChange=${(event) => onBroadcast(event.target.checked)} />Also send to the channel</label>`}
    <button type="button" class="send" aria-label="Send" title="Send (Enter)" disabled=${!canSend || busy} onClick=${onSend}><${Icon} name="send" /></button></div>`;
}

function Shortcuts() {
  const [error, setError] = useState("");
  const known = me().is_outside ? [] : store.sections.world.shortcuts.filter((each) => each.kind === "global");
  if (!known.length) return null;
  const use = async (each) => {
    const answer = await asMe("shortcut", { callback_id: each.id });
    setError(answer.ok ? "" : trouble(answer));
  };
  return html`<${MenuButton} label="Shortcuts" side="start" items=${known.map((each) => ({ label: each.name, note: bot().real_name, run: () => use(each) }))}><${Icon} name="bolt" /><//><${Trouble} text=${error} />`;
}

async function say(channel, thread, text, broadcast, files) {
  const added = await Promise.all(files.map(encoded));
  return asMe("message", { channel: channel.id, text, broadcast: Boolean(thread && broadcast), files: added, ...(thread ? { thread_ts: thread } : {}) });
}

function command(channel, said) {
  const [name, ...rest] = said.split(/\s/);
  return asMe("command", { channel: channel.id, command: name, text: rest.join(" ").trim() });
}

function steer(event, choices, at, setAt, choose, close) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) setAt((at + step + choices.length) % choices.length);
  else if (event.key === "Tab" || event.key === "Enter") choose(choices[at]);
  else if (event.key === "Escape") close();
  else return false;
  event.preventDefault();
  return true;
}

function whyNot(channel) {
  if (channel.is_archived) return "This channel is archived: nobody can write here.";
  return channel.members.includes(store.sections.me.id) ? "" : `${shownName(me())} is not in this channel.`;
}
