import type { Plugin } from "npm:esbuild@0.25.12";
import { dirname, join, relative } from "node:path";

/**
 * Lets tfjs-node's tests meet the engine under test. In its own repository they import the addon
 * and the modules beside them; here
 * - `./index` and `@tensorflow/tfjs` are the API of the engine under test,
 * - a module beside a test is the engine's own (`internals`) where the engine has one, so that a
 *   spy or an `instanceof` sees what the engine uses, and the package's otherwise,
 * - the native binding is the one which the engine's backend holds.
 */
export function nodePlugin(dist: string): Plugin {
  return {
    name: "tfjs-node-tests",
    setup(build) {
      const isTest = (importer: string) =>
        importer.startsWith(dist) && importer.endsWith("_test.js");
      build.onResolve(
        { filter: /^@tensorflow\/tfjs$/ },
        () => ({ path: "api", namespace: "under-test" }),
      );
      build.onResolve({ filter: /^\.\.?\// }, ({ path, importer }) => {
        if (!importer.startsWith(dist)) return undefined;
        if (/^\.\.?\/index$/.test(path)) return { path: "api", namespace: "under-test" };
        if (!isTest(importer) || path.includes("proto/") || path.endsWith("package.json")) {
          return undefined;
        }
        const name = relative(dist, join(dirname(importer), path));
        return { path: name, namespace: "under-test" };
      });
      build.onLoad({ filter: /.*/, namespace: "under-test" }, ({ path }) => ({
        loader: "js",
        resolveDir: dist,
        contents: path === "api"
          ? "module.exports = globalThis.__tfjsSuite.api;"
          : `module.exports = globalThis.__tfjsSuite.internals[${
            JSON.stringify(path)
          }] ?? require(${JSON.stringify(`./${path}.js`)});`,
      }));
      build.onLoad({ filter: /tfjs_binding_test\.js$/ }, async ({ path }) => ({
        loader: "js",
        contents: (await Deno.readTextFile(path))
          .replace(/var binary = require\('@mapbox\/node-pre-gyp'\);\s*var bindingPath = .*;/, "")
          .replace("require(bindingPath)", "globalThis.__tfjsSuite.binding"),
      }));
    },
  };
}
