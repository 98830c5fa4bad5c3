/**
 * Ends a cell that runs: by asking where that works, else by force.
 *
 * @module
 */
import type { DenoChild } from "./deno_child.ts";
import type { Run } from "./run.ts";
import type { SideChannel } from "./side_channel.ts";

/**
 * Milliseconds that the child has to hear of Stop before V8 cuts off what it does. A training gives way every
 * 100; a busy machine may keep it waiting as long again, and what is cut off leaves things half done.
 */
const HEARING = 350;
/** Milliseconds for the cell to end when nobody waits for its code any more. */
const ABANDONING = 125;
/** Milliseconds for the child to hear of Stop right after a cut, and when the line to it is proved. */
const HEARING_CUT = 150;
const PROVING = 250;
/** Milliseconds for the code to clean up after what it awaits was rejected. */
const CLEANING = 700;
/** Milliseconds for V8 to cut the code off, and for the child to say so. */
const CUTTING = 200;
/** Further cuts before it is said that native code holds the cell. */
const CUTS = 3;
/** Milliseconds between cuts after that. */
const REPEATING = 1000;

/** How often a line that the child does not answer on is made anew. */
const RECONNECTIONS = 3;

/** Who takes part. */
export interface StopOptions {
  /** The process. */
  readonly child: DenoChild;
  /** The line to it. */
  readonly side: SideChannel;
  /** Names of the native libraries that cells have opened. */
  readonly libraries: ReadonlySet<string>;
  /** Sends the process a request that does nothing. */
  readonly wake: () => Promise<void>;
}

/**
 * Stops a run.
 *
 * @returns When it is over, or when it is clear that native code holds it; its cell then says so.
 */
export async function stopRun(run: Run, options: StopOptions): Promise<void> {
  const { child, side, wake } = options;
  const { serial } = run;
  const over = run.reply.promise.then(() => {}, () => {});
  const within = async (milliseconds: number, ...events: Promise<unknown>[]) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), milliseconds);
    });
    const happened = await Promise.race([...events.map((event) => event.then(() => true)), late]);
    clearTimeout(timer);
    return happened;
  };
  /** V8 may have cut off what reads the session's messages: the next cell would wait for ever. */
  const reconnect = async () => {
    for (let attempt = 0; attempt < RECONNECTIONS; attempt++) {
      run.stopping = Promise.withResolvers();
      side.send({ kind: "stop", serial });
      if (await within(PROVING, run.stopping.promise)) return;
      await within(CUTTING, wake());
    }
  };
  run.stopped = true;
  side.send({ kind: "stop", serial });
  if (await within(HEARING, run.stopping.promise, over) && await within(CLEANING, over)) return;
  side.send({ kind: "abandon", serial });
  if (await within(ABANDONING, over)) return;
  const cut = () => within(CUTTING, child.request("interrupt_request", {}, "control"));
  await cut();
  // Native code that waits for an answer of the user has to get one to return.
  const { question } = run;
  if (question) {
    run.refused = true;
    // One answer only: another would wait for the next question.
    run.question = undefined;
    await child.answer(question, "");
  }
  run.stopping = Promise.withResolvers();
  side.send({ kind: "stop", serial });
  side.send({ kind: "abandon", serial });
  if (!await within(HEARING_CUT, run.stopping.promise, over)) {
    // Cut off in a timer, the event loop stands still until a request comes; cut off elsewhere, the
    // child may have lost what was said to it. Otherwise no request: what the stock kernel publishes
    // about it may go into the middle of output that is still on its way.
    const woken = wake().then(() => side.send({ kind: "abandon", serial }));
    woken.catch(() => {}); // The process has ended, and the cell with it.
  }
  // A cut may meet something else than the cell, or come to nothing between two of its steps.
  const cutAgain = async () => {
    await cut();
    side.send({ kind: "abandon", serial });
    return await within(CUTTING, over);
  };
  let isOver = await within(CUTTING, over);
  for (let more = 0; more < CUTS && !isOver; more++) isOver = await cutAgain();
  if (isOver) return await reconnect();
  run.deliver({
    type: "stream",
    content: { name: "stderr", text: waitingText(run, options.libraries) },
    metadata: {},
    buffers: [],
  });
  goOn().catch(() => {}); // The process has ended, and the cell with it.

  /** The native code returns some time, perhaps into a loop. */
  async function goOn(): Promise<void> {
    while (!await within(REPEATING, over)) {
      await cutAgain();
    }
  }
}

function waitingText(run: Run, libraries: ReadonlySet<string>): string {
  const names = [...libraries].join(", ");
  const where = names === "" ? "a native call of Deno" : `a native call (of ${names}, or of Deno)`;
  return `Waiting for native code: ${run.label} is inside ${where}, which cannot be cut off. The cell ` +
    "stops as soon as that call returns. To leave at once, restart the kernel; variables are lost " +
    "then.\n";
}
