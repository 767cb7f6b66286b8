// The list of conversations of the person who looks.
import { html } from "../vendor/taken.js";
import { Icon } from "./icons.js";
import { Avatar, bot, me, others, shownName, team } from "./names.js";
import { go, store } from "./store.js";

export function Sidebar({ isOpen }) {
  const { channels } = store.sections;
  const person = me();
  const direct = channels.find((each) => each.is_direct);
  const shared = channels.filter((each) => !each.is_direct);
  return html`<nav class=${`sidebar ${isOpen ? "open" : ""}`} id="conversations" aria-label="Conversations">
    <div class="workspace"><strong>${team(person.team)}</strong><span>${shownName(person)}</span></div>
    <h2>Channels</h2>
    <ul>${shared.map((each) => html`<li key=${each.id}><${Entry} channel=${each} /></li>`)}</ul>
    ${!shared.length && html`<p class="sidebar-note">${shownName(person)} is in no channel.</p>`}
    <h2>Apps</h2>
    <ul>${direct && html`<li><${Entry} channel=${direct} app=${bot()} /></li>`}</ul>
  </nav>`;
}

function Entry({ channel, app }) {
  const { look, sections } = store;
  const isHere = app ? look.in === `@${app.name}` || sections.place?.id === channel.id : sections.place?.id === channel.id && look.tab !== "home";
  const name = app ? shownName(app) : channel.name;
  const outside = others(channel);
  const open = () => go({ in: app ? `@${app.name}` : channel.name, thread: "", tab: app && !me().is_outside && !channel.unread ? "home" : "", most: "" });
  const said = [name, channel.unread && `${channel.unread} unread`, outside.length && `shared with ${outside.join(", ")}`].filter(Boolean).join(", ");
  return html`<button type="button" class=${`entry ${isHere ? "here" : ""} ${channel.unread ? "unread" : ""} ${channel.is_archived ? "archived" : ""}`}
      aria-current=${isHere ? "page" : undefined} aria-label=${said} onClick=${open}>
    ${app ? html`<${Avatar} person=${app} size="tiny" />` : html`<${Icon} name=${channel.is_private ? "lock" : "hash"} size=${16} />`}
    <span class="entry-name">${name}</span>
    ${outside.length > 0 && html`<span class="entry-shared" title=${`Shared with ${outside.join(", ")}`}><${Icon} name="link" size=${13} /></span>`}
    ${channel.mentions > 0 ? html`<span class="badge">${channel.mentions}</span>` : channel.unread > 0 && html`<span class="dot"></span>`}
  </button>`;
}
