// What the server says this person sees, where they are (the address tells), and how the page hears of changes.
import { useEffect, useReducer } from "../vendor/taken.js";

const RETRY_MILLISECONDS = 1000;
const listeners = new Set();
/** The sections as the server sent them, and what belongs to this page alone. */
export const store = { sections: {}, look: lookFromAddress(), online: true, arrived: 0 };
let socket = null;

/** Draws the component again whenever anything changes. */
export function useStore() {
  const [, again] = useReducer((count) => count + 1, 0);
  useEffect(() => {
    listeners.add(again);
    return () => listeners.delete(again);
  }, []);
  return store;
}

export function changed() {
  for (const listener of listeners) listener();
}

function lookFromAddress() {
  const query = new URLSearchParams(location.search);
  return {
    as: query.get("as") ?? "",
    in: query.get("in") ?? "",
    tab: query.get("tab") ?? "",
    thread: query.get("thread") ?? "",
    inspect: query.get("inspect") ?? "",
    most: "",
  };
}

function addressOf(look) {
  const query = new URLSearchParams();
  for (const name of ["as", "in", "tab", "thread", "inspect"]) if (look[name]) query.set(name, look[name]);
  return `${location.pathname}?${query}`;
}

/** Goes elsewhere: another person, conversation or thread. What is left out stays. */
export function go(changes, { replace = false } = {}) {
  store.look = { ...store.look, ...changes };
  history[replace ? "replaceState" : "pushState"](null, "", addressOf(store.look));
  tell();
  changed();
}

function tell() {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(wanted()));
}

function wanted() {
  const { tab, ...look } = store.look;
  return look;
}

function take({ now, sections }) {
  Object.assign(store.sections, sections);
  store.ahead = new Date(now).getTime() - Date.now();
  store.arrived += 1;
  document.title = `${sections.world ? sections.world.app.name : store.sections.world.app.name} sandbox`;
  changed();
}

export async function begin() {
  const answer = await fetch(`/page/state?${new URLSearchParams(wanted())}`);
  take(await answer.json());
  const { me, place } = store.sections;
  if (!store.look.as) store.look.as = me.name;
  if (!store.look.in && place) store.look.in = nameOfPlace(place.id);
  history.replaceState(null, "", addressOf(store.look));
  addEventListener("popstate", () => {
    store.look = lookFromAddress();
    tell();
    changed();
  });
  connect();
}

/** What a conversation is called in the address. */
export function nameOfPlace(id) {
  const { channels, world } = store.sections;
  const found = channels.find((each) => each.id === id);
  return !found || found.is_direct ? `@${world.users.find((each) => each.is_bot).name}` : found.name;
}

function connect() {
  socket = new WebSocket(`ws://${location.host}/page/live?${new URLSearchParams(wanted())}`);
  socket.onopen = () => {
    store.online = true;
    tell();
    changed();
  };
  socket.onmessage = (event) => take(JSON.parse(event.data));
  socket.onclose = () => {
    store.online = false;
    changed();
    setTimeout(connect, RETRY_MILLISECONDS);
  };
}
