// Where blocks stand (a message, a modal, App Home): what using an element there does, and what is filled in.
import { createContext, useContext, useState } from "../vendor/taken.js";
import { ask, asMe, trouble } from "./control.js";
import { did } from "./deeds.js";

/**
 * What elements find around them.
 * place: what names it in a control call; valueOf(block, element), setValue(block, element, value): what is filled in;
 * values(): all of it; errors: by block; isReadOnly: nothing can be used.
 */
export const Surface = createContext(null);
export const useSurface = () => useContext(Surface);

export const keyOf = (block, element) => `${block.block_id}\n${element.action_id}`;

/** Runs one element's action: whether it is under way, and what went wrong with the last. */
export function useAction(block, element) {
  const surface = useSurface();
  const [state, setState] = useState({ busy: false, error: "" });
  const act = async (value) => {
    if (state.busy) return false;
    setState({ busy: true, error: "" });
    const answer = await asMe("action", {
      ...surface.place,
      action_id: element.action_id,
      block_id: block.block_id,
      ...(value === undefined ? {} : { value }),
      ...(surface.place.view_id ? { values: surface.values() } : {}),
    });
    setState({ busy: false, error: answer.ok ? "" : trouble(answer) });
    if (answer.ok) did("press", wordsOn(element, value));
    return answer.ok;
  };
  return { ...state, act };
}

const wordsOn = (element, value) =>
  (element.text ?? (element.type === "overflow" ? element.options.find((each) => each.value === value)?.text : element.placeholder))?.text ?? "";

export function optionsFor(surface, block, element, value) {
  return ask("options", { ...surface.user, ...surface.place, action_id: element.action_id, block_id: block.block_id, value });
}

/** What an element holds before anybody touches it, as the control API takes values. */
export function initialOf(element) {
  const options = (found) => found.map((option) => option.value);
  if (element.initial_option) return element.type.endsWith("external_select") ? element.initial_option : element.initial_option.value;
  if (element.initial_options) return options(element.initial_options);
  for (const name of ["value", "user", "conversation", "channel", "date", "time", "date_time", "users", "conversations", "channels"]) {
    const found = element[`initial_${name}`];
    if (found !== undefined) return element.type === "rich_text_input" ? textOf(found) : found;
  }
  return isMany(element) ? [] : "";
}

export const isMany = (element) => element.type.startsWith("multi_") || ["checkboxes", "file_input"].includes(element.type);

const textOf = (rich) => (rich.elements ?? []).flatMap((part) => part.elements ?? []).map((leaf) => leaf.text ?? "").join("");
