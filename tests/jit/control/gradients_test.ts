import { beforeAll, describe, it } from "@std/testing/bdd";
import { use } from "../../../src/engine/select.ts";
import * as tf from "../../../src/engine/tf.ts";
import {
  assertGradients,
  assertSecondGradients,
  derivativeOf,
  gradientsOf,
} from "../../engine/gradients/finite_differences.ts";
import { describeTensorflow } from "../../engine/with_tensorflow.ts";
import { assertCompiles } from "./agreement.ts";
import { type FlowCase, flowCases } from "./cases.ts";

/** Values, gradients, and gradients of gradients. */
function allOf({ f, order }: FlowCase, highest: 0 | 1 | 2) {
  return (...xs: tf.Tensor[]) => [
    f(...xs),
    highest < 1 ? null : gradientsOf(f, xs),
    highest < 2 || order === 1 ? null : gradientsOf(derivativeOf(f), xs),
  ];
}

function tensorsOf({ at }: FlowCase): tf.Tensor[] {
  return at.map(({ values, shape }) => tf.tensor(values, shape));
}

function checkPlain(engine: "tensorflow" | "wasm" | "cpu"): void {
  beforeAll(async () => {
    await use({ engine });
  });
  for (const each of flowCases) {
    const fault = each.except?.[engine];
    if (fault !== undefined) {
      const name =
        `gradient of ${each.name} (ignored: ${engine}'s own kernels are at fault: ${fault})`;
      it.ignore(name, () => assertGradients(each));
      continue;
    }
    it(`gradient of ${each.name}`, () => assertGradients(each));
    if (each.order === 1) continue;
    it(`gradient of the gradient of ${each.name}`, () => assertSecondGradients(each));
  }
}

describeTensorflow("branches and loops outside of jit on tensorflow", () => {
  checkPlain("tensorflow");
});

describe("branches and loops outside of jit on wasm", () => {
  checkPlain("wasm");
});

describe("branches and loops outside of jit on cpu", () => {
  checkPlain("cpu");
});

describeTensorflow("branches and loops in compiled functions", () => {
  beforeAll(async () => {
    await use({ engine: "tensorflow" });
  });

  for (const each of flowCases) {
    it(`values and gradients of ${each.name}`, () => {
      const xs = tensorsOf(each);
      assertCompiles(allOf(each, 2), xs);
      tf.dispose(xs);
    });
    it(`values and gradients of ${each.name}, through XLA`, () => {
      const xs = tensorsOf(each);
      assertCompiles(allOf(each, each.openEnd ? 0 : 2), xs, { xla: true });
      tf.dispose(xs);
    });
  }
});
