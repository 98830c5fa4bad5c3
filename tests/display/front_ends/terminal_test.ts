import { assert, assertMatch } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import { show } from "../../../src/display/mod.ts";
import { widthOf } from "../../../src/display/text/fit.ts";
import * as tf from "../../../src/engine/tf.ts";
import { kinds } from "./kinds.ts";

// deno-lint-ignore no-control-regex
const COLORS = /\x1b\[[\d;]*m/g;
// deno-lint-ignore no-control-regex
const CONTROLS = /[\x00-\x09\x0b-\x1f\x7f-\x9f]/;

function written(value: unknown, options: { columns: number; colors: boolean }): string {
  let text = "";
  show(value, { ...options, write: (part) => text += part });
  return text;
}

describe("kinds of display in terminals", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  for (const [name, { looks, make }] of Object.entries(kinds)) {
    // A text is the reader's own and is not broken.
    const columns = looks === "formula" || looks === "diagram" ? [200] : [40, 80, 200];
    it(`${name} fits terminals of ${columns.join(", ")} columns, with colours and without`, async () => {
      const value = await make();
      for (const width of columns) {
        const plain = written(value, { columns: width, colors: false });
        const colored = written(value, { columns: width, colors: true });
        assert(plain.trim() !== "");
        assert(!CONTROLS.test(plain));
        assert(!CONTROLS.test(colored.replaceAll(COLORS, "")));
        for (const line of [...plain.split("\n"), ...colored.replaceAll(COLORS, "").split("\n")]) {
          assert(widthOf(line) <= width, `${widthOf(line)} columns of ${width}: ${line}`);
        }
        // Nothing that follows has the colours of the last line.
        const codes = colored.match(COLORS) ?? [];
        if (codes.length > 0) assertMatch(codes.at(-1)!, /\[(0|39)m/);
      }
      tf.disposeVariables();
    });
  }
});
