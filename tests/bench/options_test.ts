import { assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { JOBS } from "../../bench/jobs.ts";
import { command, type Options } from "../../bench/options.ts";
import { PEERS } from "../../bench/peers.ts";

async function parsed(...args: string[]): Promise<Options> {
  let options: Options | undefined;
  const bench = command((told) => {
    options = told;
    return Promise.resolve();
  });
  bench.exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
  await bench.parseAsync(args, { from: "user" });
  return options!;
}

describe("deno task bench", () => {
  it("runs everything unless told", async () => {
    const { jobs, peers, rounds, turn, quick, write } = await parsed();
    assertEquals(jobs, JOBS);
    assertEquals(peers, PEERS);
    assertEquals([rounds, turn, quick, write], [9, 500, false, false]);
  });

  it("takes names with commas between them", async () => {
    const { jobs, peers } = await parsed("--jobs", "cnn, gpt", "--peers", "torch,jax");
    assertEquals(jobs.map(({ name }) => name), ["cnn", "gpt"]);
    assertEquals(peers, ["torch", "jax"]);
  });

  it("is quick in rounds and turns, unless those are told", async () => {
    const { rounds, turn } = await parsed("--quick", "--rounds", "5");
    assertEquals([rounds, turn], [5, 200]);
  });

  it("grows over 5,000 steps, or as many as told", async () => {
    assertEquals((await parsed("--growth")).growth, 5000);
    assertEquals((await parsed("--growth", "2000")).growth, 2000);
    assertEquals((await parsed()).growth, undefined);
  });

  it("splits what pip is told", async () => {
    assertEquals((await parsed("--pip=--no-cache-dir --pre")).pip, ["--no-cache-dir", "--pre"]);
  });

  it("refuses names that it does not know, and numbers that are none", async () => {
    await assertRejects(() => parsed("--jobs", "knitting"), Error, "is none of triad, matmul");
    await assertRejects(() => parsed("--rounds", "some"), Error, "positive number");
  });
});
