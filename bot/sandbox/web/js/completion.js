// What can be completed while one writes: commands, people, channels, emoji.
import { html, useEffect, useRef } from "../vendor/taken.js";
import { Emoji, emojiLike } from "./emoji.js";
import { Icon } from "./icons.js";
import { Avatar, me, shownName, standing } from "./names.js";
import { store } from "./store.js";

const MOST = 8;

/** What is being typed at the cursor that could be completed: its sign, the word so far, and where it stands. */
export function completionAt(text, cursor) {
  const before = text.slice(0, cursor);
  const command = /^\/[\w-]*$/.exec(before);
  if (command) return { sign: "/", word: before.slice(1), start: 0, end: cursor };
  const match = /(?:^|[\s(])([@#]|:(?=\w\w))([\w.+-]*)$/.exec(before);
  if (!match) return null;
  return { sign: match[1], word: match[2], start: cursor - match[2].length - 1, end: cursor };
}

export function completionsFor({ sign, word }, channel) {
  const wanted = word.toLowerCase();
  const kinds = { "/": commands, "@": people, "#": channels, ":": emoji };
  return kinds[sign](wanted, channel).slice(0, MOST);
}

function commands(wanted) {
  if (me().is_outside) return [];
  return store.sections.world.commands.filter((each) => each.command.slice(1).startsWith(wanted)).map((each) => ({
    key: each.command, written: each.command, icon: html`<${Icon} name="slash" />`, title: each.command, hint: each.hint, note: each.description,
  }));
}

function people(wanted, channel) {
  const isLike = (each) => each.name.toLowerCase().startsWith(wanted) || shownName(each).toLowerCase().split(" ").some((part) => part.startsWith(wanted));
  const here = (each) => (channel.members.includes(each.id) ? 0 : 1);
  const found = store.sections.world.users.filter((each) => isLike(each) && !each.is_deactivated).sort((one, other) => here(one) - here(other));
  return [...found.map((each) => ({
    key: each.id, written: `@${each.is_bot ? each.real_name : each.name}`, icon: html`<${Avatar} person=${each} size="tiny" />`, title: shownName(each),
    hint: each.is_bot ? "" : `@${each.name}`, note: here(each) ? "not in this channel" : standing(each),
  })), ...groups(wanted)];
}

const groups = (wanted) => Object.entries(store.sections.world.groups).filter(([, handle]) => handle.toLowerCase().startsWith(wanted)).map(([id, handle]) => ({
  key: id, written: `@${handle}`, icon: html`<${Icon} name="at" />`, title: `@${handle}`, note: "group",
}));

const channels = (wanted) => store.sections.channels.filter((each) => !each.is_direct && each.name.startsWith(wanted)).map((each) => ({
  key: each.id, written: `#${each.name}`, icon: html`<${Icon} name="hash" />`, title: each.name, note: each.topic,
}));

const emoji = (wanted) => emojiLike(wanted, MOST).map((name) => ({ key: name, written: `:${name}:`, icon: html`<${Emoji} name=${name} />`, title: `:${name}:` }));

export function Completion({ id, choices, at, onChoose }) {
  const list = useRef(null);
  useEffect(() => list.current.children[at]?.scrollIntoView({ block: "nearest" }), [at]);
  return html`<div ref=${list} id=${id} class="completion" role="listbox" aria-label="Suggestions">${choices.map((choice, place) => html`<div key=${choice.key} id=${`${id}-${place}`}
    role="option" aria-selected=${place === at} class=${`choice ${place === at ? "at" : ""}`} onMouseDown=${(event) => { event.preventDefault(); onChoose(choice); }}>
    <span class="choice-icon">${choice.icon}</span><span class="choice-text"><strong>${choice.title}</strong> <span class="hint">${choice.hint}</span>${choice.note && html`<small>${choice.note}</small>`}</span></div>`)}</div>`;
}
