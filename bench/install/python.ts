/**
 * The peers in Python, in an environment of their own that the user's pip fills.
 *
 * @module
 */

import { join } from "node:path";
import { MissingError, output } from "./command.ts";
import { BUILD, isThere } from "./files.ts";

/** How the environment is made. */
export interface PythonOptions {
  /** A Python that has the packages already; nothing is installed then. */
  readonly python?: string;
  /** More arguments for `pip install`, such as an index with builds for processors alone. */
  readonly pip?: readonly string[];
  /** Whether builds for CUDA are wanted, which have an environment of their own. */
  readonly cuda?: boolean;
}

/** By peer, what pip may be asked for: the first that it can install is taken. */
const REQUIREMENTS = {
  keras: { module: "tensorflow", choices: [["tensorflow-cpu", "keras"], ["tensorflow", "keras"]] },
  torch: { module: "torch", choices: [["torch", "numpy", "setuptools"]] },
  jax: { module: "jax", choices: [["jax"]] },
} as const;

/** The same for GPUs; PyTorch's usual wheels for Linux are built for CUDA. */
const CUDA_CHOICES: Partial<Record<keyof typeof REQUIREMENTS, readonly (readonly string[])[]>> = {
  jax: [["jax[cuda13]"], ["jax[cuda12]"]],
};

/** Peers that are packages for Python. */
export type PythonPeer = keyof typeof REQUIREMENTS;

/**
 * Finds or installs a peer.
 *
 * @returns The Python that can import it.
 * @throws {MissingError} When it is not there and cannot be installed.
 */
export async function preparePython(
  peer: PythonPeer,
  { python, pip = [], cuda = false }: PythonOptions,
): Promise<string> {
  const { module, choices: usual } = REQUIREMENTS[peer];
  const choices = cuda && CUDA_CHOICES[peer] || usual;
  if (python !== undefined) {
    if (await has(python, module)) return python;
    throw new MissingError(`${python} has no ${module}`);
  }
  const own = await environment(cuda ? "python-cuda" : "python");
  if (await has(own, module)) return own;
  let refusal: MissingError | undefined;
  for (const packages of choices) {
    try {
      await output(own, { args: ["-m", "pip", "install", "--quiet", ...pip, ...packages] });
      return own;
    } catch (error) {
      if (!(error instanceof MissingError)) throw error;
      refusal ??= error;
    }
  }
  throw refusal;
}

/** The folder of TensorFlow's headers in its wheel, if the wheel is there. */
export async function tensorflowIncludes(python: string): Promise<string[]> {
  const script = "import importlib.util as u; s = u.find_spec('tensorflow'); " +
    "print(s.submodule_search_locations[0] if s else '')";
  const folder = await output(python, { args: ["-c", script] });
  return folder === "" ? [] : [join(folder, "include")];
}

/** Our own environment, made if it is not there. */
async function environment(name: string): Promise<string> {
  const folder = join(BUILD, name);
  const windows = Deno.build.os === "windows";
  const python = join(folder, windows ? "Scripts/python.exe" : "bin/python");
  if (!await isThere(python)) {
    await output(windows ? "python" : "python3", { args: ["-m", "venv", folder] });
  }
  return python;
}

async function has(python: string, module: string): Promise<boolean> {
  const script = `import importlib.util as u; print(u.find_spec('${module}') is not None)`;
  return await output(python, { args: ["-c", script] }) === "True";
}
