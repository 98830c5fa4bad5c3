/**
 * The Python that has Jupyter's own clients, which the kernel is tried with.
 *
 * @module
 */
import { it } from "@std/testing/bdd";

/** A Python, or why there is none. */
export type FoundPython = { readonly path: string } | { readonly missing: string };

const { TENSAUR_JUPYTER_PYTHON: asked, TENSAUR_CACHE_DIR: cache } = Deno.env.toObject();

/** Where a Python is looked for; `.ci/run` makes the second. */
const candidates = asked
  ? [asked]
  : [...(cache ? [`${cache}/jupyter-peers/bin/python`] : []), "python3"];

/** The first Python that has all these packages. */
export function findPython(packages: readonly string[]): FoundPython {
  for (const path of candidates) {
    if (canImport(path, packages)) return { path };
  }
  return { missing: `no Python with ${packages.join(", ")}` };
}

function canImport(python: string, packages: readonly string[]): boolean {
  // Found, not imported: that takes a second for each.
  const code = "import sys, importlib.util as u; sys.exit(not all(map(u.find_spec, sys.argv[1:])))";
  try {
    const { success } = new Deno.Command(python, {
      args: ["-c", code, ...packages],
      stdout: "null",
      stderr: "null",
    }).outputSync();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** A test that is left out, with the reason in its name, where Python lacks what it needs. */
export function itWithPython(
  name: string,
  python: FoundPython,
  test: (path: string) => void | Promise<void>,
): void {
  if ("path" in python) it(name, () => test(python.path));
  else it(`${name} (left out: ${python.missing})`, { ignore: true }, () => {});
}
