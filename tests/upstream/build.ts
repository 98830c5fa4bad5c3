// Bundles tfjs's jasmine suites, unchanged, into one ES module each.
import { build, type Plugin } from "npm:esbuild@0.25.12";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { BUILD, INSTALLED, installPackages, readIfThere } from "./install.ts";
import { nodePlugin } from "./node_plugin.ts";
import { PACKAGES } from "./packages.ts";
import { sourcesPlugin } from "./sources_plugin.ts";
import type { Suite } from "./suites.ts";

// What every bundle begins with: the test environments have to be known before a test file runs, and
// imports run before statements, so that this has to be a module of its own.
const ENVIRONMENT = `
import { setTestEnvs } from "@tensorflow/tfjs-core/dist/jasmine_util";
import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
setTestEnvs(globalThis.__tfjsSuite.testEnvs);
`;

/**
 * Makes the bundle of `suite`, unless one of the same packages, sources and builder is there.
 *
 * @param suite the suite to bundle
 * @param sources a checkout of the public tfjs repository, for a suite whose tests npm does not ship
 * @returns the bundle's address
 */
export async function buildSuite(suite: Suite, sources?: string): Promise<URL> {
  const bundle = new URL(`${suite.name}.mjs`, BUILD);
  const stamp = new URL(`${suite.name}.json`, BUILD);
  const key = JSON.stringify({ packages: PACKAGES, sources, builder: await builderHash() });
  if (existsSync(bundle) && await readIfThere(stamp) === key) return bundle;
  await installPackages();
  const root = fileURLToPath(INSTALLED);
  // The real folder: Deno links packages into node_modules, and esbuild follows links.
  const dist = Deno.realPathSync(join(root, "node_modules", suite.packageName, "dist"));
  const src = sources === undefined
    ? undefined
    : join(Deno.realPathSync(sources), suite.packageName.replace("@tensorflow/", ""), "src");
  const from = suite.testsFrom === "package" ? dist : src;
  if (from === undefined) throw new Error(`Internal: suite ${suite.name} needs sources`);
  const tests = testFiles(from).map((file) => `import ${JSON.stringify(file)};`);
  await build({
    stdin: {
      contents: ['import "test-environment";', flagsOf(suite), ...tests].join("\n"),
      resolveDir: root,
      loader: "js",
    },
    outfile: fileURLToPath(bundle),
    bundle: true,
    format: "esm",
    platform: "node",
    target: "es2022",
    mainFields: ["module", "main"],
    resolveExtensions: [".ts", ".js", ".json"],
    nodePaths: [join(root, "node_modules")],
    logLevel: "error",
    keepNames: true,
    // The packages' sideEffects fields would let the tests be dropped.
    ignoreAnnotations: true,
    treeShaking: false,
    tsconfigRaw: {
      compilerOptions: { useDefineForClassFields: false, experimentalDecorators: true },
    },
    plugins: [
      environmentPlugin(root),
      ...(suite.name === "node" ? [nodePlugin(dist)] : src ? [sourcesPlugin(src, dist)] : []),
    ],
    define: { __dirname: "__suiteDirname" },
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module";' +
        "const require = __createRequire(import.meta.url);" +
        `const __suiteDirname = ${JSON.stringify(dist)};`,
    },
  });
  await Deno.writeTextFile(stamp, key);
  return bundle;
}

function environmentPlugin(resolveDir: string): Plugin {
  return {
    name: "test-environment",
    setup(build) {
      const namespace = "test-environment";
      build.onResolve({ filter: /^test-environment$/ }, ({ path }) => ({ path, namespace }));
      build.onLoad({ filter: /.*/, namespace }, () => ({ contents: ENVIRONMENT, resolveDir }));
    },
  };
}

// tfjs-layers and tfjs-converter register environment flags on import of their main module only.
function flagsOf(suite: Suite): string {
  if (suite.name === "layers") return 'import "@tensorflow/tfjs-layers/dist/flags_layers";';
  if (suite.name === "converter") return 'import "@tensorflow/tfjs-converter/dist/flags";';
  return "";
}

// tfjs-core ships the list of its test files; elsewhere every file named so is one.
function testFiles(folder: string): string[] {
  const list = join(folder, "tests.js");
  return existsSync(list) ? [list] : filesNamedTest(folder).sort();
}

function filesNamedTest(folder: string): string[] {
  const found: string[] = [];
  for (const entry of Deno.readDirSync(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) found.push(...filesNamedTest(path));
    else if (/_test\.[jt]s$/.test(entry.name)) found.push(path);
  }
  return found;
}

async function builderHash(): Promise<string> {
  const parts = ["build.ts", "node_plugin.ts", "sources_plugin.ts"].map((name) =>
    Deno.readTextFileSync(new URL(name, import.meta.url))
  );
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(parts.join("\0")));
  return new Uint8Array(digest).toHex();
}
