import { assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { gunzip } from "../../src/io/gzip.ts";

async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

describe("gunzip", () => {
  it("gunzip() restores what was packed", async () => {
    for (const size of [0, 1, 256, 70_000]) {
      const bytes = Uint8Array.from({ length: size }, (_, i) => i * 7);
      assertEquals(await gunzip(await gzip(bytes)), bytes);
    }
  });

  it("gunzip() unpacks several files behind one another", async () => {
    const parts = [await gzip(new Uint8Array([1, 2])), await gzip(new Uint8Array([3]))];
    const all = new Uint8Array(await new Blob(parts).arrayBuffer());
    assertEquals(await gunzip(all), new Uint8Array([1, 2, 3]));
  });

  it("gunzip() refuses what unpacks to more than it may", async () => {
    const bomb = await gzip(new Uint8Array(10_000_000));
    assertEquals((await gunzip(bomb, { maxBytes: 10_000_000 })).length, 10_000_000);
    await assertRejects(() => gunzip(bomb, { maxBytes: 9_999_999 }), RangeError, "raise maxBytes");
  });

  it("gunzip() rejects what is cut off or no gzip", async () => {
    const packed = await gzip(new Uint8Array(1000).fill(3));
    await assertRejects(() => gunzip(packed.subarray(0, 12)), SyntaxError, "of 12 bytes");
    await assertRejects(() => gunzip(new Uint8Array([1, 2, 3])), SyntaxError, "Cannot unpack gzip");
  });
});
