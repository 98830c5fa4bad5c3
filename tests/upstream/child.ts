// Runs the specs of one suite that the journal does not know yet; started by supervise.ts.
import process from "node:process";
import type { EngineModule } from "./engine_module.ts";
import { type JasmineResult, numberSpecs, startJasmine } from "./jasmine.ts";
import { appendLine, plainName, readLines } from "./journal.ts";

/** What the supervisor tells a child, as JSON in its only argument. */
export interface ChildOptions {
  /** The bundle's address. */
  bundle: string;
  /** The engine module's address. */
  engine: string;
  /** The journal's path. */
  journal: string;
  /** Specs whose name matches none of it are left out: the source of a regular expression. */
  grep?: string;
  /** Specs whose name begins so are left out. */
  skip: readonly string[];
}

/** What the bundles read from the global object. */
interface TfjsSuite {
  api: unknown;
  internals: Readonly<Record<string, unknown>>;
  binding: unknown;
  testEnvs: { name: string; backendName: string; isDataSync: boolean }[];
}

/** tfjs-core keeps one engine for all copies of itself in a process. */
interface TfjsEngine {
  registryFactory: Record<string, unknown>;
  backendName: string | null;
  findBackend(name: string): { binding?: { TF_Version?: string } } | null;
  setBackend(name: string): Promise<boolean>;
}

const MESSAGE_CHARACTERS = 1500;

async function runChild(options: ChildOptions): Promise<void> {
  const world = globalThis as unknown as { _tfengine?: TfjsEngine; __tfjsSuite?: TfjsSuite };
  const module = await import(options.engine) as EngineModule;
  await module.ready?.();
  const engine = world._tfengine;
  const backendName = module.backendName();
  if (!engine || !(backendName in engine.registryFactory)) {
    throw new Error(
      `Cannot run the suite: ${options.engine} registered no backend "${backendName}"`,
    );
  }
  const binding = engine.findBackend(backendName)?.binding;
  world.__tfjsSuite = {
    api: module.tf,
    internals: module.internals ?? {},
    binding,
    testEnvs: [{ name: `test-${backendName}`, backendName, isDataSync: true }],
  };
  const known = new Set<number>();
  for (const line of readLines(options.journal)) {
    if (line.kind === "start") known.add(line.spec);
    if (line.kind === "done") known.add(line.result.spec);
  }
  const environment = startJasmine(30_000);
  if (module.makesBackendLater) {
    environment.beforeEach(async () => {
      if (engine.backendName === null) await engine.setBackend(backendName);
    });
  }
  await import(options.bundle);
  const numbers = numberSpecs(environment);
  const write = appendLine.bind(null, options.journal);
  write({
    kind: "meta",
    total: numbers.size,
    backendName,
    version: binding?.TF_Version ?? null,
  });
  const grep = new RegExp(options.grep ?? "");
  environment.configure({
    random: false,
    failSpecWithNoExpectations: false,
    specFilter(spec) {
      if (known.has(numbers.get(spec.id)!)) return false;
      const name = plainName(spec.getFullName(), backendName);
      return grep.test(name) && !options.skip.some((beginning) => name.startsWith(beginning));
    },
  });
  let started = 0;
  environment.clearReporters();
  environment.addReporter({
    specStarted({ id, fullName }) {
      started = performance.now();
      const spec = numbers.get(id)!;
      if (!known.has(spec)) write({ kind: "start", spec, name: plainName(fullName, backendName) });
    },
    specDone(result) {
      const spec = numbers.get(result.id)!;
      if (known.has(spec)) return;
      write({
        kind: "done",
        result: {
          spec,
          name: plainName(result.fullName, backendName),
          status: result.status,
          ms: Math.round(performance.now() - started),
          messages: messagesOf(result),
        },
      });
    },
    suiteDone(result) {
      const messages = messagesOf(result);
      if (messages.length > 0) {
        write({ kind: "suite", name: plainName(result.fullName, backendName), messages });
      }
    },
  });
  await environment.execute();
  write({ kind: "end", rss: process.memoryUsage().rss });
}

function messagesOf(result: JasmineResult): string[] {
  return (result.failedExpectations ?? []).map(({ message }) =>
    String(message).slice(0, MESSAGE_CHARACTERS)
  );
}

if (import.meta.main) {
  await runChild(JSON.parse(Deno.args[0]!) as ChildOptions);
  // Timers and sockets that a spec left open must not keep the process.
  Deno.exit(0);
}
