// The whole page: the bar on top, the list of conversations, the one that is open, and what lies beside it.
import { html, useEffect, useState } from "../vendor/taken.js";
import { Conversation } from "./conversation.js";
import { Home } from "./home.js";
import { Inspector } from "./inspector.js";
import { Modals } from "./modals.js";
import { Sidebar } from "./sidebar.js";
import { Thread } from "./thread.js";
import { TopBar } from "./topbar.js";
import { go, useStore } from "./store.js";

export function App() {
  const { sections, look, online } = useStore();
  const [isListOpen, setListOpen] = useState(false);
  useEffect(() => setListOpen(false), [look.in, look.as, look.tab, look.thread]);
  useEffect(() => {
    const keys = (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open], [popover]")) return;
      if (look.thread) go({ thread: "" });
      else if (look.inspect) go({ inspect: "" });
    };
    document.addEventListener("keydown", keys);
    return () => document.removeEventListener("keydown", keys);
  }, [look]);
  const beside = look.inspect ? "inspector" : sections.thread ? "thread" : "";
  return html`<div class=${`page ${beside ? "has-side" : ""} ${isListOpen ? "list-open" : ""}`}>
    <a class="skip" href="#composer">Skip to writing a message</a>
    <${TopBar} onList=${() => setListOpen(!isListOpen)} isListOpen=${isListOpen} />
    <${Sidebar} isOpen=${isListOpen} />
    <main class="main" aria-label="Conversation">
      ${!online && html`<p class="offline" role="status">The sandbox does not answer. The page goes on by itself when it is back.</p>`}
      ${look.tab === "home" ? html`<${Home} key=${sections.me.id} />` : html`<${Conversation} key=${`${sections.me.id} ${sections.place?.id}`} />`}
    </main>
    ${beside === "inspector" && html`<${Inspector} />`}
    ${beside === "thread" && html`<${Thread} key=${`${sections.me.id} ${sections.thread.ts}`} />`}
    <${Modals} />
  </div>`;
}
