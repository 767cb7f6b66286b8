// People, teams and channels by id, and how they are shown.
import { html } from "../vendor/taken.js";
import { store } from "./store.js";

const HUES = 9;
const NOBODY = { id: "", name: "unknown", real_name: "Unknown", team: "", is_bot: false };

export const user = (id) => store.sections.world.users.find((each) => each.id === id) ?? NOBODY;
export const me = () => user(store.sections.me.id);
export const shownName = (person) => (person.is_bot ? person.real_name : person.real_name || person.name);
export const team = (id) => store.sections.world.teams[id] ?? "";
export const channelName = (id) => store.sections.world.channels[id] ?? "";
export const bot = () => user(store.sections.world.app.user);

/** The other workspaces that a channel is shared with. */
export const others = (channel) => (channel.is_direct ? [] : channel.teams.filter((each) => each !== me().team).map(team));

/** The channel in the list that is open, if it is in the list. */
export const channel = (id) => store.sections.channels.find((each) => each.id === id);

export function Avatar({ person, size = "medium" }) {
  const initials = person.is_bot ? "" : shownName(person).split(/\s+/).map((word) => word[0]).slice(0, 2).join("");
  return html`<span class=${`avatar avatar-${size} hue-${hue(person)}`} aria-hidden="true">
    ${person.is_bot ? html`<${AppMark} />` : initials}
  </span>`;
}

function hue(person) {
  if (person.is_bot) return "app";
  let sum = 0;
  for (const character of person.name) sum = (sum * 31 + character.codePointAt(0)) % 9973;
  return sum % HUES;
}

const AppMark = () => html`<svg viewBox="0 0 24 24" width="60%" height="60%" fill="none" stroke="currentColor"
  stroke-width="1.8" stroke-linejoin="round"><path d="M7 4h10v2.400c0 2.200-1.900 3.600-3.600 5 1.700 1.400 3.600
  2.800 3.600 5V20H7v-3.600c0-2.200 1.900-3.600 3.600-5C8.900 10 7 8.600 7 6.400z" /></svg>`;

/** What a person is to the one who looks, in a word; empty for colleagues. */
export function standing(person) {
  if (person.is_bot) return "App";
  if (person.team !== me().team) return team(person.team);
  return person.is_guest ? "Guest" : "";
}

export function People({ ids }) {
  return html`${ids.map((id, place) => html`${place ? ", " : ""}${shownName(user(id))}`)}`;
}
