/**
 * Hundreds of cells of each kind: none may lose output, take another's, or change its order.
 * `TENSAUR_TEST_CELLS=600` runs as many of each as the project promises.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { runNotebook } from "../../../src/notebook/run/run_notebook.ts";
import { notebookOf, shown, tagged } from "../made_notebooks.ts";

const CELLS = Number(Deno.env.get("TENSAUR_TEST_CELLS") ?? 60);
/** Milliseconds that a cell may cost beyond its own work, on a machine that does nothing else. */
const OVERHEAD = 10;

interface Kind {
  readonly name: string;
  readonly source: (i: number) => string;
  readonly wanted: (i: number) => string;
  readonly count: number;
  /** Whether the time says something about the runner and not about the kernel's console. */
  readonly timed: boolean;
}

const lines = (i: number, count: number) =>
  Array.from({ length: count }, (_, n) => `${i}.${n}\n`).join("");
const logs = (i: number, count: number) =>
  `for (let n = 0; n < ${count}; n++) console.log("${i}." + n);`;

const KINDS: readonly Kind[] = [
  {
    name: "one expression",
    source: (i) => `${i} * 2`,
    wanted: (i) => `${i * 2}`,
    count: CELLS,
    timed: true,
  },
  {
    name: "three logs and a value",
    source: (i) => `${logs(i, 3)} ${i}`,
    wanted: (i) => `${lines(i, 3)}${i}`,
    count: CELLS,
    timed: true,
  },
  {
    name: "twenty logs",
    source: (i) => logs(i, 20),
    wanted: (i) => lines(i, 20),
    count: CELLS,
    timed: true,
  },
  {
    name: "2,000 logs",
    source: (i) => logs(i, 2_000),
    wanted: (i) => lines(i, 2_000),
    count: Math.ceil(CELLS / 10),
    timed: false,
  },
  {
    name: "log then throw",
    source: (i) => `${logs(i, 20)} throw new Error("e${i}")`,
    wanted: (i) => `${lines(i, 20)}Error: e${i}`,
    count: CELLS,
    timed: true,
  },
];

describe("runNotebook() with many cells", () => {
  for (const { name, source, wanted, count, timed } of KINDS) {
    it(`gets all of ${count} cells with ${name} right`, async () => {
      const cells = Array.from({ length: count }, (_, i) => tagged(source(i), "raises-exception"));
      const result = await runNotebook(notebookOf(cells));
      const wrong = cells.flatMap((_, i) => shown(result.notebook, i) === wanted(i) ? [] : [i]);
      assertEquals(wrong, []);
      const times = result.cells.map(({ seconds }) => seconds * 1000).sort((a, b) => a - b);
      const median = times[Math.floor(times.length / 2)]!;
      const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
      if (Deno.env.has("TENSAUR_TEST_CELLS")) {
        // deno-lint-ignore no-console -- asked for
        console.log(`${name}: median ${median.toFixed(1)} ms, mean ${mean.toFixed(1)} ms`);
      }
      // Three times the promise: the machine may be doing something else.
      if (timed) assert(median < 3 * OVERHEAD, `${median.toFixed(1)} ms for a cell`);
    });
  }
});
