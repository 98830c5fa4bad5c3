import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { collectGarbage } from "../../src/deps/collect_garbage.ts";
import { setGraphAttr } from "../../src/ffi/graph_attrs.ts";
import type { Library } from "../../src/ffi/library.ts";
import { AttrKind, type OpAttr, setEagerAttr } from "../../src/ffi/op_attrs.ts";

/** A library whose calls for lists of texts collect garbage before they read what they were given. */
function lateReader(read: string[]): Library {
  const list = (
    _op: bigint,
    _name: Uint8Array,
    pointers: Uint8Array<ArrayBuffer>,
    lengths: Uint8Array<ArrayBuffer>,
    count: number,
  ) => {
    collectGarbage();
    // Overwrites memory that was freed.
    const fresh = Array.from({ length: 100 }, () => new Uint8Array(1000).fill(1));
    const [addresses, sizes] = [pointers, lengths].map(({ buffer }) => new BigUint64Array(buffer));
    for (let i = 0; i < count; i++) {
      const bytes = new Uint8Array(Number(sizes![i]));
      const view = new Deno.UnsafePointerView(Deno.UnsafePointer.create(addresses![i]!)!);
      view.copyInto(bytes);
      read.push(new TextDecoder().decode(bytes));
    }
    fresh.length = 0;
  };
  const symbols = { TFE_OpSetAttrStringList: list, TF_SetAttrStringList: list };
  return { symbols, status: { handle: 0n } } as unknown as Library;
}

for (const [name, set] of Object.entries({ setEagerAttr, setGraphAttr })) {
  describe(`${name}()`, () => {
    it("keeps a list of texts in memory until TensorFlow has read it", () => {
      const texts = [1000, 1000, 1000].map((length, i) => "abc"[i]!.repeat(length));
      const attr: OpAttr = { name: "names", type: AttrKind.string, value: texts };
      const read: string[] = [];
      set(lateReader(read), 0n, attr);
      assertEquals(read, texts);
    });
  });
}
