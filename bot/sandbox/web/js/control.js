// Doing something: each is one call of the control API, or of the few that the page has beside it.
import { store } from "./store.js";

/** Makes a call; a refusal comes back as `ok: false` with a sentence in `detail`. */
async function call(path, body) {
  try {
    const answer = await fetch(path, { method: "POST", body: JSON.stringify(body) });
    const told = await answer.json();
    return answer.ok ? told : { ...told, ok: false };
  } catch {
    return { ok: false, error: "offline", detail: "The sandbox does not answer. Is it still running?" };
  }
}

export const control = (name, body = {}) => call(`/control/${name}`, body);
export const ask = (name, body = {}) => call(`/page/${name}`, body);
export const asMe = (name, body = {}) => control(name, { user: store.sections.me.id, ...body });

/** A file as the control API takes it. */
export function encoded(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error);
    reader.onload = () => resolve({
      name: file.name,
      mimetype: file.type || null,
      content: reader.result.slice(reader.result.indexOf(",") + 1),
    });
    reader.readAsDataURL(file);
  });
}

/** What to tell a person of an answer that was no success. */
export const trouble = (answer) => answer.detail || answer.error || "Something went wrong. Try again?";
