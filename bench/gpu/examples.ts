/**
 * Runs the demonstration and notebooks, and says on which device and with which outputs.
 *
 * @module
 */

import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What became of one of them. */
export interface Example {
  /** What was run. */
  readonly name: string;
  /** Whether it ran to its end. */
  readonly ok: boolean;
  /** Devices of its engine. */
  readonly devices: string;
  /** Its outputs in a few words, or what went wrong. */
  readonly outputs: string;
  /** Seconds that it took. */
  readonly seconds: number;
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Notebooks that are run; the first alone in a rehearsal. */
const NOTEBOOKS = [
  "notebooks/quick_start.ipynb",
  "notebooks/document_000/two_layer_network.ipynb",
  "notebooks/document_000/binary_cnn.ipynb",
  "notebooks/document_001/small_network.ipynb",
  "notebooks/document_001/mnist.ipynb",
];

/** How a line of the demonstration begins that names devices, and one that names a result. */
const ENGINE = /^Engine: (.*)$/m;
const RESULT = /^Test: (.*)$/m;

/** What a cell prints that tells where tensors are, behind a mark of its own. */
const MARK = "devices of this notebook:";
const LAST_CELL = `{
  const { engine } = await import("tensaur");
  const held = engine.memory().byDevice.map(({ device, tensors }) => tensors + " tensors on " + device);
  console.log("${MARK} " + engine.info().devices.map(({ name }) => name) + "; " + held.join(", "));
}`;

/** A notebook as far as it matters here. */
interface NotebookFile {
  cells: { cell_type: string; id: string; source: string | string[]; outputs?: CellOutput[] }[];
}
interface CellOutput {
  output_type: string;
  text?: string | string[];
}

/** Runs all, one after the other; `folder` is for files of the runs. */
export async function runExamples(rehearse: boolean, folder: string): Promise<Example[]> {
  const examples = [await runDemo(rehearse)];
  for (const path of rehearse ? NOTEBOOKS.slice(0, 1) : NOTEBOOKS) {
    examples.push(await runNotebook(join(ROOT, path), folder));
  }
  return examples;
}

async function runDemo(rehearse: boolean): Promise<Example> {
  const { ok, text, seconds } = await tensaur([
    "demo",
    ...(rehearse ? ["--epochs", "1", "--digits", "256"] : []),
  ]);
  return {
    name: "deno task demo",
    ok,
    devices: ENGINE.exec(text)?.[1] ?? "unknown",
    outputs: ok ? RESULT.exec(text)?.[1] ?? "no result" : lastLine(text),
    seconds,
  };
}

async function runNotebook(path: string, folder: string): Promise<Example> {
  const notebook = JSON.parse(await Deno.readTextFile(path)) as NotebookFile;
  const own = join(folder, basename(path));
  const done = join(folder, `done_${basename(path)}`);
  const last = { cell_type: "code", id: "bench-gpu-devices", metadata: {}, source: LAST_CELL };
  const cells = [...notebook.cells, { ...last, execution_count: null, outputs: [] }];
  await Deno.writeTextFile(own, JSON.stringify({ ...notebook, cells }));
  const args = ["notebook", "run", own, "--out", done, "--cwd", dirname(path), "--no-progress"];
  const { ok, text, seconds } = await tensaur(args);
  const name = path.slice(ROOT.length);
  if (!ok) return { name, ok, devices: "unknown", outputs: lastLine(text), seconds };
  return { name, ok, seconds, ...describeNotebook(await Deno.readTextFile(done)) };
}

/** Devices and outputs of a notebook that was run with the last cell of ours. */
export function describeNotebook(text: string): Pick<Example, "devices" | "outputs"> {
  const { cells } = JSON.parse(text) as NotebookFile;
  const code = cells.filter(({ cell_type }) => cell_type === "code");
  const last = code.pop();
  const printed = (last?.outputs ?? []).map(({ text = "" }) => [text].flat().join("")).join("");
  const outputs = code.flatMap(({ outputs = [] }) => outputs);
  const displays = outputs.filter(({ output_type }) => output_type !== "stream").length;
  return {
    devices: printed.split(MARK)[1]?.trim() ?? "unknown",
    outputs: `${code.length} cells, ${outputs.length} outputs, ${displays} of them displays`,
  };
}

async function tensaur(args: string[]): Promise<{ ok: boolean; text: string; seconds: number }> {
  const start = performance.now();
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", join(ROOT, "src/cli/main.ts"), ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
    signal: AbortSignal.timeout(900_000),
  }).output();
  const text = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("\n");
  return { ok: success, text, seconds: (performance.now() - start) / 1e3 };
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
