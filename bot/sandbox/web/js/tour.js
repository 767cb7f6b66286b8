// The tour: what a world suggests to try next, to the person one is. It can be put away for good.
import { html, useEffect, useReducer, useState } from "../vendor/taken.js";
import { suggest } from "./composer.js";
import { onDeed } from "./deeds.js";
import { Icon } from "./icons.js";
import { inline } from "./mrkdwn.js";
import { bot } from "./names.js";
import { go, store } from "./store.js";

const OFF = "sandbox-tour-off";
const keyOfStep = () => `sandbox-tour ${store.sections.world.began} ${store.sections.me.name}`;

export function Tour() {
  const [isOff, setOff] = useState(localStorage.getItem(OFF) !== null);
  const [, again] = useReducer((count) => count + 1, 0);
  const { tour, me } = store.sections;
  const at = Number(sessionStorage.getItem(keyOfStep()) ?? 0);
  const step = tour[at];
  const move = (next, { stays = false } = {}) => {
    sessionStorage.setItem(keyOfStep(), String(next));
    again();
    const there = tour[next];
    if (there && !stays) visit(there);
  };
  useEffect(() => onDeed((deed) => {
    // Also what comes later: whoever has done it already is not asked to.
    const done = new Set(JSON.parse(sessionStorage.getItem(`${keyOfStep()} done`) ?? "[]"));
    tour.forEach((each, place) => { if (place >= at && isDone(each, deed)) done.add(place); });
    sessionStorage.setItem(`${keyOfStep()} done`, JSON.stringify([...done]));
    if (!step || !isDone(step, deed)) return;
    let next = at;
    while (done.has(next)) next += 1;
    move(next, { stays: true });
  }));
  if (isOff || !step) return null;
  const dismiss = () => {
    localStorage.setItem(OFF, "1");
    setOff(true);
  };
  return html`<section class="tour" aria-label="What to try" key=${me.id}>
    <span class="tour-count">Try ${at + 1} of ${tour.length}</span>
    <p class="tour-text" aria-live="polite">${inline(step.text)}</p>
    <div class="tour-deeds">
      ${isElsewhere(step) && html`<button type="button" class="button" onClick=${() => go({ ...placeOf(step), thread: step.thread || "" })}>Show me</button>`}
      ${step.write && html`<button type="button" class="button" onClick=${() => write(step)}>Write it for me</button>`}
      ${at > 0 && html`<button type="button" class="button" onClick=${() => move(at - 1)}>Back</button>`}
      <button type="button" class="button" onClick=${() => move(at + 1)}>${at + 1 < tour.length ? "Next" : "Done"}</button>
      <button type="button" class="icon-button" aria-label="Put the tour away" title="Put the tour away" onClick=${dismiss}><${Icon} name="close" size=${15} /></button>
    </div></section>`;
}

/** Whether a deed is what a step suggests: its words said, or what its `done_by` names, such as "press Claim". */
function isDone(step, { kind, words }) {
  if (step.write && ["say", "reply"].includes(kind) && isLike(words, step.write)) return true;
  return step.done_by.some((each) => {
    const [wanted, ...rest] = each.split(" ");
    if (wanted === "reply" && step.thread && store.look.thread !== step.thread) return false;
    return wanted === kind && words.toLowerCase().startsWith(rest.join(" ").toLowerCase());
  });
}

// Whoever says it in words of their own, or asks the same command for something else, has tried it as well.
const verb = (text) => (text.startsWith("/") || text.startsWith("@") ? text.split(/\s/, 1)[0].toLowerCase() : "");
const isLike = (said, suggested) => verb(said) === verb(suggested);

const isElsewhere = (step) =>
  (step.thread && store.look.thread !== step.thread) || (step.channel && store.look.in !== step.channel);

const placeOf = (step) => (step.channel ? { in: step.channel, tab: "" } : { in: `@${bot().name}`, tab: "home" });

function visit(step) {
  const place = placeOf(step);
  if (store.look.in !== place.in || store.look.tab !== place.tab) go({ ...place, thread: "" });
}

function write(step) {
  visit(step);
  const channel = store.sections.channels.find((each) => (step.channel ? each.name === step.channel : each.is_direct));
  suggest(channel.id, step.write);
}
