import { assertEquals } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import { use } from "../../../src/engine/select.ts";
import * as tf from "../../../src/engine/tf.ts";
import { describeTensorflow } from "../with_tensorflow.ts";
import { elementwiseCases } from "./cases/elementwise.ts";
import { fusedOpCases } from "./cases/fused_ops.ts";
import { layoutCases } from "./cases/layout.ts";
import { pictureCases } from "./cases/pictures.ts";
import { productCases } from "./cases/products.ts";
import {
  assertGradients,
  assertSecondGradients,
  type GradientCase,
  isRunnable,
  runGradients,
  usedGradients,
} from "./finite_differences.ts";
import { NO_CASE, NO_GRADIENT } from "./left_out.ts";

const cases: GradientCase[] = [
  ...elementwiseCases,
  ...layoutCases,
  ...productCases,
  ...pictureCases,
  ...fusedOpCases,
];

type Engine = "tensorflow" | "wasm" | "cpu";

function checkEngine(engine: Engine): void {
  beforeAll(async () => {
    await use({ engine });
  });

  const sound = cases.filter(({ except }) => except?.[engine] === undefined);
  for (const each of cases) {
    const fault = each.except?.[engine];
    if (fault === undefined) continue;
    const name = `gradient of ${each.name} (ignored: the fault is ${engine}'s kernel: ${fault})`;
    it.ignore(name, () => assertGradients(each));
  }
  for (const each of sound) {
    it(`gradient of ${each.name}`, () => {
      if (isRunnable(each)) assertGradients(each);
    });
    if (each.order === 1) continue;
    it(`gradient of the gradient of ${each.name}`, () => {
      if (isRunnable(each)) assertSecondGradients(each);
    });
  }

  it("gradients pass the leak check of tfjs's test mode", () => {
    tf.env().set("IS_TEST", true);
    try {
      for (const each of sound.filter(isRunnable)) runGradients(each);
    } finally {
      tf.env().set("IS_TEST", false);
    }
  });
}

describeTensorflow("gradients on tensorflow", () => {
  checkEngine("tensorflow");

  it("every gradient is in a case or says why not", () => {
    const left = usedGradients(cases.filter(({ except }) => except?.tensorflow === undefined));
    assertEquals(left.unused.filter((name) => NO_CASE[name] === undefined), []);
    assertEquals(Object.keys(NO_CASE).filter((name) => left.used.includes(name)), []);
  });

  it("every kernel has a gradient or says why not", () => {
    const kernels = tf.getKernelsForBackend("tensorflow").map(({ kernelName }) => kernelName);
    const without = kernels.filter((name) => tf.getGradient(name) === undefined);
    assertEquals(without.filter((name) => NO_GRADIENT[name] === undefined).sort(), []);
    const listed = Object.keys(NO_GRADIENT);
    assertEquals(listed.filter((name) => tf.getGradient(name) !== undefined), []);
  });
});

describe("gradients on wasm", () => checkEngine("wasm"));

describe("gradients on cpu", () => checkEngine("cpu"));
