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

  it("gunzip() rejects what is cut off or no gzip", async () => {
    const packed = await gzip(new Uint8Array(1000).fill(3));
    await assertRejects(() => gunzip(packed.subarray(0, 12)), SyntaxError, "of 12 bytes");
    await assertRejects(() => gunzip(new Uint8Array([1, 2, 3])), SyntaxError, "Cannot unpack gzip");
  });
});
