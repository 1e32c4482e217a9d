// Builds everything a browser, a PDF or a card needs from this folder into one directory.
//
//   node build.mjs OUTPUT DIGEST
//
// OUTPUT must be new: the caller (hatch_build.py) renames it into place when this script has succeeded, so that
// nobody ever sees half a build. DIGEST names the sources and is written into build.json unchanged.
// No source maps and nothing inline: the Content-Security-Policy of every page is 'self'.

import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

import * as esbuild from "esbuild";
import * as sass from "sass";

const HERE = dirname(fileURLToPath(import.meta.url));

// The exam room's floor is Chromium 87 (Chromium 109 on Windows 7 is common, kiosk browsers are older); styles are
// shared between pages, so all of them are lowered to it.
const EXAM_TARGET = "es2018";
// The cipher's library writes numbers of 64 bits, which es2018 has no words for; Chromium 87 has.
const KEPT_TARGET = "es2020";
const DESK_TARGET = "es2020";
const STYLE_TARGET = "chrome87";

// The one list of entries. `precache` marks what the officer's service worker keeps for use without a network.
const ENTRIES = [
  { name: "desk.js", source: "src/desk/desk.ts", target: DESK_TARGET, format: "iife" },
  { name: "exam.js", source: "src/exam/exam.ts", target: EXAM_TARGET, format: "iife" },
  { name: "kept.js", source: "src/exam/kept.ts", target: KEPT_TARGET, format: "iife" },
  // scanner.js is the camera at the door, fetched by desk.js where a page has one; scan.js holds it already. reader.js reads
  // for both, and alone may compile the wasm (web/__init__.py); the officer's phone has it under the officer's own path.
  { name: "scanner.js", source: "src/scan/scanner.ts", target: DESK_TARGET, format: "esm" },
  { name: "reader.js", source: "src/scan/worker.ts", target: DESK_TARGET, format: "iife" },
  { name: "scan.js", source: "src/officer/scan.ts", target: DESK_TARGET, format: "esm", precache: true },
  { name: "verify.js", source: "src/officer/verify.ts", target: DESK_TARGET, format: "esm" },
  { name: "worker.js", source: "src/officer/worker.ts", target: DESK_TARGET, format: "iife" },
  { name: "desk.css", source: "src/styles/desk.scss" },
  { name: "exam.css", source: "src/styles/exam.scss" },
  { name: "officer.css", source: "src/styles/officer.scss", precache: true },
  { name: "print.css", source: "src/styles/print.scss" },
  { name: "scripts.css", source: "src/styles/scripts.scss" },
  { name: "icon.svg", source: "src/images/icon.svg", precache: true },
  { name: "zxing_reader.wasm", source: "node_modules/zxing-wasm/dist/reader/zxing_reader.wasm", precache: true },
];

// The scripts that computers of an exam room may have no font for; style sheets name them as `url("tibetan.woff2")`. One
// weight each, the browser thickens it: a second one would double what a seat loads.
const WEB_PACKAGE = "node_modules/@fontsource";
const WEB_FONTS = {
  "arabic.woff2": `${WEB_PACKAGE}/noto-sans-arabic/files/noto-sans-arabic-arabic-400-normal.woff2`,
  "mongolian.woff2": `${WEB_PACKAGE}/noto-sans-mongolian/files/noto-sans-mongolian-mongolian-400-normal.woff2`,
  "tibetan.woff2": `${WEB_PACKAGE}/noto-serif-tibetan/files/noto-serif-tibetan-tibetan-400-normal.woff2`,
  "yi.woff2": `${WEB_PACKAGE}/noto-sans-yi/files/noto-sans-yi-yi-400-normal.woff2`,
};

// Read by Pillow and Typst from disk under fixed names; no page loads them.
const FONT_PACKAGE = "node_modules/@expo-google-fonts";
const FONTS = {
  "NotoSansSC-Regular.ttf": `${FONT_PACKAGE}/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf`,
  "NotoSansSC-Bold.ttf": `${FONT_PACKAGE}/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf`,
  "NotoSansArabic-Regular.ttf": `${FONT_PACKAGE}/noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf`,
  "NotoSansArabic-Bold.ttf": `${FONT_PACKAGE}/noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf`,
  "NotoSerifTibetan-Regular.ttf": `${FONT_PACKAGE}/noto-serif-tibetan/400Regular/NotoSerifTibetan_400Regular.ttf`,
  "NotoSerifTibetan-Bold.ttf": `${FONT_PACKAGE}/noto-serif-tibetan/700Bold/NotoSerifTibetan_700Bold.ttf`,
  "NotoSansMongolian-Regular.ttf": `${FONT_PACKAGE}/noto-sans-mongolian/400Regular/NotoSansMongolian_400Regular.ttf`,
  "NotoSansYi-Regular.ttf": `${FONT_PACKAGE}/noto-sans-yi/400Regular/NotoSansYi_400Regular.ttf`,
};

// The licence of everything that is copied or bundled.
const LICENCES = {
  "bootstrap.txt": "node_modules/bootstrap/LICENSE",
  "bootstrap-icons.txt": "node_modules/bootstrap-icons/LICENSE",
  "htmx.txt": "node_modules/htmx.org/LICENSE",
  "idb.txt": "node_modules/idb/LICENSE",
  "noble-ciphers.txt": "node_modules/@noble/ciphers/LICENSE",
  "noble-hashes.txt": "node_modules/@noble/hashes/LICENSE",
  "noto-sans-arabic.txt": `${FONT_PACKAGE}/noto-sans-arabic/LICENSE_FONT`,
  "noto-sans-mongolian.txt": `${FONT_PACKAGE}/noto-sans-mongolian/LICENSE_FONT`,
  "noto-sans-sc.txt": `${FONT_PACKAGE}/noto-sans-sc/LICENSE_FONT`,
  "noto-sans-yi.txt": `${FONT_PACKAGE}/noto-sans-yi/LICENSE_FONT`,
  "noto-serif-tibetan.txt": `${FONT_PACKAGE}/noto-serif-tibetan/LICENSE_FONT`,
  "workbox.txt": "node_modules/workbox-precaching/LICENSE",
  "zxing-wasm.txt": "node_modules/zxing-wasm/LICENSE",
};
const NOTICES = {
  "zxing-cpp.txt": "zxing_reader.wasm is compiled from zxing-cpp, Apache License 2.0; its text is Watchword's own LICENSE.\n",
};

async function bundle({ source, target, format }) {
  const result = await esbuild.build({
    absWorkingDir: HERE,
    entryPoints: [source],
    bundle: true,
    write: false,
    minify: true,
    charset: "utf8",
    legalComments: "none", // the texts are in licences/
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "warning",
    target,
    format,
  });
  return result.outputFiles[0].contents;
}

async function style({ source }, fontFiles) {
  const compiled = sass.compile(join(HERE, source), {
    loadPaths: [join(HERE, "node_modules")],
    quietDeps: true,
    silenceDeprecations: ["import"], // Bootstrap 5.3 is written with @import
  });
  const lowered = await esbuild.transform(compiled.css, {
    loader: "css",
    minify: true,
    charset: "utf8",
    legalComments: "none",
    target: STYLE_TARGET,
  });
  return Buffer.from(withFonts(lowered.code, fontFiles));
}

function withFonts(css, fontFiles) {
  return css.replace(/url\("?([a-z]+\.woff2)"?\)/g, (_, name) => {
    if (!fontFiles[name]) {
      throw new Error(`a style sheet names a font that frontend/build.mjs does not list: ${name}`);
    }
    return `url(${fontFiles[name]})`;
  });
}

function make(entry, fontFiles) {
  switch (extname(entry.source)) {
    case ".ts":
      return bundle(entry);
    case ".scss":
      return style(entry, fontFiles);
    default:
      return readFile(join(HERE, entry.source));
  }
}

function hashedName(name, content) {
  const digest = createHash("sha256").update(content).digest("hex").slice(0, 12);
  const extension = extname(name);
  return `${basename(name, extension)}-${digest}${extension}`;
}

async function writeHashed(output, name, content) {
  const file = hashedName(name, content);
  await writeFile(join(output, file), content);
  return file;
}

async function copyAll(files, folder) {
  await mkdir(folder);
  for (const [name, source] of Object.entries(files)) {
    await copyFile(join(HERE, source), join(folder, name));
  }
}

async function refuseMissingSources() {
  const found = await Promise.all(ENTRIES.map(({ source }) => stat(join(HERE, source)).catch(() => null)));
  const missing = ENTRIES.filter((_, index) => found[index] === null).map(({ source }) => `frontend/${source}`);
  if (missing.length > 0) {
    throw new Error(`frontend/build.mjs lists entries that are not there: ${missing.join(", ")}`);
  }
}

async function build(output, digest) {
  await refuseMissingSources();
  await mkdir(output);
  const fontFiles = {};
  for (const [name, source] of Object.entries(WEB_FONTS)) {
    fontFiles[name] = await writeHashed(output, name, await readFile(join(HERE, source)));
  }
  const files = await Promise.all(
    ENTRIES.map(async (entry) => [entry, await writeHashed(output, entry.name, await make(entry, fontFiles))]),
  );
  await copyAll(FONTS, join(output, "fonts"));
  await copyAll(LICENCES, join(output, "licences"));
  for (const [name, text] of Object.entries(NOTICES)) {
    await writeFile(join(output, "licences", name), text);
  }
  const manifest = {
    digest,
    entries: { ...Object.fromEntries(files.map(([entry, file]) => [entry.name, file])), ...fontFiles },
    precache: files.filter(([entry]) => entry.precache).map(([, file]) => file),
  };
  await writeFile(join(output, "build.json"), JSON.stringify(manifest, null, 2) + "\n");
}

const [output, digest] = process.argv.slice(2);
if (!output || !digest) {
  console.error("usage: node build.mjs OUTPUT DIGEST");
  process.exit(2);
}
try {
  await build(output, digest);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
