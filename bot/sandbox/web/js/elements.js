// Block Kit's elements that act at once: buttons, overflow menus, feedback; and where each kind is drawn.
import { html } from "../vendor/taken.js";
import { Checkboxes, DateField, FilesField, RadioButtons, TextField } from "./fields.js";
import { Icon } from "./icons.js";
import { threadAt } from "./mrkdwn.js";
import { MenuButton } from "./popover.js";
import { Select } from "./select.js";
import { go } from "./store.js";
import { useAction } from "./surface.js";
import { Text, Trouble } from "./text.js";
import { useDialog } from "./dialog.js";

const KINDS = {
  button: Button,
  workflow_button: Button,
  icon_button: IconButton,
  feedback_buttons: Feedback,
  overflow: Overflow,
  radio_buttons: RadioButtons,
  checkboxes: Checkboxes,
  datepicker: DateField,
  timepicker: DateField,
  datetimepicker: DateField,
  plain_text_input: TextField,
  rich_text_input: TextField,
  email_text_input: TextField,
  url_text_input: TextField,
  number_input: TextField,
  file_input: FilesField,
};

/** Any interactive element; *label* names it where its block does. */
export function Element({ block, element, label }) {
  const Kind = element.type.endsWith("select") ? Select : KINDS[element.type];
  return Kind ? html`<${Kind} block=${block} element=${element} label=${label} />` : html`<em class="quiet">${element.type}</em>`;
}

function Button({ block, element }) {
  const { busy, error, act } = useAction(block, element);
  const [dialog, ask] = useDialog(element.confirm);
  const open = () => {
    if (!element.url) return;
    const thread = threadAt(element.url);
    if (thread) go(thread);
    else if (/^https?:/i.test(element.url)) window.open(element.url, "_blank", "noopener,noreferrer");
  };
  const press = async () => {
    open();
    await act();
  };
  return html`<button type="button" class=${`button ${element.style ?? ""}`} aria-label=${element.accessibility_label}
      aria-busy=${busy} onClick=${() => ask(press)}>
      <${Text} text=${element.text} />${element.url && html`<${Icon} name="link" size=${14} />`}</button>
    <${Trouble} text=${error} />${dialog}`;
}

function IconButton({ block, element }) {
  const { busy, error, act } = useAction(block, element);
  return html`<button type="button" class="icon-button" aria-busy=${busy} onClick=${() => act()}
    aria-label=${element.accessibility_label ?? element.text.text} title=${element.text.text}><${Icon} name=${element.icon === "trash" ? "trash" : "bolt"} /></button>
    <${Trouble} text=${error} />`;
}

function Feedback({ block, element }) {
  const { busy, error, act } = useAction(block, element);
  return html`${[element.positive_button, element.negative_button].map((each) => html`<button type="button" class="button"
    aria-label=${each.accessibility_label} aria-busy=${busy} onClick=${() => act(each.value)}><${Text} text=${each.text} /></button>`)}
    <${Trouble} text=${error} />`;
}

function Overflow({ block, element }) {
  const { busy, error, act } = useAction(block, element);
  const [dialog, ask] = useDialog(element.confirm);
  const items = element.options.map((option) => ({
    label: html`<${Text} text=${option.text} />`,
    note: option.description && html`<${Text} text=${option.description} />`,
    run: () => ask(() => act(option.value)),
  }));
  return html`<${MenuButton} items=${items} label="More actions" className="button overflow" busy=${busy} side="start"><${Icon} name="more" /><//>
    <${Trouble} text=${error} />${dialog}`;
}
