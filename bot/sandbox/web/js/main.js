// Starts the page: its first content by a plain request, then whatever changes by a WebSocket.
import { html, render } from "../vendor/taken.js";
import { App } from "./app.js";
import { begin } from "./store.js";
import { applyTheme } from "./theme.js";

applyTheme();
begin().then(() => render(html`<${App} />`, document.getElementById("page")));
