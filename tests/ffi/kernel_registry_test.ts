import { assert, assertEquals } from "@std/assert";
import { it } from "@std/testing/bdd";
import "../../src/engine/tf.ts";
import { startedTensorflow } from "../../src/engine/start.ts";
import { devicesWithKernel } from "../../src/ffi/kernel_registry.ts";
import { describeTensorflow } from "../engine/with_tensorflow.ts";

describeTensorflow("devicesWithKernel()", () => {
  it("names the devices that can run an op", () => {
    const { library } = startedTensorflow()!;
    assert(devicesWithKernel(library, "MatMul").has("CPU"));
  });

  it("names none for what is no op", () => {
    const { library } = startedTensorflow()!;
    assertEquals(devicesWithKernel(library, "NoSuchOp"), new Set());
  });
});
