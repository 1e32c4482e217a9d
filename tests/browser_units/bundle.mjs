// Prints one browser script with everything it imports: node bundle.mjs SOURCE FORMAT TARGET
// esbuild is the one installed for frontend/; unlike frontend/build.mjs this can bundle a module that no page loads by itself.

import { createRequire } from "node:module";

const frontend = new URL("../../frontend/", import.meta.url);
const esbuild = createRequire(new URL("package.json", frontend))("esbuild");

const [source, format, target] = process.argv.slice(2);
const result = await esbuild.build({
  absWorkingDir: decodeURIComponent(frontend.pathname),
  entryPoints: [source],
  bundle: true,
  write: false,
  charset: "utf8",
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "warning",
  target,
  format,
});
process.stdout.write(result.outputFiles[0].text);
