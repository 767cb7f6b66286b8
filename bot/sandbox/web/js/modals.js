// Modals: the one on top of the stack, its fields, its errors, and sending or closing it.
import { html, useEffect, useMemo, useState } from "../vendor/taken.js";
import { Blocks } from "./blocks.js";
import { asMe, trouble } from "./control.js";
import { did } from "./deeds.js";
import { Dialog } from "./dialog.js";
import { store } from "./store.js";
import { Surface, initialOf } from "./surface.js";
import { Trouble } from "./text.js";

/** What is filled in in modals, by view, so that it is there again when another one no longer lies on top. */
const kept = new Map();

export function Modals() {
  const { modals } = store.sections;
  const view = modals.at(-1);
  return view ? html`<${Modal} key=${view.id} view=${view} depth=${modals.length} />` : null;
}

/** What is filled in in a view, by block and element; it stays while the blocks stay. */
export function useFilled(view) {
  const [filled, setFilled] = useState(kept.get(view.id) ?? {});
  const fill = (change) => setFilled((now) => {
    const next = change(now);
    if (view.type === "modal") kept.set(view.id, next);
    return next;
  });
  return useMemo(() => ({
    place: { view_id: view.id },
    valueOf: (block, element) => filled[block.block_id]?.[element.action_id] ?? initialOf(element),
    setValue: (block, element, value) => fill((now) => ({ ...now, [block.block_id]: { ...now[block.block_id], [element.action_id]: value } })),
    values: () => stillThere(view, filled),
    errors: null,
  }), [view, filled]);
}

function stillThere(view, filled) {
  const elements = view.blocks.flatMap((block) => [block.element, block.accessory, ...(block.elements ?? [])].filter((each) => each?.action_id).map((each) => [block.block_id, each.action_id]));
  const kept = {};
  for (const [block, action] of elements) {
    const value = filled[block]?.[action];
    if (value !== undefined) kept[block] = { ...kept[block], [action]: value };
  }
  return kept;
}

function Modal({ view, depth }) {
  const filled = useFilled(view);
  const [state, setState] = useState({ busy: false, error: "", errors: null });
  useEffect(() => setState((now) => ({ ...now, errors: null, error: "" })), [view.hash]);
  useEffect(() => {
    if (state.errors) document.querySelector(".dialog .has-error :is(input, textarea, button)")?.focus();
  }, [state.errors]);
  const surface = useMemo(() => ({ ...filled, errors: state.errors }), [filled, state.errors]);
  const send = async () => {
    if (state.busy || view.submit_disabled) return;
    setState({ busy: true, error: "", errors: null });
    const answer = await asMe("submit", { view_id: view.id, values: filled.values() });
    setState({ busy: false, errors: answer.errors ?? null, error: answer.ok || answer.errors ? "" : trouble(answer) });
    if (answer.ok) did("send", view.title.text);
  };
  const close = async (clear) => {
    if (state.busy) return;
    setState({ busy: true, error: "", errors: null });
    const answer = await asMe("close", { view_id: view.id, clear });
    setState({ busy: false, errors: null, error: answer.ok ? "" : trouble(answer) });
  };
  const keys = (event) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey) && view.submit) send();
    if (event.key === "Enter" && event.target.matches?.("input.field") && view.submit && !event.defaultPrevented) {
      event.preventDefault();
      send();
    }
  };
  const footer = html`<${Trouble} text=${state.error} /><button type="button" class="button" onClick=${() => close(false)}>${view.close?.text ?? "Cancel"}</button>
    ${view.submit && html`<button type="button" class="button primary" disabled=${view.submit_disabled} aria-busy=${state.busy} onClick=${send}>${view.submit.text}</button>`}`;
  return html`<${Dialog} title=${view.title.text} onClose=${() => close(depth > 1)} onBack=${depth > 1 ? () => close(false) : undefined} footer=${footer} busy=${state.busy}>
    <div onKeyDown=${keys}><${Surface.Provider} value=${surface}><${Blocks} blocks=${view.blocks} /><//></div><//>`;
}
