// Selects of every kind, for one choice or many: a button with a list that can be searched.
import { html, useEffect, useMemo, useRef, useState } from "../vendor/taken.js";
import { Text, Trouble } from "./text.js";
import { useDialog } from "./dialog.js";
import { Icon } from "./icons.js";
import { Avatar, shownName, standing } from "./names.js";
import { Popover } from "./popover.js";
import { store } from "./store.js";
import { isMany, keyOf, optionsFor, useAction, useSurface } from "./surface.js";

const SEARCH_FROM = 7;

export function Select({ block, element, label }) {
  const surface = useSurface();
  const { busy, error, act } = useAction(block, element);
  const [dialog, ask] = useDialog(element.confirm);
  const [isOpen, setOpen] = useState(false);
  const button = useRef(null);
  const many = isMany(element);
  const value = surface.valueOf(block, element);
  const chosen = (many ? value ?? [] : [value]).filter((each) => each !== "" && each != null);
  const acts = block.type !== "input" || block.dispatch_action;
  const take = (next) => {
    surface.setValue(block, element, next);
    if (acts) act(next).then((done) => done || surface.setValue(block, element, value));
  };
  const close = (given) => {
    setOpen(false);
    if (given !== undefined) ask(() => take(given));
    if (given !== undefined) button.current?.focus();
  };
  const placeholder = element.placeholder?.text ?? (many ? "Choose some" : "Choose one");
  const text = chosen.length ? chosen.map((each) => html`<${Chosen} key=${keyOfValue(each)} element=${element} value=${each} many=${many} />`) : html`<span class="quiet">${placeholder}</span>`;
  return html`<span class="select-frame"><button ref=${button} type="button" class="select" aria-haspopup="listbox" aria-expanded=${isOpen} aria-busy=${busy}
      aria-label=${label ? `${label}: ${plainChosen(element, chosen) || placeholder}` : placeholder} onClick=${() => busy || setOpen(!isOpen)}>
      <span class="select-text">${text}</span><${Icon} name="down" size=${16} /></button></span>
    ${isOpen && html`<${Choices} anchor=${button} block=${block} element=${element} chosen=${chosen} many=${many} label=${label || placeholder} onClose=${close} />`}
    <${Trouble} text=${error} />${dialog}`;
}

const keyOfValue = (value) => (typeof value === "object" ? value.value : value);

function Chosen({ element, value, many }) {
  const found = optionOf(element, value);
  const shown = found ? html`<${Shown} option=${found} />` : keyOfValue(value);
  return many ? html`<span class="chip">${shown}</span>` : shown;
}

const Shown = ({ option }) => (option.text ? html`<${Text} text=${option.text} />` : option.name);
const plainOf = (option) => option?.text?.text ?? option?.name ?? "";
const plainChosen = (element, chosen) => chosen.map((each) => plainOf(optionOf(element, each)) || keyOfValue(each)).join(", ");

function optionOf(element, value) {
  if (typeof value === "object") return value;
  return groupsOf(element).flatMap((group) => group.options).find((option) => option.value === value);
}

/** The options of an element in their groups: its own, people, or conversations. */
function groupsOf(element) {
  if (element.options) return [{ options: element.options }];
  if (element.option_groups) return element.option_groups.map((group) => ({ label: group.label.text, options: group.options }));
  if (element.type.endsWith("users_select")) return [{ options: peopleOptions() }];
  if (/(conversations|channels)_select$/.test(element.type)) return [{ options: channelOptions() }];
  return [{ options: [element.initial_option, ...(element.initial_options ?? [])].filter(Boolean) }];
}

const peopleOptions = () => store.sections.world.users.filter((person) => !person.is_deactivated).map((person) => ({
  value: person.id, name: shownName(person), note: standing(person), person,
}));
const channelOptions = () => store.sections.channels.filter((each) => !each.is_direct).map((each) => ({ value: each.id, name: `#${each.name}` }));

function Choices({ anchor, block, element, chosen, many, label, onClose }) {
  const surface = useSurface();
  const [wanted, setWanted] = useState("");
  const [picked, setPicked] = useState(chosen);
  const [given, setGiven] = useState(null);
  const [at, setAt] = useState(0);
  const asks = element.type.endsWith("external_select");
  const all = useMemo(() => (asks ? given ?? [] : groupsOf(element)), [given, element]);
  const groups = asks ? all : matching(all, wanted);
  const flat = groups.flatMap((group) => group.options);
  const searches = asks || all.reduce((sum, group) => sum + group.options.length, 0) >= SEARCH_FROM;
  const most = element.max_selected_items ?? Infinity;
  useEffect(() => {
    if (!asks || wanted.length < (element.min_query_length ?? 3)) return undefined;
    let left = false;
    const timer = setTimeout(async () => {
      const answer = await optionsFor({ ...surface, user: { user: store.sections.me.id } }, block, element, wanted);
      if (!left) setGiven(answer.ok ? groupsOf({ ...element, options: answer.options, option_groups: answer.option_groups ?? undefined }) : []);
    }, 200);
    return () => { left = true; clearTimeout(timer); };
  }, [wanted]);
  const isPicked = (option) => picked.some((each) => keyOfValue(each) === option.value);
  const choose = (option) => {
    const value = asks ? { text: option.text, value: option.value } : option.value;
    if (!many) return onClose(value);
    const without = picked.filter((each) => keyOfValue(each) !== option.value);
    if (without.length < picked.length) setPicked(without);
    else if (picked.length < most) setPicked([...picked, value]);
    return undefined;
  };
  const leave = () => {
    const same = picked.length === chosen.length && picked.every((each) => chosen.some((other) => keyOfValue(other) === keyOfValue(each)));
    onClose(many && !same ? picked : undefined);
  };
  const keys = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setAt((now) => (now + step + flat.length) % Math.max(flat.length, 1));
    } else if (event.key === "Enter" || (event.key === " " && !searches)) {
      event.preventDefault();
      if (flat[at]) choose(flat[at]);
    } else if (event.key === "Tab") leave();
  };
  const id = `list-${block.block_id}-${element.action_id}`.replace(/\W/g, "-");
  let place = -1;
  return html`<${Popover} anchor=${anchor} onClose=${leave} className="choices" label=${label} first=${searches ? "input" : ".choices-inner"}>
    <div tabindex=${searches ? undefined : 0} onKeyDown=${keys} class="choices-inner">
      ${searches && html`<input type="search" placeholder="Search" aria-label=${`Search ${label}`} value=${wanted} role="combobox"
        aria-expanded="true" aria-controls=${id} aria-activedescendant=${`${id}-${at}`}
        onInput=${(event) => { setWanted(event.target.value); setAt(0); }} />`}
      <div role="listbox" id=${id} aria-label=${label} aria-multiselectable=${many}>
        ${groups.map((group) => html`${group.label && html`<p class="group-label">${group.label}</p>`}
          ${group.options.map((option) => {
            place += 1;
            return html`<${Choice} key=${option.value} id=${`${id}-${place}`} option=${option} isPicked=${isPicked(option)} isAt=${flat[at] === option} onChoose=${choose} />`;
          })}`)}
        ${!flat.length && html`<p class="quiet pad">${asks && wanted.length < (element.min_query_length ?? 3) ? "Type to search" : "Nothing found"}</p>`}
      </div>
      ${many && html`<button type="button" class="button primary choices-done" onClick=${leave}>Done</button>`}
    </div><//>`;
}

function matching(groups, wanted) {
  const word = wanted.toLowerCase();
  const kept = groups.map((group) => ({ ...group, options: group.options.filter((option) => plainOf(option).toLowerCase().includes(word)) }));
  return kept.filter((group) => group.options.length);
}

function Choice({ id, option, isPicked, isAt, onChoose }) {
  const row = useRef(null);
  useEffect(() => { if (isAt) row.current.scrollIntoView({ block: "nearest" }); }, [isAt]);
  return html`<div ref=${row} id=${id} role="option" aria-selected=${isPicked} class=${`choice ${isAt ? "at" : ""}`} onClick=${() => onChoose(option)}>
    ${option.person && html`<${Avatar} person=${option.person} size="tiny" />`}
    <span class="choice-text"><${Shown} option=${option} />
      ${option.description && html`<small><${Text} text=${option.description} /></small>`}${option.note && html`<small>${option.note}</small>`}</span>
    ${isPicked && html`<${Icon} name="check" size=${16} />`}</div>`;
}
