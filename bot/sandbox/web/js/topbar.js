// The bar on top: whose sandbox this is, the clock, what happened, light or dark, and who one is.
import { html, useEffect, useReducer, useRef, useState } from "../vendor/taken.js";
import { control, trouble } from "./control.js";
import { did } from "./deeds.js";
import { Icon } from "./icons.js";
import { inline } from "./mrkdwn.js";
import { Avatar, me, shownName, standing, team } from "./names.js";
import { MenuButton, Popover, walk } from "./popover.js";
import { go, store } from "./store.js";
import { applyTheme, chosenTheme } from "./theme.js";
import { format, now, openings, timeOf } from "./times.js";

export function TopBar({ onList, isListOpen }) {
  const { world, faults } = store.sections;
  const { look } = store;
  const turn = () => go({ inspect: look.inspect ? "" : "1" }, { replace: true });
  return html`<header class="topbar">
    <button type="button" class="icon-button only-narrow" aria-label="Conversations" aria-expanded=${isListOpen} aria-controls="conversations" onClick=${onList}><${Icon} name="menu" size=${20} /></button>
    <h1><span class="topbar-name">${world.app.name}</span> <span class="topbar-kind">sandbox</span></h1>
    <${ClockButton} />
    <div class="topbar-right">
      <button type="button" class=${`bar-button ${look.inspect ? "on" : ""}`} aria-pressed=${Boolean(look.inspect)} onClick=${turn} title="What just happened between Slack and the app, and faults">
        <${Icon} name="pulse" /><span class="only-wide">What just happened</span>${faults.length > 0 && html`<span class="badge">${faults.length}</span>`}</button>
      <${ThemeButton} />
      <${WhoAmI} />
    </div>
  </header>`;
}

function ThemeButton() {
  const [choice, setChoice] = useState(chosenTheme());
  const choose = (next) => {
    applyTheme(next);
    setChoice(next);
  };
  const items = [["system", "As the system"], ["light", "Light"], ["dark", "Dark"]].map(([value, label]) => ({
    label, icon: html`<${Icon} name=${value === choice ? "check" : value === "dark" ? "moon" : value === "light" ? "sun" : "clock"} />`, run: () => choose(value),
  }));
  items[0].icon = html`<${Icon} name=${choice === "system" ? "check" : "eye"} />`;
  return html`<${MenuButton} items=${items} label="Light or dark" className="bar-button"><${Icon} name=${choice === "dark" ? "moon" : "sun"} /><//>`;
}

function WhoAmI() {
  const [isOpen, setOpen] = useState(false);
  const button = useRef(null);
  const list = useRef(null);
  const person = me();
  const close = () => setOpen(false);
  const { users, teams } = store.sections.world;
  const people = users.filter((each) => !each.is_bot);
  const become = (each) => {
    close();
    button.current?.focus();
    did("be", each.name);
    go({ as: each.name, thread: "", tab: "" });
  };
  return html`<button ref=${button} type="button" class="who" aria-haspopup="menu" aria-expanded=${isOpen} onClick=${() => setOpen(!isOpen)}
      aria-label=${`You are ${shownName(person)}. Be somebody else`}>
      <${Avatar} person=${person} size="small" /><span class="only-wide"><strong>${shownName(person)}</strong></span><${Icon} name="down" size=${15} /></button>
    ${isOpen && html`<${Popover} anchor=${button} onClose=${close} side="end" className="menu people" label="Who am I" role="menu" first="[aria-checked=true]">
      <div ref=${list} onKeyDown=${(event) => walk(event, list.current, "[role=menuitemradio]")}>
        <p class="menu-title">Be somebody else: see what they see, do what they can</p>
        ${Object.entries(teams).map(([id, name]) => html`<p class="group-label">${name}</p>
          ${people.filter((each) => each.team === id).map((each) => html`<button type="button" role="menuitemradio" tabindex="-1" class="menu-item"
              aria-checked=${each.id === person.id} onClick=${() => become(each)}>
            <${Avatar} person=${each} size="small" /><span><span class="menu-label">${shownName(each)}</span>
            <small>${[each.title, each.is_guest && "guest", each.is_deactivated && "deactivated"].filter(Boolean).join(" · ") || `@${each.name}`}</small></span>
            ${each.id === person.id && html`<${Icon} name="check" />`}</button>`)}`)}
      </div><//>`}`;
}

function ClockButton() {
  const [isOpen, setOpen] = useState(false);
  const button = useRef(null);
  const [, tick] = useReducer((count) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, []);
  const { is_moving: moving } = store.sections.clock;
  const zone = store.sections.me.zone || store.sections.clock.zone;
  const shown = format(now(), { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }, zone);
  return html`<button ref=${button} type="button" class=${`clock ${moving ? "moving" : ""}`} aria-haspopup="dialog" aria-expanded=${isOpen}
      aria-label=${`The clock shows ${shown}. Move it`} onClick=${() => setOpen(!isOpen)}>
      <${Icon} name="clock" size=${16} /><time>${shown}</time><span class="only-wide quiet">${zone.split("/").pop().replaceAll("_", " ")}</span></button>
    ${isOpen && html`<${Popover} anchor=${button} onClose=${() => setOpen(false)} label="Clock" className="clock-panel" first=".clock-steps .button"><${ClockPanel} /><//>`}`;
}

function ClockPanel() {
  const { clock } = store.sections;
  const [busy, setBusy] = useState("");
  const [error, setError] = useState("");
  const steps = [
    ["+15 min", { advance: 900 }], ["+1 h", { advance: 3600 }],
    ...openings(clock).map(([words, to]) => [words, { to }]),
  ];
  const move = async (name, body) => {
    if (busy) return;
    setBusy(name);
    setError("");
    const answer = await control("clock", body);
    setBusy("");
    if (answer.ok) did("move");
    else setError(trouble(answer));
  };
  const person = me();
  return html`<p class="clock-now"><time>${format(now(), { hour: "2-digit", minute: "2-digit", second: "2-digit" }, clock.zone)}</time>
      <span>${format(now(), { weekday: "long", day: "numeric", month: "long", year: "numeric" }, clock.zone)}</span>
      ${person.zone !== clock.zone && html`<small>${timeOf(now(), person.zone)} for ${shownName(person)}</small>`}</p>
    ${clock.why && html`<p class="quiet clock-why">${inline(clock.why)}</p>`}
    <div class="clock-steps">${steps.map(([name, body], place) => html`<button key=${place} type="button" class="button" aria-busy=${busy === name}
      onClick=${() => move(name, body)}>${name}</button>`)}</div>
    <p class="quiet" role="status">${busy ? "Moving: everything that falls due on the way happens, in its order." : "Moves forward only. What is due on the way happens."}</p>
    ${error && html`<p class="trouble" role="alert">${error}</p>`}`;
}
