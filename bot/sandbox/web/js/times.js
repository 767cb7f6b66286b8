// Times as the person who looks reads them: in their own time zone, against the sandbox's clock.
import { store } from "./store.js";
import { me } from "./names.js";

const formats = new Map();

/** The sandbox's present, in milliseconds. */
export const now = () => Date.now() + (store.ahead ?? 0);
export const secondsOf = (ts) => Number.parseFloat(ts);

export function format(milliseconds, options, zone = me().zone || "UTC") {
  const key = zone + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }));
  return formats.get(key).format(milliseconds);
}

export const timeOf = (ms, zone) => format(ms, { hour: "2-digit", minute: "2-digit" }, zone);
const dayKey = (ms) => format(ms, { year: "numeric", month: "2-digit", day: "2-digit" });
const isThisYear = (ms) => format(ms, { year: "numeric" }) === format(now(), { year: "numeric" });
const longDay = (ms) => format(ms, { weekday: "long", day: "numeric", month: "long", ...year(ms) });
const shortDay = (ms) => format(ms, { day: "numeric", month: "short", ...year(ms) });
const year = (ms) => (isThisYear(ms) ? {} : { year: "numeric" });

export const isSameDay = (one, other) => dayKey(one) === dayKey(other);

/** Today, Yesterday or the day. */
export function day(ms, written = longDay) {
  if (isSameDay(ms, now())) return "Today";
  if (isSameDay(ms, now() - 86_400_000)) return "Yesterday";
  if (isSameDay(ms, now() + 86_400_000)) return "Tomorrow";
  return written(ms);
}

/** The time, with the day where that is not today. */
export const timeOrMoment = (ms) => (isSameDay(ms, now()) ? timeOf(ms) : `${day(ms, shortDay)} at ${timeOf(ms)}`);

export const moment = (ms) => `${day(ms)} at ${timeOf(ms)}`;

const STEPS = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3600], ["minute", 60]];

export function ago(ms) {
  const seconds = (ms - now()) / 1000;
  const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

const lower = (text) => text.replace(/^(Today|Yesterday|Tomorrow)$/, (word) => word.toLowerCase());
const DATES = {
  date: longDay,
  date_num: (ms) => format(ms, { year: "numeric", month: "2-digit", day: "2-digit" }).split("/").reverse().join("-"),
  date_slash: (ms) => format(ms, { year: "numeric", month: "2-digit", day: "2-digit" }),
  date_long: (ms) => format(ms, { weekday: "long", day: "numeric", month: "long", year: "numeric" }),
  date_short: shortDay,
  date_pretty: (ms) => lower(day(ms)),
  date_short_pretty: (ms) => lower(day(ms, shortDay)),
  date_long_pretty: (ms) => lower(day(ms)),
  day_divider_pretty: (ms) => day(ms),
  time: (ms) => timeOf(ms),
  time_secs: (ms) => format(ms, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  ago,
};

/** Slack's `<!date^...>`: a text with tokens such as `{date_short_pretty}` and `{time}`. */
export function dated(seconds, pattern) {
  return pattern.replace(/\{(\w+)\}/g, (token, name) => (DATES[name] ? DATES[name](seconds * 1000) : token));
}

const there = (iso, options) => format(new Date(iso).getTime(), options, store.sections.clock.zone).replace(",", "");
const HOUR = { hour: "2-digit", minute: "2-digit" };

/** Where the clock can be sent besides a while ahead, as `[words, ISO moment]`: each moment once. */
export function openings({ next_opening: next, next_monday: monday }) {
  if (next === monday) return [[`Next opening, next Monday · ${there(next, HOUR)}`, next]];
  return [
    [`Next opening · ${there(next, { weekday: "short", ...HOUR })}`, next],
    [`Next Monday · ${there(monday, { day: "numeric", month: "short", ...HOUR })}`, monday],
  ];
}
