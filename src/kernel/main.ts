/**
 * What a kernelspec starts: `main.ts {connection_file}`.
 *
 * @module
 */
import { readConnectionFile } from "../jupyter/connection_file.ts";
import { historyFile } from "./history_file.ts";
import { Kernel } from "./kernel.ts";
import { notebookPath } from "./notebook_path.ts";
import { watchParent } from "./parent.ts";

/** Runs a kernel until a front end shuts it down, it gets SIGTERM, or who started it is gone. */
async function runKernel(file: string): Promise<void> {
  const notebook = notebookPath();
  const history = historyFile();
  const kernel = new Kernel(await readConnectionFile(file), {
    folder: Deno.cwd(),
    types: Deno.env.get("TENSAUR_KERNEL_TYPES") !== "off",
    onWarning: say,
    ...(notebook === undefined ? {} : { notebook }),
    ...(history === undefined ? {} : { historyFile: history }),
  });
  // A front end that does not know of interrupt_mode sends the signal, as Ctrl+C does.
  Deno.addSignalListener("SIGINT", () => void kernel.interrupt());
  if (Deno.build.os !== "windows") {
    for (const signal of ["SIGTERM", "SIGHUP"] as const) {
      Deno.addSignalListener(signal, () => void kernel.close());
    }
  }
  watchParent(() => void kernel.close());
  await kernel.closed;
}

function say(text: string): void {
  try {
    Deno.stderr.writeSync(new TextEncoder().encode(`tensaur: ${text}\n`));
  } catch {
    // Where stderr is a file on a full disk, or nobody reads it any more, the cells still count.
  }
}

if (import.meta.main) {
  const [file] = Deno.args;
  if (file === undefined) {
    say("give the path of a connection file; Jupyter does that after: tensaur kernel install");
    Deno.exit(2);
  }
  try {
    await runKernel(file);
  } catch (error) {
    // Nobody sees more than the log of Jupyter: one line that says what is wrong.
    say(error instanceof Error ? `cannot start: ${error.message}` : String(error));
    Deno.exit(1);
  }
  Deno.exit(0);
}
