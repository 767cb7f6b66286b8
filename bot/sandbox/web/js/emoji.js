// Emoji by Slack's names.
import { html } from "../vendor/taken.js";
import { EMOJI } from "../vendor/emoji.js";

const TONES = ["", "", "\u{1F3FB}", "\u{1F3FC}", "\u{1F3FD}", "\u{1F3FE}", "\u{1F3FF}"];
export const COMMON = ["eyes", "white_check_mark", "+1", "ticket", "raised_hands", "tada", "heart", "pray"];

export function emojiCharacters(name) {
  const [base, tone] = name.split("::skin-tone-");
  return EMOJI[base] ? EMOJI[base] + (TONES[Number(tone)] ?? "") : null;
}

export function Emoji({ name, written = `:${name}:` }) {
  const characters = emojiCharacters(name);
  return characters ? html`<span class="emoji" role="img" aria-label=${name.replaceAll("_", " ")} title=${`:${name}:`}>${characters}</span>` : written;
}

/** A plain text with its `:names:` turned into emoji. */
export function withEmoji(text, isOn = true) {
  if (!isOn) return text;
  return text.split(/(:[a-z0-9_+'-]+(?:::skin-tone-[2-6])?:)/).map((piece, place) =>
    place % 2 ? emojiCharacters(piece.slice(1, -1)) ?? piece : piece).join("");
}

export function emojiLike(start, most) {
  const wanted = start.toLowerCase();
  const names = Object.keys(EMOJI);
  // The shortest first: of what begins alike, that is what most people mean.
  const first = names.filter((name) => name.startsWith(wanted)).sort((one, other) => one.length - other.length);
  const inside = names.filter((name) => !name.startsWith(wanted) && name.includes(wanted));
  return [...first, ...inside].slice(0, most);
}
