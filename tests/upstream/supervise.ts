import type { ChildOptions } from "./child.ts";
import { appendLine, type JournalLine, readLines, type SpecResult } from "./journal.ts";

/** How a suite is run. */
export interface SuperviseOptions extends Omit<ChildOptions, "journal"> {
  /** The child's `deno.json`; none means no configuration. */
  config?: string;
  /** The child's working directory. */
  cwd: string;
  /** Seconds without a line in the journal after which the child counts as hung. */
  stallSeconds: number;
  /** Shows what the child prints. */
  verbose: boolean;
}

/** The results of all children together. */
export interface SuiteRun {
  backendName: string;
  /** The library's version, if the backend's binding tells. */
  version: string | null;
  /** How many specs the suite defines. */
  total: number;
  /** One per spec, in definition order. */
  results: SpecResult[];
  /** Failures outside a spec: in a `beforeAll`, an `afterAll`, or of a child between two specs. */
  suiteErrors: { name: string; messages: string[] }[];
  /** Children that died. */
  restarts: number;
  seconds: number;
  /** Resident memory of the last child at its end, in bytes. */
  rss: number | null;
}

const MOST_RESTARTS = 200;
// A child that dies between two specs is not the fault of one spec; it may not happen often.
const COST_OF_DEATH_BETWEEN_SPECS = 20;

/**
 * Runs a suite in child processes: one that dies in native code or stops answering costs the spec
 * it was in, which is recorded as crashed or hung, and the next child goes on behind it.
 *
 * @throws {Error} if a child ends before its first spec
 */
export async function superviseSuite(options: SuperviseOptions): Promise<SuiteRun> {
  const journal = await Deno.makeTempFile({ prefix: "tfjs-suite-", suffix: ".jsonl" });
  const before = performance.now();
  try {
    let restarts = 0;
    let budget = MOST_RESTARTS;
    while (budget > 0) {
      const end = await runOneChild(journal, options);
      const lines = readLines(journal);
      if (lines.at(-1)?.kind === "end") break;
      if (!lines.some((line) => line.kind === "start")) {
        throw new Error(`Cannot run the suite: the child ended before the first spec\n${end.tail}`);
      }
      restarts++;
      const open = openSpec(lines);
      const message = `the child ended (${end.reason})\n${end.tail}`;
      if (open) {
        const status = end.hung ? "hung" : "crashed";
        appendLine(journal, { kind: "done", result: { ...open, status, messages: [message] } });
        budget--;
      } else {
        appendLine(journal, { kind: "suite", name: "(between specs)", messages: [message] });
        budget -= COST_OF_DEATH_BETWEEN_SPECS;
      }
    }
    return summarise(readLines(journal), restarts, (performance.now() - before) / 1000);
  } finally {
    await Deno.remove(journal);
  }
}

interface ChildEnd {
  hung: boolean;
  reason: string;
  /** The last characters that it printed. */
  tail: string;
}

async function runOneChild(journal: string, options: SuperviseOptions): Promise<ChildEnd> {
  const { config, cwd, stallSeconds, verbose, ...rest } = options;
  const childOptions: ChildOptions = { ...rest, journal };
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-all",
      "--no-lock",
      "--quiet",
      ...(config === undefined ? ["--no-config"] : ["--config", config]),
      new URL("./child.ts", import.meta.url).href,
      JSON.stringify(childOptions),
    ],
    cwd,
    env: { TF_CPP_MIN_LOG_LEVEL: Deno.env.get("TF_CPP_MIN_LOG_LEVEL") ?? "2" },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let interrupted = false;
  const interrupt = () => {
    interrupted = true;
    child.kill("SIGKILL");
  };
  Deno.addSignalListener("SIGINT", interrupt);
  let tail = "";
  const drain = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      if (verbose) console.error(text);
      tail = (tail + text).slice(-2000);
    }
  };
  let hung = false;
  let size = -1;
  let quietSeconds = 0;
  const watch = setInterval(() => {
    const now = Deno.statSync(journal).size;
    quietSeconds = now === size ? quietSeconds + 1 : 0;
    size = now;
    if (quietSeconds < stallSeconds) return;
    hung = true;
    clearInterval(watch);
    child.kill("SIGKILL");
  }, 1000);
  const [status] = await Promise.all([child.status, drain(child.stdout), drain(child.stderr)]);
  clearInterval(watch);
  Deno.removeSignalListener("SIGINT", interrupt);
  if (interrupted) throw new Error("Interrupted");
  return { hung, reason: String(status.signal ?? status.code), tail };
}

function openSpec(lines: JournalLine[]): { spec: number; name: string } | undefined {
  const start = lines.findLast((line) => line.kind === "start");
  if (start === undefined) return undefined;
  const { spec, name } = start;
  const done = lines.some((line) => line.kind === "done" && line.result.spec === spec);
  return done ? undefined : { spec, name };
}

function summarise(lines: JournalLine[], restarts: number, seconds: number): SuiteRun {
  const bySpec = new Map<number, SpecResult>();
  for (const line of lines) {
    if (line.kind !== "done") continue;
    // Each child reports what it leaves out as excluded; a real result wins over that.
    const known = bySpec.get(line.result.spec);
    if (known === undefined || known.status === "excluded") {
      bySpec.set(line.result.spec, line.result);
    }
  }
  const meta = lines.find((line) => line.kind === "meta");
  if (meta === undefined) throw new Error("Internal: a journal without its first line");
  return {
    backendName: meta.backendName,
    version: meta.version,
    total: meta.total,
    results: [...bySpec.values()].sort((a, b) => a.spec - b.spec),
    suiteErrors: lines.filter((line) => line.kind === "suite")
      .map(({ name, messages }) => ({ name: `outside a spec: ${name}`, messages })),
    restarts,
    seconds,
    rss: lines.findLast((line) => line.kind === "end")?.rss ?? null,
  };
}
