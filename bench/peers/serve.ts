/**
 * The JavaScript side of the line protocol (bench/protocol.ts), for Deno and Node.
 *
 * @module
 */

import { once } from "node:events";
import process from "node:process";
import { createInterface } from "node:readline";
import type { Hello, Refusal, Request, Timed } from "../protocol.ts";
import type { OpenJob } from "./tfjs_side.ts";

/** By job and mode, the function that builds the job for a size. */
export type Jobs = Readonly<Record<string, Readonly<Record<string, (size: number) => OpenJob>>>>;

/** Answers requests until stdin ends. */
export async function serve(about: Omit<Hello, "modes">, jobs: Jobs): Promise<void> {
  const opened = new Map<string, OpenJob>();
  const answer = (request: Request): Hello | Timed => {
    switch (request.do) {
      case "hello": {
        const names = Object.entries(jobs).map(([job, modes]) => [job, Object.keys(modes)]);
        return { ...about, modes: Object.fromEntries(names) };
      }
      case "open": {
        const job = jobs[request.job]![request.mode]!(request.size);
        const first = timed(job, 1);
        opened.set(request.key, job);
        const value = job.value?.();
        return value === undefined ? first : { ...first, value };
      }
      case "run":
        return timed(opened.get(request.key)!, request.iterations);
      case "close":
        opened.get(request.key)?.dispose?.();
        opened.delete(request.key);
        return { ms: 0 };
    }
  };
  const lines = createInterface({ input: process.stdin });
  lines.on("line", (line) => {
    let reply: Hello | Timed | Refusal;
    try {
      reply = answer(JSON.parse(line));
    } catch (error) {
      const { name, message } = error as Error;
      console.error(error);
      reply = { error: `${name}: ${message.trim().split("\n")[0]}` };
    }
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  });
  await once(lines, "close");
}

function timed({ run }: OpenJob, iterations: number): Timed {
  const start = performance.now();
  const own = run(iterations);
  return { ms: own ?? (performance.now() - start) / iterations };
}
