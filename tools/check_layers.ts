/**
 * Proves the import rules of `src/` and `mod.ts` (tools/layers.ts): downward only, never a sibling,
 * third-party packages in `src/deps/` alone, no cycle, one place that opens libraries, and
 * `exports` in deno.json that name what is there.
 *
 * `deno task check:layers`
 *
 * @module
 */
import { repositoryRoot, typescriptFiles } from "./files.ts";
import { layerOf, layers } from "./layers.ts";
import { type ImportEdge, readImports } from "./module_graph.ts";

/** The only files that may call `Deno.dlopen`; the last runs in the kernel's child process. */
const libraryFiles = [
  "src/ffi/library.ts",
  "src/ffi/cuda_driver.ts",
  "src/jupyter/prelude/standard_pipes.ts",
];

const withNode = Object.keys(layers).filter((name) => layers[name]?.node);

/** All broken rules of the tree below `root`, one line each: `file:line: what and what is allowed`. */
export async function checkLayers(root: string): Promise<string[]> {
  const files = await typescriptFiles(root, ["mod.ts", "src"]);
  const edges = await readImports(root, files);
  return [
    ...files.flatMap(checkPlace),
    ...edges.flatMap(checkEdge),
    ...findCycles(edges),
    ...(await Promise.all(files.map((file) => checkDlopen(root, file)))).flat(),
    ...await checkExports(root, files),
  ].filter((problem, i, all) => all.indexOf(problem) === i);
}

function checkPlace(file: string): string[] {
  if (layerOf(file)) return [];
  const known = [...Object.keys(layers), "cli"].join(", ");
  return [`${file}:1: is in no known folder; src has ${known} (add a folder in tools/layers.ts)`];
}

function checkEdge(edge: ImportEdge): string[] {
  const from = layerOf(edge.from);
  if (!from) return [];
  const complain = (what: string) => [`${edge.from}:${edge.line}: ${what}`];
  const { specifier } = edge;
  if (specifier.startsWith("npm:")) {
    return from.name === "deps" ? [] : complain(
      `imports "${specifier}"; only src/deps may: re-export it in a file there and import that`,
    );
  }
  if (specifier.startsWith("node:")) {
    return from.layer.node ? [] : complain(
      `imports "${specifier}"; src/${from.name} must do without node: built-ins (allowed in ` +
        `${withNode.join(", ")} and cli)`,
    );
  }
  if (/^[a-z]+:/.test(specifier)) {
    return complain(
      `imports "${specifier}"; shipped code has relative imports and npm: in src/deps`,
    );
  }
  if (!/^\.\.?\//.test(specifier)) {
    return complain(
      `imports "${specifier}"; a bare name does not resolve when the module is loaded by URL: ` +
        "use a relative path, or a file of src/deps",
    );
  }
  if (edge.to === undefined) {
    return complain(`imports "${specifier}", which is outside the project`);
  }
  return checkDirection(edge, edge.to, from);
}

function checkDirection(
  edge: ImportEdge,
  to: string,
  from: NonNullable<ReturnType<typeof layerOf>>,
): string[] {
  const complain = (what: string) => [`${edge.from}:${edge.line}: imports ${to}; ${what}`];
  if (to === "mod.ts") return complain("nothing in src imports the root mod.ts: import the file");
  const target = layerOf(to);
  if (!target) return complain("only files of src can be imported by shipped code");
  if (target.name === from.name) {
    return to === `src/${from.name}/mod.ts`
      ? complain("inside a folder import the file, never the folder's own mod.ts")
      : [];
  }
  if (from.layer.imports.includes(target.name)) return [];
  const allowed = from.layer.imports.map((name) => `src/${name}`).join(", ") || "nothing";
  const relation = target.layer.row > from.layer.row
    ? `that is upward, from row ${from.layer.row} to row ${target.layer.row}`
    : target.layer.row === from.layer.row
    ? `that is a sibling in row ${from.layer.row}`
    : "that is downward, but not among the allowed ones";
  return complain(`${relation}: src/${from.name} may import ${allowed}`);
}

/** Cycles of files over imports that run at load time, each once, from its first file by name. */
function findCycles(edges: readonly ImportEdge[]): string[] {
  const next = new Map<string, ImportEdge[]>();
  for (const edge of edges) {
    if (edge.kind === "value" && edge.to) next.set(edge.from, [...next.get(edge.from) ?? [], edge]);
  }
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) {
      const cycle = path.slice(start);
      const line = next.get(path.at(-1)!)?.find((edge) => edge.to === file)?.line ?? 1;
      found.push(`${path.at(-1)}:${line}: closes the cycle ${[...cycle, file].join(" → ")}`);
      return;
    }
    if (done.has(file)) return;
    for (const edge of next.get(file) ?? []) visit(edge.to!, [...path, file]);
    done.add(file);
  };
  for (const file of [...next.keys()].sort()) visit(file, []);
  return found;
}

async function checkDlopen(root: string, file: string): Promise<string[]> {
  if (libraryFiles.includes(file)) return [];
  const lines = (await Deno.readTextFile(`${root}/${file}`)).split("\n");
  return lines.flatMap((line, i) =>
    /^\s*(\*|\/\/|\/\*)/.test(line) ||
      !/\bDeno\??\.dlopen\s*[(<;,)]|\bdlopen\b.*=\s*Deno\b/.test(line)
      ? []
      : [`${file}:${i + 1}: uses Deno.dlopen; only ${libraryFiles[0]} opens libraries`]
  );
}

/** `exports` has "." and one entry for each folder with a mod.ts, and nothing that is not there. */
async function checkExports(root: string, files: readonly string[]): Promise<string[]> {
  const config = JSON.parse(await Deno.readTextFile(`${root}/deno.json`));
  const exports: Record<string, string> = config.exports ?? {};
  const wanted = Object.fromEntries(
    files.filter((file) => /^(src\/[^/]+\/)?mod\.ts$/.test(file) && !file.startsWith("src/cli/"))
      .map((file) => [file === "mod.ts" ? "." : `./${file.split("/")[1]}`, `./${file}`]),
  );
  return [
    ...Object.entries(wanted).filter(([name, path]) => exports[name] !== path)
      .map(([name, path]) => `deno.json:1: exports lacks "${name}": "${path}"`),
    ...Object.entries(exports).filter(([name]) => !(name in wanted))
      .map(([name, path]) => `deno.json:1: exports "${name}", but ${path} is not there`),
  ];
}

if (import.meta.main) {
  const problems = await checkLayers(Deno.args[0] ?? repositoryRoot());
  for (const problem of problems) console.error(problem);
  console.log(problems.length === 0 ? "Imports keep the rows" : `${problems.length} broken rules`);
  if (problems.length > 0) Deno.exit(1);
}
