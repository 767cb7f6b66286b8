// A thread in the panel beside its conversation.
import { html, useEffect, useLayoutEffect, useRef } from "../vendor/taken.js";
import { Composer } from "./composer.js";
import { MessageRows } from "./conversation.js";
import { Icon } from "./icons.js";
import { Message } from "./message.js";
import { bot, channel as channelOf, shownName } from "./names.js";
import { go, store } from "./store.js";

const NEAR_PIXELS = 80;

export function Thread() {
  const { thread } = store.sections;
  const channel = channelOf(thread.channel);
  const frame = useRef(null);
  const panel = useRef(null);
  const [root, ...replies] = thread.messages;
  useEffect(() => { panel.current.focus({ preventScroll: true }); }, []);
  const stays = useRef(true);
  useLayoutEffect(() => {
    const box = frame.current;
    const toEnd = () => { if (stays.current) box.scrollTop = box.scrollHeight; };
    toEnd();
    // Pictures are as high as they are only once they have come.
    const watch = new ResizeObserver(toEnd);
    for (const each of [box, ...box.children]) watch.observe(each);
    return () => watch.disconnect();
  }, [replies.length]);
  const scrolled = () => {
    const { scrollHeight, scrollTop, clientHeight } = frame.current;
    stays.current = scrollHeight - scrollTop - clientHeight < NEAR_PIXELS;
  };
  if (!channel) return null;
  const close = () => go({ thread: "" });
  return html`<aside ref=${panel} class="side thread" aria-label="Thread" tabindex="-1">
    <header class="side-head"><h2>Thread</h2><span class="quiet">${channel.is_direct ? shownName(bot()) : `#${channel.name}`}</span>
      <button type="button" class="icon-button" aria-label="Close the thread" title="Close" onClick=${close}><${Icon} name="close" /></button></header>
    <div ref=${frame} class="side-body" role="log" aria-label="Thread messages" tabindex="0" onScroll=${scrolled}>
      <${Message} key=${root.ts} message=${root} channel=${channel} inThread />
      ${replies.length > 0 && html`<div class="count-line"><span>${replies.length} ${replies.length === 1 ? "reply" : "replies"}</span></div>`}
      <${MessageRows} messages=${replies} channel=${channel} inThread />
    </div>
    <${Composer} key=${thread.ts} channel=${channel} thread=${thread.ts} />
  </aside>`;
}
