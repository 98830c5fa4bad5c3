/**
 * Documentation lint over every `mod.ts`: each export and member has a summary, no public type of
 * ours refers to a hidden one, and each function that the root `mod.ts` reaches has an `@example`.
 *
 * `deno doc --lint` follows re-exports into npm packages and finds hundreds of faults there; those
 * are not ours, so its findings are filtered to files of `src/`.
 *
 * `deno task check:docs`
 *
 * @module
 */
import { repositoryRoot, typescriptFiles } from "./files.ts";
import { readImports } from "./module_graph.ts";

/** A finding of `deno doc --lint`. */
export interface Finding {
  readonly code: string;
  readonly message: string;
  /** Relative to the root where it is below it. */
  readonly file: string;
  readonly line: number;
}

/** Reads the findings out of what `deno doc --lint` prints. */
export function parseFindings(output: string, root: string): Finding[] {
  const pattern = /^error\[([\w-]+)\]: (.*)\n\s*--> (.*):(\d+):\d+$/gm;
  return [...output.matchAll(pattern)].map(([, code = "", message = "", path = "", line]) => ({
    code,
    message,
    file: path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path,
    line: Number(line),
  }));
}

/**
 * Whether a finding is about code of ours. A public function may use a type of an npm package
 * that the linter calls private: it counts only where a file of `src/` declares that type.
 *
 * @param declared names of types by the file that declares them
 * @param imported files that a file imports
 */
export function isOurs(
  finding: Finding,
  declared: ReadonlyMap<string, ReadonlySet<string>>,
  imported: ReadonlyMap<string, readonly string[]>,
): boolean {
  if (!declared.has(finding.file)) return false;
  if (finding.code !== "private-type-ref") return true;
  const type = finding.message.match(/private type '([^']+)'/)?.[1] ?? "";
  const name = type.split(".").at(-1)!;
  // What is public is not private: a class that extends a namesake of a package, `tf.Optimizer` say.
  if (finding.message.startsWith(`public type '${name}' `)) return false;
  return [finding.file, ...imported.get(finding.file) ?? []]
    .some((file) => declared.get(file)?.has(name));
}

/** Names of the types and classes that a source text declares. */
export function declaredTypes(source: string): Set<string> {
  const pattern =
    /^\s*(?:export\s+)?(?:declare\s+)?(?:abstract\s+)?(?:interface|type|class|enum)\s+(\w+)/gm;
  return new Set([...source.matchAll(pattern)].map((match) => match[1]!));
}

interface DocNodes {
  nodes: Record<string, { symbols?: { name: string; declarations: Declaration[] }[] }>;
}

interface Declaration {
  kind: string;
  location: { filename: string; line: number };
  jsDoc?: { doc?: string; tags?: { kind: string }[] };
}

/** Functions of our own among the symbols that carry no `@example`, as `file:line: …`. */
export function functionsWithoutExample(docs: DocNodes, root: string): string[] {
  const source = `file://${root}/src/`;
  return Object.values(docs.nodes).flatMap(({ symbols = [] }) => symbols).flatMap((symbol) => {
    const own = symbol.declarations.filter(({ kind, location }) =>
      kind === "function" && location.filename.startsWith(source)
    );
    const shown = own.some(({ jsDoc }) => jsDoc?.tags?.some(({ kind }) => kind === "example"));
    const first = own[0]?.location;
    if (!first || shown) return [];
    const file = first.filename.slice(`file://${root}/`.length);
    return [`${file}:${first.line + 1}: ${symbol.name}() is public and has no @example`];
  });
}

async function runDoc(args: string[]): Promise<{ stdout: string; stderr: string }> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", ...args],
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** All faults in the documentation of the tree below `root`, one line each. */
export async function checkDocs(root: string): Promise<string[]> {
  const files = await typescriptFiles(root, ["mod.ts", "src"]);
  const modules = files.filter((file) => /^(src\/[^/]+\/)?mod\.ts$/.test(file));
  if (modules.length === 0) return [];
  const edges = await readImports(root, files);
  const imported = Map.groupBy(edges.filter((edge) => edge.to), (edge) => edge.from);
  const targets = new Map([...imported].map(([file, list]) => [file, list.map(({ to }) => to!)]));
  const declared = new Map(
    await Promise.all(
      files.map(async (file) =>
        [file, declaredTypes(await Deno.readTextFile(`${root}/${file}`))] as const
      ),
    ),
  );
  const [lint, missing] = await Promise.all([
    runDoc(["--lint", ...modules.map((file) => `${root}/${file}`)]),
    missingExamples(root, targets.get("mod.ts") ?? []),
  ]);
  const findings = parseFindings(lint.stdout + lint.stderr, root);
  if (findings.length === 0 && /^error/m.test(lint.stderr)) throw new Error(lint.stderr);
  return [
    ...findings.filter((finding) => isOurs(finding, declared, targets))
      .map(({ file, line, code, message }) => `${file}:${line}: ${message} (${code})`),
    ...missing,
  ].filter((problem, i, all) => all.indexOf(problem) === i).sort();
}

async function missingExamples(root: string, entries: readonly string[]): Promise<string[]> {
  if (entries.length === 0) return [];
  const files = [...new Set(entries)].map((file) => `${root}/${file}`);
  const { stdout, stderr } = await runDoc(["--json", ...files]);
  if (!stdout) throw new Error(stderr);
  return functionsWithoutExample(JSON.parse(stdout), root);
}

if (import.meta.main) {
  const problems = await checkDocs(Deno.args[0] ?? repositoryRoot());
  for (const problem of problems) console.error(problem);
  console.log(problems.length === 0 ? "Every export is documented" : `${problems.length} faults`);
  if (problems.length > 0) Deno.exit(1);
}
