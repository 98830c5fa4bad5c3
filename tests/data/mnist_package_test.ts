import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { mnistPackageDigits } from "../../src/data/mnist_package.ts";

describe("mnistPackageDigits", () => {
  it("mnistPackageDigits() returns 10,000 digits, mixed and always in the same order", async () => {
    const { size, pixels, labels } = await mnistPackageDigits();
    assertEquals(size, 10_000);
    assertEquals(pixels.length, size * 784);
    const counts = (part: Uint8Array) =>
      part.reduce((sum, label) => (sum[label]!++, sum), new Array<number>(10).fill(0));
    assertEquals(counts(labels), [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]);
    for (const count of [...counts(labels.subarray(0, 1000)), ...counts(labels.subarray(-1000))]) {
      assert(count > 50 && count < 150, `${count} of 1,000 digits are of one class`);
    }
    assertEquals(Math.max(...pixels.subarray(0, 78_400)), 255);
    assertEquals((await mnistPackageDigits()).labels, labels);
  });
});
