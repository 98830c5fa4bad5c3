/**
 * Whether the kernel works on this machine, and what to do where it does not.
 *
 * @module
 */
import { type JupyterHost, jupyterPaths, thisHost } from "./jupyter_paths.ts";
import { DENO_KERNEL } from "./kernel_spec.ts";
import { type ListedKernel, listKernels } from "./list.ts";
import { type KernelTrial, tryKernel } from "./try_kernel.ts";

/** One finding. */
export interface KernelCheck {
  /** What was looked at. */
  readonly what: string;
  /** With a bad one the kernel does not work. */
  readonly state: "good" | "warning" | "bad";
  /** What was found. */
  readonly found: string;
  /** What to do. */
  readonly advice?: string;
}

/** All findings. */
export interface KernelReport {
  /** Whether none of them is bad. */
  readonly usable: boolean;
  /** In the order in which one depends on the other. */
  readonly checks: readonly KernelCheck[];
}

/** What is looked at. */
export interface KernelDoctorOptions {
  /** Name of the kernel; "deno" unless told. */
  readonly name?: string;
  /** The machine; this one unless told. */
  readonly host?: JupyterHost;
  /** Starts the kernel; {@linkcode tryKernel} unless told. */
  readonly trial?: typeof tryKernel;
}

/** The oldest Deno on which the kernel is tested. */
const OLDEST_DENO = [2, 7];

/** Milliseconds within which a kernel that was used before has to run its first cell. */
const START_TIME = 2000;

/** Looks at everything that a kernel needs, from Jupyter's folders to a cell that runs. */
export async function diagnoseKernel(options: KernelDoctorOptions = {}): Promise<KernelReport> {
  const { name = DENO_KERNEL, host = thisHost(), trial = tryKernel } = options;
  const checks = [await checkJupyter(host)];
  const all = (await listKernels(host)).filter((it) =>
    it.name.toLowerCase() === name.toLowerCase()
  );
  const used = all.find((it) => it.shadowedBy === undefined);
  checks.push(checkInstalled(name, used, all));
  if (used?.kind === "tensaur") {
    const deno = await checkDeno(used, host);
    checks.push(deno, await checkModule(used));
    if (checks.every((it) => it.state !== "bad")) checks.push(await checkStart(used, trial));
  }
  return { usable: checks.every((it) => it.state !== "bad"), checks };
}

async function checkJupyter(host: JupyterHost): Promise<KernelCheck> {
  const { data, asked } = await jupyterPaths(host);
  const found = `kernels are looked for in ${data.map((it) => `${it}/kernels`).join(", ")}`;
  if (asked) return { what: "Jupyter", state: "good", found };
  return {
    what: "Jupyter",
    state: "warning",
    found: `no "jupyter" on the PATH; by default ${found}`,
    advice:
      'install it with "pip install jupyterlab" or activate its environment; VS Code needs none',
  };
}

function checkInstalled(
  name: string,
  used: ListedKernel | undefined,
  all: readonly ListedKernel[],
): KernelCheck {
  const what = `Kernel "${name}"`;
  const named = name === DENO_KERNEL ? "" : ` --name ${name}`;
  if (!used) {
    const advice = `run "tensaur kernel install --user${named}"`;
    return { what, state: "bad", found: "is not installed", advice };
  }
  if (used.kind === "tensaur") {
    return { what, state: "good", found: `is installed in ${used.folder}` };
  }
  const whose = used.kind === "deno" ? "Deno's own" : "another kernel";
  const hidden = all.find((it) => it.kind === "tensaur");
  return hidden
    ? {
      what,
      state: "bad",
      found: `is ${whose} in ${used.folder}, which Jupyter finds before ${hidden.folder}`,
      advice: `run "tensaur kernel install --sys-prefix${named}" with that environment active`,
    }
    : {
      what,
      state: "bad",
      found: `is ${whose} in ${used.folder}`,
      advice: `run "tensaur kernel install --user${named}"; uninstalling puts it back`,
    };
}

async function checkDeno({ spec }: ListedKernel, host: JupyterHost): Promise<KernelCheck> {
  const [path] = spec.argv as [string];
  const again = 'run "tensaur kernel install" again with the Deno that you want';
  const printed = await host.output(path, ["--version"]);
  const version = printed?.match(/^deno (\d+)\.(\d+)\.\S+/m);
  if (!version) {
    return { what: "Deno", state: "bad", found: `${path} does not run`, advice: again };
  }
  const [text, major, minor] = version;
  const old = Number(major) < OLDEST_DENO[0]! ||
    Number(major) === OLDEST_DENO[0] && Number(minor) < OLDEST_DENO[1]!;
  const found = `${path} is ${text}`;
  return old
    ? { what: "Deno", state: "bad", found, advice: `upgrade to ${OLDEST_DENO.join(".")} or newer` }
    : { what: "Deno", state: "good", found };
}

async function checkModule({ spec }: ListedKernel): Promise<KernelCheck> {
  const module = spec.argv.at(-2) ?? "";
  const what = "Module";
  if (/^https?:/.test(module)) {
    return { what, state: "good", found: `${module}, kept in Deno's cache` };
  }
  try {
    await Deno.stat(module);
    return { what, state: "good", found: module };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const advice =
      'it was moved or removed: run "tensaur kernel install" again from where it is now';
    return { what, state: "bad", found: `${module} is not there`, advice };
  }
}

async function checkStart(
  { spec }: ListedKernel,
  trial: typeof tryKernel,
): Promise<KernelCheck> {
  const what = "Start";
  let run: KernelTrial;
  try {
    run = await trial(spec);
    // The first start may have to fetch and compile; the next ones are what users wait for.
    if (run.ran > START_TIME) run = await trial(spec);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const advice = `try it by hand: ${spec.argv.slice(0, -1).join(" ")}`;
    return { what, state: "bad", found: error.message, advice };
  }
  const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;
  const found = `answers after ${seconds(run.answered)}, has run a cell after ${seconds(run.ran)}`;
  return run.ran <= START_TIME ? { what, state: "good", found } : {
    what,
    state: "warning",
    found,
    advice: `more than ${START_TIME / 1000} s: the machine is busy, or the disk is slow`,
  };
}

const MARKS: Record<KernelCheck["state"], string> = { good: "ok  ", warning: "warn", bad: "FAIL" };

/** The findings as text, without a final line break. */
export function kernelReportText({ usable, checks }: KernelReport): string {
  const lines = checks.flatMap(({ what, state, found, advice }) => [
    `${MARKS[state]}  ${what}: ${found}`,
    ...(advice ? [`      to do: ${advice}`] : []),
  ]);
  return [...lines, usable ? "The kernel is ready to use" : "The kernel cannot be used yet"].join(
    "\n",
  );
}
