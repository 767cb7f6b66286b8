// Block Kit's blocks.
import { html, useState } from "../vendor/taken.js";
import { Element } from "./elements.js";
import { Text } from "./text.js";
import { withEmoji } from "./emoji.js";
import { Icon } from "./icons.js";
import { Markdown } from "./markdown.js";
import { Link } from "./mrkdwn.js";
import { RichText } from "./richtext.js";
import { useSurface } from "./surface.js";
import { ChartTable, Container, DataTable, Plan, TaskCard, Card } from "./newer.js";

const KINDS = {
  section: Section,
  header: ({ block }) => html`<h3 class="block-header">${withEmoji(block.text.text)}</h3>`,
  divider: () => html`<hr />`,
  context: Context,
  actions: Actions,
  context_actions: Actions,
  image: Picture,
  input: Input,
  rich_text: RichText,
  markdown: ({ block }) => html`<${Markdown} text=${block.text} />`,
  table: Table,
  video: Video,
  file: ({ block }) => html`<p class="quiet">File ${block.external_id}</p>`,
  alert: ({ block }) => html`<p class=${`alert ${block.level ?? "info"}`} role="note"><${Text} text=${block.text} /></p>`,
  data_visualization: ChartTable,
  data_table: DataTable,
  card: Card,
  carousel: ({ block }) => html`<div class="carousel">${block.elements.map((each) => html`<${Card} block=${each} />`)}</div>`,
  container: ({ block }) => html`<${Container} block=${block}><${Blocks} blocks=${block.child_blocks} /><//>`,
  plan: Plan,
  task_card: TaskCard,
};

export function Blocks({ blocks }) {
  return html`<div class="blocks">${blocks.map((block, place) => {
    const Kind = KINDS[block.type];
    // By place: an edit gives blocks new ids, and what has the focus in them should keep it.
    return html`<div key=${`${place} ${block.type}`} class=${`block block-${block.type}`}>
      ${Kind ? html`<${Kind} block=${block} />` : html`<em class="quiet">A block of the type ${block.type}</em>`}</div>`;
  })}</div>`;
}

function Section({ block }) {
  const { text, fields, accessory } = block;
  const beside = accessory?.type === "image" ? html`<${Thumbnail} element=${accessory} />` : accessory && html`<${Element} block=${block} element=${accessory} label=${plainLabel(text)} />`;
  return html`<div class=${`section ${accessory ? "has-accessory" : ""}`}>
    <div class="section-text">${text && html`<div class="text"><${Text} text=${text} /></div>`}
      ${fields && html`<div class="section-fields">${fields.map((field) => html`<div class="text"><${Text} text=${field} /></div>`)}</div>`}</div>
    ${beside && html`<div class="accessory">${beside}</div>`}</div>`;
}

const plainLabel = (text) => text?.text.replace(/[*_~`]/g, "").split("\n")[0];

function Context({ block }) {
  return html`<div class="context">${block.elements.map((part) =>
  part.type === "image" ? html`<${Thumbnail} element=${part} small />` : html`<span class="text"><${Text} text=${part} /></span>`)}</div>`;
}

function Actions({ block }) {
  return html`<div class="actions" role="group">${block.elements.map((element) => html`<${Element} key=${element.action_id} block=${block} element=${element} />`)}</div>`;
}

/** A picture of this sandbox can be shown; nothing is fetched from another machine. */
export function pictureAddress({ image_url: url, slack_file: file }) {
  const link = file?.url ?? url ?? "";
  const id = file?.id ?? (link.startsWith(location.origin) ? /\/files\/(\w+)\//.exec(link)?.[1] : null);
  return id ? `/page/file/${id}` : link.startsWith("data:image/") ? link : null;
}

function Thumbnail({ element, small = false }) {
  const address = pictureAddress(element);
  return address ? html`<img class=${small ? "context-image" : "thumbnail"} src=${address} alt=${element.alt_text} />`
    : html`<span class=${small ? "context-image none" : "thumbnail none"} role="img" aria-label=${element.alt_text} title=${`${element.alt_text} (a picture from outside: not fetched)`}></span>`;
}

function Picture({ block }) {
  const address = pictureAddress(block);
  const [isOpen, setOpen] = useState(true);
  const shown = address ? html`<a href=${address} target="_blank" rel="noopener"><img src=${address} alt=${block.alt_text} /></a>` : html`<p class="outside">
      A picture from outside this machine, which the sandbox does not fetch: <${Link} address=${block.image_url ?? ""}>${block.image_url ?? block.alt_text}<//></p>`;
  if (!block.title) return html`<figure class="picture">${shown}</figure>`;
  return html`<figure class="picture"><figcaption><button type="button" class="plain" aria-expanded=${isOpen} onClick=${() => setOpen(!isOpen)}>
      ${withEmoji(block.title.text)}<${Icon} name="down" size=${14} /></button></figcaption>${isOpen && shown}</figure>`;
}

function Video({ block }) {
  return html`<div class="card"><strong>${block.title.text}</strong>${block.description && html`<p>${block.description.text}</p>`}
    <p><${Link} address=${block.title_url ?? block.video_url}>${block.provider_name ?? block.video_url}<//></p></div>`;
}

function Input({ block }) {
  const surface = useSurface();
  const error = surface.errors?.[block.block_id];
  const label = block.label.text;
  return html`<div class=${`input-block ${error ? "has-error" : ""}`}>
    <label class="input-label" for=${`field-${block.block_id}-${block.element.action_id}`}>${withEmoji(label)}${block.optional && html` <span class="quiet">(optional)</span>`}</label>
    <div class="input-control"><${Element} block=${block} element=${block.element} label=${label} /></div>
    ${error ? html`<p class="field-error" id=${`${block.block_id}-error`} role="alert"><${Icon} name="warning" size=${15} />${error}</p>`
      : block.hint && html`<p class="hint" id=${`${block.block_id}-hint`}>${withEmoji(block.hint.text)}</p>`}</div>`;
}

function Table({ block }) {
  const [head, ...rows] = block.rows;
  const at = (place) => `align-${block.column_settings?.[place]?.align ?? "left"}`;
  return html`<div class="table-frame" role="region" aria-label="Table" tabindex="0"><table>
    <thead><tr>${head.map((cell, place) => html`<th scope="col" class=${at(place)}><${Cell} cell=${cell} /></th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${row.map((cell, place) => html`<td class=${at(place)}><${Cell} cell=${cell} /></td>`)}</tr>`)}</tbody></table></div>`;
}

const Cell = ({ cell }) => (cell.type === "rich_text" ? html`<${RichText} block=${cell} />` : withEmoji(String(cell.text ?? cell.value ?? "")));
