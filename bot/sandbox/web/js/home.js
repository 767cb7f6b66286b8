// App Home: what the app has published for the person who looks.
import { html, useEffect, useState } from "../vendor/taken.js";
import { Blocks } from "./blocks.js";
import { asMe, trouble } from "./control.js";
import { Tabs } from "./conversation.js";
import { useFilled } from "./modals.js";
import { Avatar, bot, shownName } from "./names.js";
import { store } from "./store.js";
import { Tour } from "./tour.js";
import { Surface } from "./surface.js";
import { Trouble } from "./text.js";

export function Home() {
  const { home } = store.sections;
  const [state, setState] = useState({ busy: true, error: "" });
  useEffect(() => {
    asMe("home").then((answer) => setState({ busy: false, error: answer.ok ? "" : trouble(answer) }));
  }, []);
  const app = bot();
  return html`<div class="head"><h2><${Avatar} person=${app} size="small" />${shownName(app)}</h2><${Tabs} /></div>
    <div class="home" role="tabpanel" aria-label="Home" aria-busy=${state.busy} tabindex="0"><div class="home-inner"><${Trouble} text=${state.error} />
      ${home ? html`<${Published} key=${home.id} view=${home} />` : html`<p class="empty">${state.busy ? "Opening …" : `${shownName(app)} has published nothing here.`}</p>`}</div></div><${Tour} />`;
}

function Published({ view }) {
  const surface = useFilled(view);
  return html`<${Surface.Provider} value=${surface}><${Blocks} blocks=${view.blocks} /><//>`;
}
