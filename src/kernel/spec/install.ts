/**
 * Putting the kernel where Jupyter finds it, and taking it away.
 *
 * @module
 */
import { type JupyterHost, pythonPrefix, thisHost, userDataFolder } from "./jupyter_paths.ts";
import { DENO_KERNEL, isOurs, type KernelSpec, kernelSpec, readSpec } from "./kernel_spec.ts";
import { logoFiles } from "./logos.ts";
import { stableDeno } from "./stable_deno.ts";

/** Where kernels are installed. */
export interface PlaceOptions {
  /** The environment's folder, as `sys.prefix` of a Python names it; the user's own unless told. */
  readonly prefix?: string;
  /** The Python environment at hand. */
  readonly sysPrefix?: boolean;
  /** Name of the kernel, which notebooks store; "deno" unless told. */
  readonly name?: string;
  /** The machine; this one unless told. */
  readonly host?: JupyterHost;
}

/** How the kernel is installed. */
export interface InstallKernelOptions extends PlaceOptions {
  /** What front ends show; "Deno" unless told, as the kernel stands in for Deno's own. */
  readonly displayName?: string;
  /** Variables for the kernel and its cells. */
  readonly env?: Readonly<Record<string, string>>;
  /** Path of Deno; a stable path of the running one unless told. */
  readonly deno?: string;
}

/** An installed kernel. */
export interface InstalledKernel {
  /** Its name, which notebooks store. */
  readonly name: string;
  /** The folder of its spec. */
  readonly folder: string;
  /** How Jupyter starts it. */
  readonly spec: KernelSpec;
  /** The kernel that was there and comes back with uninstall. */
  readonly replaced?: KernelSpec;
}

/** Thrown when a kernel cannot be installed or uninstalled as asked. */
export class KernelSpecError extends Error {
  /** Name of the class. */
  override readonly name = "KernelSpecError";
}

/** Where, inside of ours, the spec that was there before is kept. */
const REPLACED = "replaced";

/**
 * Installs the kernel.
 *
 * Under the name "deno", which is the default, it takes the place of Deno's own kernel: notebooks keep
 * `kernelspec.name: "deno"` and open with either. What was there is kept and put back by
 * {@linkcode uninstallKernel}.
 *
 * @throws {KernelSpecError} If the name is none, or the folder cannot be written.
 */
export async function installKernel(options: InstallKernelOptions = {}): Promise<InstalledKernel> {
  const name = checkName(options.name);
  const folder = await specFolder({ ...options, name });
  const spec = kernelSpec({
    deno: options.deno ?? stableDeno(),
    displayName: options.displayName ?? (name === DENO_KERNEL ? "Deno" : `Deno (${name})`),
    ...(options.env ? { env: options.env } : {}),
  });
  const before = await readSpec(folder);
  try {
    await replaceSpec(folder, spec, !(before && isOurs(before)));
  } catch (cause) {
    throw unwritable("install", folder, cause);
  }
  const replaced = await readSpec(`${folder}/${REPLACED}`);
  return { name, folder, spec, ...(replaced ? { replaced } : {}) };
}

/**
 * Written aside and then moved: an install that is interrupted leaves the old kernel. `keep` tells that
 * what is there, if anything, is not ours and will be put back.
 */
async function replaceSpec(folder: string, spec: KernelSpec, keep: boolean): Promise<void> {
  const kernels = folder.slice(0, -basename(folder).length - 1);
  await Deno.mkdir(kernels, { recursive: true });
  const fresh = await Deno.makeTempDir({ dir: kernels, prefix: ".tensaur-" });
  try {
    // Jupyter may run as somebody else, and temporary folders are private.
    if (Deno.build.os !== "windows") await Deno.chmod(fresh, 0o755);
    for (const [name, bytes] of Object.entries(logoFiles())) {
      await Deno.writeFile(`${fresh}/${name}`, bytes);
    }
    await Deno.writeTextFile(`${fresh}/kernel.json`, `${JSON.stringify(spec, undefined, 2)}\n`);
    const old = `${fresh}/${REPLACED}`;
    if (keep) await Deno.rename(folder, old).catch(ifThere);
    else {
      await Deno.rename(`${folder}/${REPLACED}`, old).catch(ifThere);
      await Deno.remove(folder, { recursive: true }).catch(ifThere);
    }
    await Deno.rename(fresh, folder);
  } catch (error) {
    await Deno.remove(fresh, { recursive: true }).catch(ifThere);
    throw error;
  }
}

/**
 * Takes the kernel away, and puts back what it stood in for.
 *
 * @returns What is there now.
 * @throws {KernelSpecError} If there is none of ours, or the folder cannot be written.
 */
export async function uninstallKernel(
  options: PlaceOptions = {},
): Promise<{ name: string; folder: string; restored?: KernelSpec }> {
  const name = checkName(options.name);
  const folder = await specFolder({ ...options, name });
  const spec = await readSpec(folder);
  if (!spec || !isOurs(spec)) {
    const what = spec ? `is "${spec.argv.slice(0, 3).join(" ")}", not Tensaur's` : "is not there";
    throw new KernelSpecError(
      `Cannot uninstall kernel "${name}": ${folder} ${what}; see "tensaur kernel list"`,
    );
  }
  const restored = await readSpec(`${folder}/${REPLACED}`);
  const aside = `${folder}.${crypto.randomUUID()}.tmp`;
  try {
    await Deno.rename(folder, aside);
    await Deno.rename(`${aside}/${REPLACED}`, folder).catch(ifThere);
    await Deno.remove(aside, { recursive: true });
  } catch (cause) {
    throw unwritable("uninstall", folder, cause);
  }
  return { name, folder, ...(restored ? { restored } : {}) };
}

/** The folder of a kernel's spec. */
export async function specFolder(options: PlaceOptions): Promise<string> {
  const { name = DENO_KERNEL, prefix, sysPrefix = false, host = thisHost() } = options;
  if (prefix !== undefined && sysPrefix) {
    throw new KernelSpecError("Cannot use both --prefix and --sys-prefix: give one of them");
  }
  const root = prefix ?? (sysPrefix ? await pythonPrefix(host) : undefined);
  const data = root === undefined ? userDataFolder(host) : `${root}/share/jupyter`;
  return `${data}/kernels/${name}`;
}

function checkName(name = DENO_KERNEL): string {
  // Jupyter takes no other characters.
  if (/^[\w.-]+$/.test(name) && !/^\.+$/.test(name)) return name;
  throw new KernelSpecError(
    `Cannot name a kernel "${name}": letters, digits, "_", "." and "-" are allowed`,
  );
}

function unwritable(verb: string, folder: string, cause: unknown): Error {
  const denied = cause instanceof Deno.errors.PermissionDenied ||
    /EROFS|ENOSPC|Read-only|No space/.test(String(cause));
  const kept = cause instanceof Deno.errors.NotADirectory;
  if (!denied && !kept) return cause instanceof Error ? cause : new Error(String(cause));
  const text = cause instanceof Error ? cause.message : String(cause);
  return new KernelSpecError(
    `Cannot ${verb} the kernel in ${folder}: ${text}; choose another folder with --prefix, or make ` +
      "this one writable",
    { cause },
  );
}

function ifThere(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

function basename(path: string): string {
  return path.split(/[\\/]/).at(-1)!;
}
