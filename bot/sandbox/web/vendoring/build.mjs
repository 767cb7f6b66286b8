// Makes ../vendor (or the folder that is named) from the pinned packages: `make page`.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? join(here, "..", "vendor");
const modules = join(here, "node_modules");
const require = createRequire(import.meta.url);

// Packages whose code, data or font is shipped, with the file that holds their licence.
const SHIPPED = [
  ["preact", "LICENSE"],
  ["htm", "LICENSE"],
  ["marked", "LICENSE"],
  ["emojibase-data", "LICENSE"],
  ["@fontsource-variable/inter", "LICENSE"],
];
const FONTS = ["inter-latin-wght-normal.woff2", "inter-latin-ext-wght-normal.woff2"];

async function bundle() {
  await build({
    entryPoints: [join(here, "taken.mjs")],
    outfile: join(target, "taken.js"),
    bundle: true,
    format: "esm",
    minify: true,
    target: "es2022",
    legalComments: "none",
    banner: { js: "// Preact, htm and marked: see LICENSES.txt. Made by `make page`; do not edit." },
  });
}

// Characters that are drawn as text unless they are asked for in colour.
function inColour(characters) {
  return /^\p{Emoji_Presentation}/u.test(characters) || characters.length > 2 ? characters : `${characters}\u{FE0F}`;
}

// Slack's names of emoji are those of iamcal's list; a name with several characters is written as one text.
async function emoji() {
  const named = require("emojibase-data/en/shortcodes/iamcal.json");
  const known = {};
  for (const [hexcode, names] of Object.entries(named)) {
    const characters = String.fromCodePoint(...hexcode.split("-").map((code) => parseInt(code, 16)));
    if (/[\u{1F3FB}-\u{1F3FF}]/u.test(characters) && characters.length > 2) continue; // a skin tone is added to its name
    for (const name of [names].flat()) known[name] = inColour(characters);
  }
  const lines = Object.keys(known).sort().map((name) => `${JSON.stringify(name)}:${JSON.stringify(known[name])}`);
  const head = "// Names of emoji, from emojibase-data: see LICENSES.txt. Made by `make page`; do not edit.\n";
  await writeFile(join(target, "emoji.js"), `${head}export const EMOJI = {\n${lines.join(",\n")}\n};\n`);
}

async function licences() {
  const parts = await Promise.all(
    SHIPPED.map(async ([name, file]) => {
      const about = JSON.parse(await readFile(join(modules, name, "package.json"), "utf8"));
      const text = await readFile(join(modules, name, file), "utf8");
      return `${name} ${about.version} (${about.license})\n\n${text.trim()}\n`;
    }),
  );
  await writeFile(join(target, "LICENSES.txt"), parts.join(`\n${"-".repeat(72)}\n\n`));
}

await mkdir(target, { recursive: true });
await Promise.all([bundle(), emoji(), licences()]);
for (const font of FONTS) await copyFile(join(modules, "@fontsource-variable/inter/files", font), join(target, font));
