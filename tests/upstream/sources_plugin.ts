import type { Plugin } from "npm:esbuild@0.25.12";
import { dirname, join, relative } from "node:path";
import { existsSync } from "node:fs";

/**
 * Joins the tests of a public checkout with the installed package: a test file and its helpers come
 * from the checkout's `src`, every module that the package ships comes from the package's `dist`.
 */
export function sourcesPlugin(src: string, dist: string): Plugin {
  return {
    name: "tfjs-source-tests",
    setup(build) {
      build.onResolve({ filter: /^\.\.?\// }, ({ path, importer }) => {
        if (!importer.startsWith(src)) return undefined;
        const shipped = join(dist, relative(src, join(dirname(importer), path)));
        for (const candidate of [`${shipped}.js`, join(shipped, "index.js")]) {
          if (existsSync(candidate)) return { path: candidate };
        }
        return undefined;
      });
      // tfjs runs some specs on its cpu backend alone, to save time: every engine runs them here.
      build.onLoad({ filter: /utils\/test_utils\.js$/ }, async ({ path }) => ({
        contents: (await Deno.readTextFile(path))
          .replace("testEnv.backendName === 'cpu'", "testEnv.backendName !== 'webgl'"),
      }));
      // A package's name without its scope means the package's folder in the checkout.
      build.onResolve({ filter: /^tfjs-[a-z]+\/.*\.json$/ }, ({ path }) => {
        const inPackage = join(dist, "..", path.replace(/^[^/]+\//, ""));
        const inCheckout = join(src, "../..", path);
        return existsSync(inCheckout)
          ? { path: inCheckout }
          : existsSync(inPackage)
          ? { path: inPackage }
          : { path, external: true };
      });
    },
  };
}
