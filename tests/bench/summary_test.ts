import { assertAlmostEquals, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { floorOf, limitsOf, rowsOf } from "../../bench/summary.ts";
import { REPORT } from "./report.ts";

const rows = rowsOf(REPORT.samples);
const rowAt = (job: string, size: number) =>
  rows.find((row) => row.job.name === job && row.size === size)!;

describe("limitsOf()", () => {
  it("takes the fastest round of the fastest peer", () => {
    const { float32, bfloat16, memory } = limitsOf(REPORT.samples);
    assertAlmostEquals(float32!, 2 * 2048 ** 3 / 80 / 1e6);
    assertEquals(bfloat16, float32);
    assertAlmostEquals(memory!, 3 * 4 * 2 ** 24 / 10 / 1e6);
  });

  it("knows none without a sample", () => {
    assertEquals(limitsOf([]), {});
  });
});

describe("floorOf()", () => {
  const limits = { float32: 100, memory: 10 };

  it("is arithmetic or traffic, whichever takes longer", () => {
    assertEquals(floorOf({ flops: 1e9, bytes: 1e6, dtype: "float32" }, limits), 10);
    assertEquals(floorOf({ flops: 1e6, bytes: 1e9, dtype: "float32" }, limits), 100);
  });

  it("is unknown where a rate is, or where there is nothing to do", () => {
    assertEquals(floorOf({ flops: 1e9, bytes: 0, dtype: "bfloat16" }, limits), undefined);
    assertEquals(floorOf({ flops: 0, bytes: 0, dtype: "float32" }, limits), undefined);
  });
});

describe("rowsOf()", () => {
  it("keeps the order of the jobs and of their sizes", () => {
    assertEquals(
      rows.map(({ job, size }) => `${job.name} ${size}`),
      ["triad 16", "matmul 2048", "cnn 16", "cnn 64", "memory-cnn 64"],
    );
  });

  it("lets the best way of each peer count", () => {
    const { ours, peers } = rowAt("cnn", 64);
    assertEquals(ours?.mode, "jit");
    assertEquals(peers.keras?.mode, "tf.function");
    assertEquals(peers.keras?.ratio?.median, 0.9);
    assertEquals(peers.torch?.ratio?.median, 0.5);
    assertEquals(peers["tfjs-wasm"], undefined);
  });

  it("judges promises at the size, and by the way, that they are made for", () => {
    assertEquals(rowAt("cnn", 16).verdicts, []);
    const kept = rowAt("cnn", 64).verdicts.map(({ against, kept }) => [against?.mode, kept]);
    assertEquals(kept, [["fit", true], ["tf.function", false], ["eager", true]]);
    assertEquals(rowAt("memory-cnn", 64).verdicts[0]?.kept, true);
  });

  it("has no ratio where ours did not run", () => {
    const { ours, peers } = rowAt("triad", 16);
    assertEquals(ours, undefined);
    assertEquals(peers.torch?.ratio, undefined);
  });
});
