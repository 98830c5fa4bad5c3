import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  cnnWork,
  denseWork,
  gptWork,
  lstmWork,
  matmulWork,
  transferWork,
} from "../../bench/work.ts";

/** Weights of a network, from the bytes that its update moves. */
const weights = ({ bytes }: { bytes: number }) => bytes / 28;

describe("work", () => {
  it("counts two operations per product of a matrix product", () => {
    assertEquals(matmulWork(1024).flops, 2 * 1024 ** 3);
    assertEquals(matmulWork(1024, "bfloat16").bytes, matmulWork(1024).bytes / 2);
  });

  it("counts the weights of the networks", () => {
    assertEquals(weights(cnnWork(1)), 93_322);
    assertEquals(weights(denseWork(4096)), 4 * 4096 * 4097 + 4097 * 10);
    // Matrices and embeddings alone: biases and norms are a thousandth of them.
    assertEquals(weights(gptWork(256)), 4 * 12 * 256 ** 2 + 512 * 256 + 128 * 256);
    assertEquals(weights(lstmWork(100)), 512 * (32 + 128 + 1) + 129 * 10);
  });

  it("grows with the batch, with the time steps, and with the square of the width", () => {
    assertEquals(cnnWork(64).flops, 64 * cnnWork(1).flops);
    assertAlmostEquals(lstmWork(200).flops / lstmWork(100).flops, 2, 0.01);
    assertAlmostEquals(denseWork(4096).flops / denseWork(2048).flops, 4, 0.01);
    assert(gptWork(512).flops > 3.5 * gptWork(256).flops);
  });

  it("lets caches hold small transfers", () => {
    assertEquals(transferWork(1024).bytes, 0);
    assertEquals(transferWork(2 ** 24).bytes, 2 ** 27);
  });
});
