// What just happened between Slack and the app, and the faults that can be made.
import { html, useEffect, useState } from "../vendor/taken.js";
import { control, trouble } from "./control.js";
import { Icon } from "./icons.js";
import { channelName, bot, shownName, user } from "./names.js";
import { walk } from "./popover.js";
import { go, store } from "./store.js";
import { Trouble } from "./text.js";
import { format } from "./times.js";

export function Inspector() {
  const [tab, setTab] = useState("activity");
  const tabs = [["activity", "What just happened"], ["faults", "Faults"]];
  return html`<aside class="side inspector" aria-label="What just happened">
    <header class="side-head"><div class="tabs" role="tablist" onKeyDown=${(event) => walk(event, event.currentTarget, "[role=tab]")}>${tabs.map(([name, label]) => html`<button type="button" role="tab" aria-selected=${tab === name} onClick=${() => setTab(name)}>${label}
      ${name === "faults" && store.sections.faults.length > 0 && html` <span class="badge">${store.sections.faults.length}</span>`}</button>`)}</div>
      <button type="button" class="icon-button" aria-label="Close" title="Close" onClick=${() => go({ inspect: "" }, { replace: true })}><${Icon} name="close" /></button></header>
    <div class="side-body" role="tabpanel">${tab === "activity" ? html`<${Activity} />` : html`<${Faults} />`}</div>
  </aside>`;
}

function Activity() {
  const { activity, world } = store.sections;
  return html`<p class="legend"><span><${Icon} name="out" size=${14} />Slack tells ${world.app.name}</span><span><${Icon} name="in" size=${14} />${world.app.name} calls Slack</span>
      <span class="quiet">${world.delivery === "socket" ? "Socket Mode" : "HTTP"}, newest first</span></p>
    ${!activity.length && html`<p class="empty">Nothing yet. Say something, press something.</p>`}
    <ol class="activity">${activity.map((each) => html`<li key=${`${each.kind} ${each.n}`}><${Entry} entry=${each} /></li>`)}</ol>`;
}

function Entry({ entry }) {
  const [detail, setDetail] = useState(null);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (!isOpen) return;
    fetch(`/page/entry?${new URLSearchParams({ kind: entry.kind, n: entry.n })}`).then((answer) => answer.json()).then((told) => setDetail(told.entry ?? told));
  }, [isOpen, entry.attempts?.length]);
  const sent = entry.kind === "sent";
  const state = sent ? stateOfDelivery(entry) : stateOfCall(entry);
  return html`<div class=${`happening ${entry.kind} ${state.kind}`}>
    <button type="button" class="happening-line" aria-expanded=${isOpen} onClick=${() => setOpen(!isOpen)}>
      <${Icon} name=${sent ? "out" : "in"} size=${15} /><span class="happening-name"><code>${entry.name}</code>${place(entry)}</span>
      <span class=${`state ${state.kind}`}>${state.text}</span><time>${format(new Date(entry.at).getTime(), { hour: "2-digit", minute: "2-digit", second: "2-digit" })}</time></button>
    ${entry.about && html`<p class="happening-about">${entry.about}</p>`}
    ${sent && entry.attempts.length > 1 && html`<ol class="attempts">${entry.attempts.map((each, number) => html`<li>${number ? `Retry ${number}` : "First try"}: ${each.failure ?? each.status}, ${each.ms} ms</li>`)}</ol>`}
    ${isOpen && html`<pre class="detail" tabindex="0">${detail ? JSON.stringify(detail, null, 2) : "…"}</pre>`}</div>`;
}

function place(entry) {
  const channel = entry.channel && (channelName(entry.channel) ? `#${channelName(entry.channel)}` : "direct message");
  const who = entry.user && entry.user !== bot().id && shownName(user(entry.user));
  return html`<span class="quiet"> ${[who, channel].filter(Boolean).join(" in ")}</span>`;
}

function stateOfDelivery({ acked, attempts }) {
  if (!attempts.length) return { kind: "waiting", text: "waiting" };
  const last = attempts.at(-1);
  return acked ? { kind: "good", text: `ack ${last.ms} ms` } : { kind: "bad", text: last.failure ?? String(last.status) };
}

function stateOfCall({ ok, error, status, fault }) {
  if (ok && !fault) return { kind: "good", text: "ok" };
  return { kind: ok ? "waiting" : "bad", text: [fault?.replaceAll("_", " "), error].filter(Boolean).join(": ") || String(status) };
}

const FAULTS = [
  ["The next post is cut off before it is done", { method: "chat.postMessage", kind: "drop_before" }],
  ["The next post is done, but the answer is lost", { method: "chat.postMessage", kind: "drop_after" }],
  ["The next post is rate limited for 5 s", { method: "chat.postMessage", kind: "rate_limited", seconds: 5 }],
  ["Slack answers the next 3 calls with HTTP 500", { method: "*", kind: "http_500", count: 3 }],
  ["Slack takes 5 s over the next 3 calls", { method: "*", kind: "slow", count: 3, seconds: 5 }],
];
const KINDS = ["rate_limited", "http_500", "timeout", "drop_before", "drop_after", "slow"];
const METHODS = ["*", "chat.postMessage", "chat.update", "chat.postEphemeral", "views.open", "views.publish", "reactions.add", "users.info", "conversations.history", "conversations.replies"];

function Faults() {
  const [error, setError] = useState("");
  const [form, setForm] = useState({ method: "chat.postMessage", kind: "rate_limited", count: 1, after: 0, seconds: 1 });
  const make = async (body) => {
    const answer = await control("faults", body);
    setError(answer.ok ? "" : trouble(answer));
  };
  const set = (name) => (event) => setForm({ ...form, [name]: event.target.type === "number" ? event.target.valueAsNumber || 0 : event.target.value });
  const { faults } = store.sections;
  return html`<p class="quiet pad-y">See how the app bears it when Slack is in trouble.</p>
    <div class="presets">${FAULTS.map(([name, body]) => html`<button type="button" class="button" onClick=${() => make(body)}>${name}</button>`)}</div>
    <h3>One of your own</h3>
    <form class="fault-form" onSubmit=${(event) => { event.preventDefault(); make(form); }}>
      <label>Method<select class="field" value=${form.method} onChange=${set("method")}>${METHODS.map((each) => html`<option value=${each}>${each === "*" ? "any" : each}</option>`)}</select></label>
      <label>What happens<select class="field" value=${form.kind} onChange=${set("kind")}>${KINDS.map((each) => html`<option value=${each}>${each.replaceAll("_", " ")}</option>`)}</select></label>
      <label>How often<input class="field" type="number" min="1" max="999" value=${form.count} onInput=${set("count")} /></label>
      <label>After how many<input class="field" type="number" min="0" max="999" value=${form.after} onInput=${set("after")} /></label>
      <label>Seconds<input class="field" type="number" min="1" max="600" value=${form.seconds} onInput=${set("seconds")} /></label>
      <button type="submit" class="button primary">Add</button></form><${Trouble} text=${error} />
    <h3>Still to come</h3>
    ${faults.length ? html`<ul class="waiting">${faults.map((each) => html`<li><span><code>${each.method}</code> ${each.kind.replaceAll("_", " ")}, ${each.count} times${each.after ? `, after ${each.after}` : ""}</span>
      <button type="button" class="button" onClick=${() => make({ method: each.method, kind: each.kind, count: 0 })}>Take back</button></li>`)}</ul>` : html`<p class="quiet">None.</p>`}
    <h3>Start over</h3><p class="quiet">Empties the world: the same people and channels, and nothing said yet. What the app keeps goes too, where it runs beside the sandbox.</p><${Reset} />
    <p class="quiet pad-y">All that this page does can be done by programs too: <a href="/control" target="_blank" rel="noopener">the control API</a>.</p>`;
}

function Reset() {
  const [state, setState] = useState("");
  const reset = async () => {
    if (state === "busy") return;
    setState("busy");
    const answer = await control("reset");
    setState(answer.ok ? "" : trouble(answer));
  };
  return html`<button type="button" class="button danger" aria-busy=${state === "busy"} onClick=${reset}><${Icon} name="reset" size=${15} /> Start over</button>${state !== "busy" && html`<${Trouble} text=${state} />`}`;
}
