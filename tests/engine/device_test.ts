import { assertEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import { device } from "../../src/engine/device.ts";
import { info } from "../../src/engine/select.ts";
import * as tf from "../../src/engine/tf.ts";
import { describeTensorflow } from "./with_tensorflow.ts";

describeTensorflow("device()", () => {
  it("runs ops on the device with that name", () => {
    using sum = device("CPU:0", () => tf.add(1, 2));
    assertEquals(sum.dataSync()[0], 3);
  });

  it("names the devices there are when there is no such one", () => {
    assertThrows(() => device("GPU:7", () => 0), RangeError, info().devices[0]!.name);
  });

  it("refuses async code, for other ops would run on the device as well", () => {
    assertThrows(() => device("CPU:0", () => Promise.resolve(1)), TypeError, "async");
  });

  it("restores the placement when the function throws", () => {
    assertThrows(
      () =>
        device("CPU:0", () => {
          throw new RangeError("mine");
        }),
      RangeError,
      "mine",
    );
    using sum = tf.add(1, 1);
    assertEquals(sum.dataSync()[0], 2);
  });
});
