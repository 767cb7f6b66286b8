// Block Kit's fields: texts, numbers, dates and times, checkboxes, radio buttons, files.
import { html, useEffect, useRef, useState } from "../vendor/taken.js";
import { ask, encoded, trouble } from "./control.js";
import { Text, Trouble } from "./text.js";
import { useDialog } from "./dialog.js";
import { Icon } from "./icons.js";
import { store } from "./store.js";
import { me } from "./names.js";
import { keyOf, useAction, useSurface } from "./surface.js";

const TYPES = { email_text_input: "email", url_text_input: "url", number_input: "number", datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" };

const COUNTED_FROM = 200;

/** How a field's value is read and changed, and its action run where it has one. */
function useField(block, element) {
  const surface = useSurface();
  const action = useAction(block, element);
  const acts = block.type !== "input" || block.dispatch_action;
  const error = surface.errors?.[block.block_id];
  return {
    ...action,
    acts,
    value: surface.valueOf(block, element),
    set: (value) => surface.setValue(block, element, value),
    change: (value) => {
      surface.setValue(block, element, value);
      if (acts) action.act(value);
    },
    aria: {
      "aria-invalid": Boolean(error),
      "aria-describedby": error ? `${block.block_id}-error` : block.hint ? `${block.block_id}-hint` : undefined,
      "aria-required": block.type === "input" && !block.optional ? true : undefined,
    },
  };
}

const idOf = (block, element) => `field-${block.block_id}-${element.action_id}`;

function useFocusOnLoad(element) {
  const field = useRef(null);
  useEffect(() => { if (element.focus_on_load) field.current.focus(); }, []);
  return field;
}

export function TextField({ block, element, label }) {
  const { value, set, act, acts, error, aria } = useField(block, element);
  const field = useFocusOnLoad(element);
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const timer = useRef(0);
  const typed = (event) => {
    const text = event.target.value;
    set(text);
    if (!acts || !triggers.includes("on_character_entered")) return;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => act(text), 300);
  };
  const keys = (event) => {
    if (event.key === "Enter" && acts && !element.multiline && triggers.includes("on_enter_pressed")) {
      event.preventDefault();
      act(value);
    }
  };
  const multiline = element.multiline || element.type === "rich_text_input";
  const most = element.max_length ?? Infinity;
  const length = String(value ?? "").length;
  return html`<${multiline ? "textarea" : "input"} ref=${field} id=${idOf(block, element)} class="field" rows=${multiline ? 4 : undefined}
      type=${multiline ? undefined : TYPES[element.type] === "number" ? "text" : TYPES[element.type] ?? "text"}
      inputmode=${element.type === "number_input" ? (element.is_decimal_allowed ? "decimal" : "numeric") : undefined}
      placeholder=${element.placeholder?.text} value=${value ?? ""} onInput=${typed} onKeyDown=${keys} aria-label=${label} ...${aria} />
    ${most - length < COUNTED_FROM && html`<span class=${`count ${length > most ? "over" : ""}`} aria-hidden="true">${most - length}</span>`}
    <${Trouble} text=${error} />`;
}

export function DateField({ block, element, label }) {
  const { value, change, busy, error, aria } = useField(block, element);
  const [dialog, confirm] = useDialog(element.confirm);
  const field = useFocusOnLoad(element);
  const seconds = element.type === "datetimepicker";
  const shown = seconds && value ? localOf(Number(value)) : value ?? "";
  const picked = (event) => {
    const written = event.target.value;
    if (written) confirm(() => change(seconds ? String(secondsAt(written)) : written));
  };
  return html`<input ref=${field} id=${idOf(block, element)} class="field short" type=${TYPES[element.type]} value=${shown} onChange=${picked}
    aria-label=${label ?? element.placeholder?.text ?? "Date"} title=${element.placeholder?.text} aria-busy=${busy} ...${aria} /><${Trouble} text=${error} />${dialog}`;
}

// A datetimepicker's Unix seconds as the browser's field writes them, in the zone of the person who looks.
function localOf(seconds) {
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: me().zone, dateStyle: "short", timeStyle: "short" }).format(seconds * 1000);
  return parts.replace(" ", "T");
}

function secondsAt(local) {
  const asIfUtc = Date.parse(`${local}:00Z`) / 1000;
  const shown = Date.parse(`${localOf(asIfUtc)}:00Z`) / 1000;
  return asIfUtc - (shown - asIfUtc);
}

export function Checkboxes({ block, element, label }) {
  const { value, change, busy, error, aria } = useField(block, element);
  const [dialog, confirm] = useDialog(element.confirm);
  const ticked = value ?? [];
  const turn = (option) => {
    const without = ticked.filter((each) => each !== option.value);
    confirm(() => change(without.length < ticked.length ? without : [...ticked, option.value]));
  };
  return html`<fieldset class="options" aria-label=${label} aria-busy=${busy} ...${aria}>${element.options.map((option) => html`<label key=${option.value}>
    <input type="checkbox" checked=${ticked.includes(option.value)} onChange=${() => turn(option)} /><${OptionText} option=${option} /></label>`)}</fieldset>
    <${Trouble} text=${error} />${dialog}`;
}

export function RadioButtons({ block, element, label }) {
  const { value, change, busy, error, aria } = useField(block, element);
  const [dialog, confirm] = useDialog(element.confirm);
  const name = keyOf(block, element);
  return html`<fieldset class="options" role="radiogroup" aria-label=${label} aria-busy=${busy} ...${aria}>${element.options.map((option) => html`<label key=${option.value}>
    <input type="radio" name=${name} checked=${value === option.value} onChange=${() => confirm(() => change(option.value))} /><${OptionText} option=${option} /></label>`)}</fieldset>
    <${Trouble} text=${error} />${dialog}`;
}

const OptionText = ({ option }) => html`<span><${Text} text=${option.text} />${option.description && html`<small><${Text} text=${option.description} /></small>`}</span>`;

export function FilesField({ block, element, label }) {
  const { value, set, aria } = useField(block, element);
  const [named, setNamed] = useState({});
  const [error, setError] = useState("");
  const most = element.max_files ?? 10;
  const chosen = async (event) => {
    const files = [...event.target.files].slice(0, most - value.length);
    event.target.value = "";
    const kept = [...value];
    for (const file of files) {
      const answer = await ask("upload", { user: store.sections.me.id, file: await encoded(file) });
      if (!answer.ok) return setError(trouble(answer));
      kept.push(answer.id);
      setNamed((known) => ({ ...known, [answer.id]: file.name }));
    }
    return set(kept);
  };
  const accepted = element.filetypes?.map((type) => `.${type}`).join(",");
  return html`<div class="files-field">${value.map((id) => html`<span class="chip" key=${id}><${Icon} name="file" size=${14} />${named[id] ?? id}
      <button type="button" class="chip-close" aria-label=${`Take ${named[id] ?? "the file"} away`} onClick=${() => set(value.filter((each) => each !== id))}><${Icon} name="close" size=${12} /></button></span>`)}
    <input id=${idOf(block, element)} type="file" multiple=${most > 1} accept=${accepted} onChange=${chosen} aria-label=${label} ...${aria} /></div><${Trouble} text=${error} />`;
}
