// Slack's newer blocks (cards, plans, charts as tables), drawn plainly from the fields that their pages name.
import { html, useState } from "../vendor/taken.js";
import { Text } from "./text.js";
import { Icon } from "./icons.js";

const words = (part) => (typeof part === "string" ? part : html`<${Text} text=${part} />`);

export const Card = ({ block }) => html`<div class="card">${block.title && html`<strong>${words(block.title)}</strong>`}
  ${block.subtitle && html`<p class="quiet">${words(block.subtitle)}</p>`}${block.body && html`<p>${words(block.body)}</p>`}</div>`;

export function Container({ block, children }) {
  const [isOpen, setOpen] = useState(!block.is_collapsed);
  return html`<div class="card"><button type="button" class="plain" aria-expanded=${isOpen} onClick=${() => setOpen(!isOpen)}>
    <strong>${block.title ? words(block.title) : "Details"}</strong><${Icon} name="down" size=${14} /></button>${isOpen && children}</div>`;
}

export const Plan = ({ block }) => html`<div class="card"><strong>${words(block.title)}</strong>${(block.tasks ?? []).map((task) => html`<${TaskCard} block=${task} />`)}</div>`;

export const TaskCard = ({ block }) => html`<p class="task"><${Icon} name=${block.status === "complete" ? "check" : block.status === "error" ? "warning" : "clock"} size=${16} />
  <span>${words(block.title)}<small>${block.status ?? ""}</small></span></p>`;

const grid = (head, rows) => html`<div class="table-frame"><table><thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
  <tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;

/** A chart's figures: the same that its drawing would show. */
export function ChartTable({ block }) {
  const { chart } = block;
  const title = html`<p><strong>${block.title}</strong> <span class="quiet">${chart.type} chart</span></p>`;
  if (chart.segments) return html`${title}${grid(["", ""], chart.segments.map((each) => [each.label, each.value]))}`;
  const valueAt = (series, label) => series.data.find((point) => point.label === label)?.value ?? "";
  const rows = chart.axis_config.categories.map((label) => [label, ...chart.series.map((series) => valueAt(series, label))]);
  return html`${title}${grid(["", ...chart.series.map((series) => series.name)], rows)}`;
}

export function DataTable({ block }) {
  const rows = (block.rows ?? []).map((row) => (Array.isArray(row) ? row : row.cells ?? []).map((cell) => cell?.text ?? cell?.value ?? String(cell ?? "")));
  const head = (block.columns ?? []).map((column) => column.name ?? column.label ?? String(column));
  return grid(head.length ? head : rows[0] ?? [], head.length ? rows : rows.slice(1));
}
