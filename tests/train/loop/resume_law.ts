/**
 * The law of resumption: a training that is killed at any moment and goes on comes to the very weights,
 * losses and state of one that is not. `deno run -A tests/train/loop/resume_law.ts [--runs 20]`.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { parseArgs } from "node:util";
import type { Outcome } from "./resume_training.ts";

/** What became of one training. */
export interface Run {
  /** Whether it was killed. */
  readonly killed: boolean;
  /** What it came to. */
  readonly outcome: Outcome | undefined;
}

const SCRIPT = new URL("resume_training.ts", import.meta.url);

/** Trains in another process; `killAfter` milliseconds after its first step it is killed. */
export async function runTraining(
  scenario: string,
  { dir = "-", killAfter, pause = 0 }: { dir?: string; killAfter?: number; pause?: number } = {},
): Promise<Run> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", SCRIPT.href, scenario, dir, String(pause)],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let [text, killed] = ["", false];
  let timer: ReturnType<typeof setTimeout> | undefined;
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (killAfter === undefined || timer !== undefined || !text.includes("training")) continue;
    timer = setTimeout(() => {
      try {
        child.kill("SIGKILL");
        killed = true;
      } catch (error) {
        // It has ended by itself meanwhile.
        if (!(error instanceof TypeError)) throw error;
      }
    }, killAfter);
  }
  clearTimeout(timer);
  const { success } = await child.status;
  if (success) return { killed: false, outcome: JSON.parse(text.trim().split("\n").at(-1)!) };
  if (killed) return { killed, outcome: undefined };
  throw new Error(`The training failed: ${text}`);
}

/** Kills a training at random moments and lets it go on; compares it with one that was not killed. */
export async function checkResumption(
  scenario: string,
  { kills, expected, random = Math.random }: {
    kills: number;
    expected: Outcome;
    random?: () => number;
  },
): Promise<number> {
  const dir = await Deno.makeTempDir();
  try {
    let killed = 0;
    for (let i = 0; i <= kills; i++) {
      const killAfter = Math.floor(random() * 400);
      const run = await runTraining(scenario, {
        dir,
        pause: 8,
        ...i < kills && { killAfter },
      });
      if (run.killed) killed++;
      if (run.outcome === undefined) continue;
      const { warnings: _, ...outcome } = run.outcome;
      const { warnings: __, ...wanted } = expected;
      assertEquals(outcome, wanted);
      break;
    }
    return killed;
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { runs: { type: "string", default: "20" } } });
  const runs = Number(values.runs);
  let kills = 0;
  const expected: Record<string, Outcome> = {};
  for (let i = 0; i < runs; i++) {
    const scenario = i % 2 === 0 ? "arrays" : "stream";
    expected[scenario] ??= (await runTraining(scenario)).outcome!;
    const killed = await checkResumption(scenario, { kills: 2, expected: expected[scenario] });
    kills += killed;
    console.log(`${i + 1} of ${runs}: ${scenario}, killed ${killed} times, equal to the last bit`);
  }
  console.log(`${runs} of ${runs} trainings equal, ${kills} kills`);
}
