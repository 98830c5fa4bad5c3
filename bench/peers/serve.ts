/**
 * The JavaScript side of the line protocol (bench/protocol.ts), for Deno and Node.
 *
 * @module
 */

import process from "node:process";
import { createInterface } from "node:readline";
import type { Hello, Refusal, Request, Timed } from "../protocol.ts";
import type { OpenJob } from "./tfjs_side.ts";

/** Builds a job for a size. */
export type Build = (size: number) => OpenJob | Promise<OpenJob>;

/** By job and mode, the function that builds the job. */
export type Jobs = Readonly<Record<string, Readonly<Record<string, Build>>>>;

/** Who a peer is, without the jobs. */
export type About = Omit<Hello, "modes">;

/** Answers requests until stdin ends; `about` is called when the peer is asked who it is. */
export async function serve(about: () => About | Promise<About>, jobs: Jobs): Promise<void> {
  const opened = new Map<string, OpenJob>();
  const answer = async (request: Request): Promise<Hello | Timed> => {
    switch (request.do) {
      case "hello": {
        const names = Object.entries(jobs).map(([job, modes]) => [job, Object.keys(modes)]);
        return { ...await about(), modes: Object.fromEntries(names) };
      }
      case "open": {
        const job = await jobs[request.job]![request.mode]!(request.size);
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
  for await (const line of createInterface({ input: process.stdin })) {
    let reply: Hello | Timed | Refusal;
    try {
      reply = await answer(JSON.parse(line));
    } catch (error) {
      const { name, message } = error as Error;
      console.error(error);
      reply = { error: `${name}: ${message.trim().split("\n")[0]}` };
    }
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
}

function timed({ run }: OpenJob, iterations: number): Timed {
  const start = performance.now();
  const own = run(iterations);
  return { ms: own ?? (performance.now() - start) / iterations };
}
