/** The imports of source files as Deno itself sees them (`deno info --json`). */

/** One import, `import type`, re-export or `import()` of a file. */
export interface ImportEdge {
  /** The importing file, relative to the root. */
  readonly from: string;
  /** 1-based line of the specifier. */
  readonly line: number;
  /** As written. */
  readonly specifier: string;
  /** The imported file relative to the root; `undefined` for anything but a file below the root. */
  readonly to: string | undefined;
  /** `value` at load time, `dynamic` for `import()`, `type` where nothing is left at run time. */
  readonly kind: "value" | "dynamic" | "type";
}

interface Resolution {
  specifier?: string;
  error?: string;
  span?: { start: { line: number } };
}

interface InfoModule {
  specifier: string;
  dependencies?: { specifier: string; code?: Resolution; type?: Resolution; isDynamic?: boolean }[];
}

/**
 * Reads the imports of the files.
 *
 * Runs without the project's configuration, so that a bare name of the import map shows as itself,
 * and without the network. An `import()` whose specifier is computed is not seen.
 *
 * @param root absolute path of the repository
 * @param files paths relative to it
 */
export async function readImports(root: string, files: readonly string[]): Promise<ImportEdge[]> {
  const base = new URL(`file://${root}/`).href;
  const folder = await Deno.makeTempDir();
  try {
    const entry = `${folder}/entry.ts`;
    const imports = files.map((file) => `import ${JSON.stringify(new URL(file, base).href)};\n`);
    await Deno.writeTextFile(entry, imports.join(""));
    const modules = await readInfo(entry);
    const wanted = new Set(files);
    return modules
      .map((module) => ({ from: relativeTo(base, module.specifier), module }))
      .filter(({ from }) => from !== undefined && wanted.has(from))
      .flatMap(({ from, module }) => edgesOf(base, from!, module));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function readInfo(entry: string): Promise<InfoModule[]> {
  const flags = ["--json", "--no-config", "--no-lock", "--no-npm", "--no-remote"];
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", ...flags, entry],
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  if (code !== 0) throw new Error(`Cannot read the module graph: ${decoder.decode(stderr)}`);
  return JSON.parse(decoder.decode(stdout)).modules;
}

function edgesOf(base: string, from: string, module: InfoModule): ImportEdge[] {
  return (module.dependencies ?? []).flatMap(({ specifier, code, type, isDynamic }) => {
    const edge = (resolution: Resolution, kind: ImportEdge["kind"]): ImportEdge => ({
      from,
      line: (resolution.span?.start.line ?? 0) + 1,
      specifier,
      to: relativeTo(base, resolution.specifier),
      kind,
    });
    return [
      ...(code ? [edge(code, isDynamic ? "dynamic" : "value")] : []),
      ...(type ? [edge(type, "type")] : []),
    ];
  });
}

function relativeTo(base: string, specifier: string | undefined): string | undefined {
  return specifier?.startsWith(base) ? decodeURIComponent(specifier.slice(base.length)) : undefined;
}
