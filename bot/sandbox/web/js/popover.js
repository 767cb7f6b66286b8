// Lists that open beside a button: menus and the choices of selects. They lie above everything else.
import { html, useEffect, useLayoutEffect, useRef, useState } from "../vendor/taken.js";

const GAP = 6;

/** Opens *children* beside the element *anchor* points to, with the focus on what *first* selects, until a press elsewhere, Escape or a move of the page. */
export function Popover({ anchor, onClose, className = "", children, side = "start", label, role = "dialog", first }) {
  const box = useRef(null);
  useLayoutEffect(() => {
    const shown = box.current;
    shown.showPopover();
    const settle = () => placeBeside(shown, anchor.current, side);
    settle();
    // At once, not after the next frame: keys pressed right after the opening are meant for the list.
    if (first) shown.querySelector(first)?.focus();
    const watch = new ResizeObserver(settle);
    watch.observe(shown);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    const press = (event) => {
      if (!box.current?.contains(event.target) && !anchor.current?.contains(event.target)) onClose();
    };
    // What lies beside something that moves follows it.
    const scroll = (event) => {
      if (anchor.current && event.target.contains(anchor.current)) placeBeside(box.current, anchor.current, side);
    };
    const keys = (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      onClose();
      anchor.current?.focus();
    };
    document.addEventListener("pointerdown", press, true);
    // Heard wherever the focus is: what had it may have gone meanwhile.
    document.addEventListener("keydown", keys, true);
    addEventListener("resize", onClose);
    document.addEventListener("scroll", scroll, true);
    return () => {
      document.removeEventListener("pointerdown", press, true);
      document.removeEventListener("keydown", keys, true);
      removeEventListener("resize", onClose);
      document.removeEventListener("scroll", scroll, true);
    };
  }, [onClose]);
  return html`<div ref=${box} popover="manual" class=${`popover ${className}`} role=${role} aria-label=${label}>${children}</div>`;
}

function placeBeside(box, anchor, side) {
  if (!anchor) return;
  const from = anchor.getBoundingClientRect();
  if (box.classList.contains("choices")) box.style.minWidth = `${Math.min(from.width, innerWidth - 2 * GAP)}px`;
  const { offsetWidth: width, offsetHeight: height } = box;
  const below = from.bottom + GAP + height <= innerHeight || from.top < innerHeight - from.bottom;
  const left = side === "end" ? from.right - width : from.left;
  box.style.top = `${Math.max(GAP, below ? Math.min(from.bottom + GAP, innerHeight - height - GAP) : from.top - GAP - height)}px`;
  box.style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
}

/** A button that opens a menu; *items* are `{label, run, icon, danger, href}`, `null` a line between them. */
export function MenuButton({ items, label, children, className = "icon-button", side = "end", busy = false, onOpen = () => {} }) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef(null);
  const turn = (open) => {
    setOpen(open);
    onOpen(open);
  };
  const close = () => turn(false);
  return html`<button ref=${button} type="button" class=${className} aria-label=${label} title=${label} aria-haspopup="menu"
      aria-expanded=${isOpen} aria-busy=${busy} onClick=${() => turn(!isOpen)}>${children}</button>
    ${isOpen && html`<${Popover} anchor=${button} onClose=${close} side=${side} label=${label} role="menu" className="menu" first="[role=menuitem]">
      <${MenuItems} items=${items} onDone=${() => { close(); button.current?.focus(); }} /><//>`}`;
}

function MenuItems({ items, onDone }) {
  const list = useRef(null);
  const choose = (item) => {
    onDone();
    item.run?.();
  };
  return html`<div ref=${list} onKeyDown=${(event) => walk(event, list.current, "[role=menuitem]")}>
    ${items.map((item) => item === null ? html`<hr />` : html`<button type="button" role="menuitem" tabindex="-1"
      class=${`menu-item ${item.danger ? "danger" : ""}`} onClick=${() => choose(item)}>
      ${item.icon}<span><span class="menu-label">${item.label}</span>${item.note && html`<small>${item.note}</small>`}</span></button>`)}
  </div>`;
}

/** Moves the focus among what *selector* finds, with the arrows, Home and End. */
export function walk(event, list, selector) {
  const found = [...list.querySelectorAll(selector)];
  const at = found.indexOf(document.activeElement);
  const last = found.length - 1;
  const [after, before] = [at < last ? at + 1 : 0, at > 0 ? at - 1 : last];
  const next = { ArrowDown: after, ArrowRight: after, ArrowUp: before, ArrowLeft: before, Home: 0, End: last }[event.key];
  if (next === undefined || !found.length) return;
  event.preventDefault();
  found[next].focus();
}
