import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import * as tfjs from "../../src/deps/tfjs.ts";
import { wrapAll } from "../../src/engine/wrap_all.ts";

describe("wrapAll()", () => {
  const deleted: bigint[] = [];
  const context = { deleteTensor: (handle: bigint) => void deleted.push(handle) };

  it("gives a tensor for each handle", () => {
    const tensors = wrapAll(context, [1n, 2n], (handle) => tfjs.scalar(Number(handle)));
    assertEquals(tensors.map((tensor) => tensor.dataSync()[0]), [1, 2]);
    assertEquals(wrapAll(context, [], () => tfjs.scalar(0)), []);
    assertEquals(deleted, []);
    tfjs.dispose(tensors);
  });

  it("leaves nothing behind when a handle is refused", () => {
    const made: tfjs.Tensor[] = [];
    const wrap = (handle: bigint) => {
      if (handle === 3n) throw new RangeError("three");
      made.push(tfjs.scalar(0));
      return made.at(-1)!;
    };
    assertThrows(() => wrapAll(context, [1n, 2n, 3n, 4n, 5n], wrap), RangeError, "three");
    assertEquals(made.length, 2);
    assert(made.every(({ isDisposed }) => isDisposed));
    assertEquals(deleted, [4n, 5n]);
  });
});
