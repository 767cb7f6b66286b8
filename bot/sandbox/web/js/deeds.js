// What one has just done, told to whatever on the page waits for it: the tour goes on by it.

/** Tells of a deed (say, reply, press, send, move, be) and its words: what was said, a button's or a form's, who one is. */
export const did = (kind, words = "") => dispatchEvent(new CustomEvent("did", { detail: { kind, words } }));

/** Calls *told* with each deed, until what it returns is called. */
export function onDeed(told) {
  const heard = (event) => told(event.detail);
  addEventListener("did", heard);
  return () => removeEventListener("did", heard);
}
