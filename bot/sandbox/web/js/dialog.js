// Dialogs: the frame that modals share, and the question that an element's `confirm` asks.
import { html, useEffect, useLayoutEffect, useRef, useState } from "../vendor/taken.js";
import { Icon } from "./icons.js";
import { Text } from "./text.js";

/** A dialog above the page that keeps the focus inside and gives it back; Escape closes it. */
export function Dialog({ title, onClose, onBack, children, footer, className = "", role = "dialog", busy = false }) {
  const box = useRef(null);
  useLayoutEffect(() => {
    const shown = box.current;
    shown.showModal();
    const first = shown.querySelector(".dialog-body :is(input, textarea, .select), footer .primary, footer .button");
    if (!shown.querySelector(".dialog-body :focus")) first?.focus();
    // Closing gives the focus back to what had it; taking the element away alone would not.
    return () => shown.close();
  }, []);
  const cancel = (event) => {
    event.preventDefault();
    onBack ? onBack() : onClose();
  };
  return html`<dialog ref=${box} class=${`dialog ${className}`} role=${role} aria-label=${title} aria-busy=${busy} onCancel=${cancel}
      onKeyDown=${(event) => event.stopPropagation()}>
    <header>
      ${onBack && html`<button type="button" class="icon-button" aria-label="Back" title="Back" onClick=${onBack}><${Icon} name="back" /></button>`}
      <h2>${title}</h2>
      <button type="button" class="icon-button" aria-label="Close" title="Close" onClick=${onClose}><${Icon} name="close" /></button>
    </header>
    <div class="dialog-body">${children}</div>
    ${footer && html`<footer>${footer}</footer>`}
  </dialog>`;
}

/** Asks before something is done where *confirm* says so: gives the dialog to show, and how to do it. */
export function useDialog(confirm) {
  const [waiting, setWaiting] = useState(null);
  if (!confirm) return [null, (deed) => deed()];
  const close = () => setWaiting(null);
  const go = () => {
    close();
    waiting.deed();
  };
  const dialog = waiting && html`<${Dialog} title=${confirm.title.text} onClose=${close} className="small" role="alertdialog"
    footer=${html`<button type="button" class="button" onClick=${close}>${confirm.deny.text}</button>
      <button type="button" class=${`button ${confirm.style === "danger" ? "danger" : "primary"}`} onClick=${go}>${confirm.confirm.text}</button>`}>
    <p><${Text} text=${confirm.text} /></p><//>`;
  return [dialog, (deed) => setWaiting({ deed })];
}
