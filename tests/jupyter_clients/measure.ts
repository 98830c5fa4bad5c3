/**
 * The long form of the tests in this folder, beside the stock kernel, as Markdown.
 *
 * `deno run -A tests/jupyter_clients/measure.ts [--cells 600] [--stops 20] [--starts 10]
 * [--deno PATH …] [--parts cells,stop,times] [--how message,group,process] [--own]
 * [--kinds "twenty logs; 2,000 logs"]`
 *
 * `--own` leaves the stock kernel out.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { JupyterHome } from "./jupyter_home.ts";
import { findPython } from "./python.ts";
import type { CellsReport, StopReport, TimesReport } from "./reports.ts";

const { values } = parseArgs({
  options: {
    cells: { type: "string", default: "600" },
    stops: { type: "string", default: "20" },
    starts: { type: "string", default: "10" },
    parts: { type: "string", default: "cells,stop,times" },
    kinds: {
      type: "string",
      default: "one expression; three logs and a value; twenty logs; 2,000 logs; log, then throw",
    },
    how: { type: "string", default: "message,group,process" },
    own: { type: "boolean", default: false },
    deno: { type: "string", multiple: true, default: [Deno.execPath()] },
  },
});

const python = findPython(["jupyter_client", "nbclient"]);
if ("missing" in python) throw new Error(`Cannot measure: ${python.missing}`);
const { path } = python;
await using home = await JupyterHome.create();

async function versionOf(deno: string): Promise<string> {
  const args = ["eval", "console.log(Deno.version.deno)"];
  const { stdout } = await new Deno.Command(deno, { args, stdin: "null" }).output();
  return new TextDecoder().decode(stdout).trim();
}

function row(...cells: (string | number)[]): void {
  console.log(`| ${cells.join(" | ")} |`);
}

function head(...names: string[]): void {
  console.log();
  row(...names);
  row(...names.map(() => "---"));
}

const kernels: { name: string; title: string; own: boolean }[] = [];
for (const deno of values.deno) {
  const version = await versionOf(deno);
  const { argv } = await home.installKernel(`own-${version}`, deno);
  await home.addKernel(`own-${version}`, { argv, interrupt_mode: "message" });
  await home.addKernel(`signal-${version}`, { argv, interrupt_mode: "signal" });
  const stock = [deno, "jupyter", "--kernel", "--conn", "{connection_file}"];
  await home.addKernel(`stock-${version}`, { argv: stock });
  kernels.push({ name: `own-${version}`, title: `Tensaur, Deno ${version}`, own: true });
  if (!values.own) {
    kernels.push({ name: `stock-${version}`, title: `stock, Deno ${version}`, own: false });
  }
}
const parts = values.parts.split(",");

if (parts.includes("cells")) {
  head("kernel", "cells", "wrong", "of", "ms per cell");
  for (const { name, title } of kernels) {
    for (const kind of values.kinds.split("; ")) {
      const args = ["cells.py", name, values.cells, kind];
      for (const report of await home.report<CellsReport[]>(path, args)) {
        const { cells, wrong, seconds, failure, examples } = report;
        row(title, kind, wrong, cells, (1000 * seconds / cells).toFixed(1));
        if (wrong || failure) console.error(title, kind, failure ?? "", examples);
      }
    }
  }
}

if (parts.includes("stop")) {
  head("kernel", "Stop through", "cell", "wrong", "of", "median, s", "slowest, s");
  for (const { name, title } of kernels.filter(({ own }) => own)) {
    for (const how of values.how.split(",")) {
      const kernel = how === "message" ? name : name.replace("own", "signal");
      const args = ["stop.py", kernel, values.stops, how];
      for (const report of await home.report<StopReport[]>(path, args)) {
        const { wrong, stops, median, slowest, examples } = report;
        row(title, how, report.case, wrong, stops, median, slowest);
        if (wrong) console.error(title, how, report.case, examples);
      }
    }
  }
}

if (parts.includes("times")) {
  head("kernel", "start, s (median)", "start, s (slowest)", "cell, ms (median)");
  for (const { name, title } of kernels) {
    const args = ["times.py", name, values.starts, "300"];
    const { start, slowestStart, trip } = await home.report<TimesReport>(path, args);
    row(title, start, slowestStart, trip);
  }
}
