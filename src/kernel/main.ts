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
    onWarning: warn,
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

function warn(text: string): void {
  try {
    Deno.stderr.writeSync(new TextEncoder().encode(`tensaur: ${text}\n`));
  } catch {
    // Where stderr is a file on a full disk, or nobody reads it any more, the cells still count.
  }
}

if (import.meta.main) {
  const [file] = Deno.args;
  if (file === undefined) {
    Deno.stderr.writeSync(
      new TextEncoder().encode(
        "Give the path of a connection file; Jupyter does that: tensaur kernel install\n",
      ),
    );
    Deno.exit(2);
  }
  await runKernel(file);
  Deno.exit(0);
}
