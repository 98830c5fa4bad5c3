/**
 * The kernels that Jupyter sees.
 *
 * @module
 */
import { type JupyterHost, jupyterPaths, thisHost } from "./jupyter_paths.ts";
import { isOurs, type KernelSpec, readSpec } from "./kernel_spec.ts";

/** One kernel of Jupyter's. */
export interface ListedKernel {
  /** Its name, which notebooks store. */
  readonly name: string;
  /** The folder of its spec. */
  readonly folder: string;
  /** How Jupyter starts it. */
  readonly spec: KernelSpec;
  /** Tensaur's, Deno's own, or somebody else's. */
  readonly kind: "tensaur" | "deno" | "other";
  /** Folder of the kernel of the same name that is used instead, because it is found first. */
  readonly shadowedBy?: string;
}

/** All kernels in Jupyter's folders, those that are found first before those that they hide. */
export async function listKernels(host: JupyterHost = thisHost()): Promise<ListedKernel[]> {
  const { data } = await jupyterPaths(host);
  const listed: ListedKernel[] = [];
  for (const folder of data.map((it) => `${it}/kernels`)) {
    for (const name of await folderNames(folder)) {
      const spec = await readSpec(`${folder}/${name}`);
      if (!spec) continue;
      // Jupyter does not tell capitals apart.
      const first = listed.find((it) => it.name.toLowerCase() === name.toLowerCase());
      listed.push({
        name,
        folder: `${folder}/${name}`,
        spec,
        kind: kindOf(spec),
        ...(first ? { shadowedBy: first.folder } : {}),
      });
    }
  }
  return listed;
}

function kindOf(spec: KernelSpec): ListedKernel["kind"] {
  if (isOurs(spec)) return "tensaur";
  return spec.argv.includes("jupyter") && spec.argv.includes("--kernel") ? "deno" : "other";
}

async function folderNames(folder: string): Promise<string[]> {
  try {
    const names: string[] = [];
    for await (const { name, isFile } of Deno.readDir(folder)) {
      if (!isFile && !name.startsWith(".")) names.push(name);
    }
    return names.sort();
  } catch (error) {
    const absent = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.PermissionDenied;
    if (absent) return [];
    throw error;
  }
}
