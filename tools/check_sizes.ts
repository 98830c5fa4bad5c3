/**
 * Keeps files readable: none over 800 lines without a reason given here; reports the median.
 *
 * `deno task check:sizes`
 *
 * @module
 */
import { repositoryRoot, typescriptFiles } from "./files.ts";

/** Lines above which a file fails. */
export const hardLimit = 800;
/** Lines above which a file is listed. */
const softLimit = 400;

/** Files that may be longer, each with its reason. */
const allowed: Readonly<Record<string, string>> = {};

/** Lines of one file. */
export interface FileSize {
  /** Relative to the root. */
  readonly path: string;
  readonly lines: number;
}

/** What the check found. */
export interface SizeReport {
  readonly count: number;
  readonly median: number;
  /** Over 400 lines, longest first. */
  readonly long: readonly FileSize[];
  /** Broken rules, one line each. */
  readonly problems: readonly string[];
}

/** Judges the sizes; `exceptions` maps a path to the reason why it may be over the limit. */
export function judgeSizes(
  sizes: readonly FileSize[],
  exceptions: Readonly<Record<string, string>> = allowed,
): SizeReport {
  const sorted = sizes.map((size) => size.lines).sort((a, b) => a - b);
  const long = sizes.filter((size) => size.lines > softLimit).sort((a, b) => b.lines - a.lines);
  const tooLong = long.filter((size) => size.lines > hardLimit);
  return {
    count: sizes.length,
    median: sorted[Math.floor(sorted.length / 2)] ?? 0,
    long,
    problems: [
      ...tooLong.filter(({ path }) => !exceptions[path]).map(({ path, lines }) =>
        `${path}:${
          hardLimit + 1
        }: has ${lines} lines, the limit is ${hardLimit}: split it by idea, ` +
        "or give the reason in tools/check_sizes.ts"
      ),
      ...Object.keys(exceptions).filter((path) => !tooLong.some((size) => size.path === path))
        .map((path) => `tools/check_sizes.ts: ${path} needs no exception any more`),
    ],
  };
}

/** Counts the lines of all TypeScript files of the project. */
export async function readSizes(root: string): Promise<FileSize[]> {
  const files = await typescriptFiles(root, ["mod.ts", "src", "tests", "tools"]);
  return await Promise.all(files.map(async (path) => ({
    path,
    lines: (await Deno.readTextFile(`${root}/${path}`)).replace(/\n$/, "").split("\n").length,
  })));
}

if (import.meta.main) {
  const sizes = await readSizes(Deno.args[0] ?? repositoryRoot());
  const { problems, long } = judgeSizes(sizes);
  const { count, median } = judgeSizes(sizes.filter(({ path }) => path.startsWith("src/")), {});
  console.log(`src: ${count} files, median ${median} lines; over ${softLimit} lines:`);
  for (const { path, lines } of long) console.log(`  ${lines} ${path}`);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) Deno.exit(1);
}
