import { assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { judgeSizes } from "../../tools/check_sizes.ts";

const sizes = [
  { path: "src/a.ts", lines: 10 },
  { path: "src/b.ts", lines: 801 },
  { path: "src/c.ts", lines: 500 },
];

describe("judgeSizes()", () => {
  it("reports the median and the long files, longest first", () => {
    const { count, median, long } = judgeSizes(sizes, { "src/b.ts": "a table" });
    assertEquals([count, median], [3, 500]);
    assertEquals(long.map(({ path }) => path), ["src/b.ts", "src/c.ts"]);
  });

  it("rejects a file over the limit unless a reason is given", () => {
    assertMatch(judgeSizes(sizes, {}).problems.join("\n"), /^src\/b\.ts:801: has 801 lines/);
    assertEquals(judgeSizes(sizes, { "src/b.ts": "a table" }).problems, []);
  });

  it("rejects an exception that nothing needs", () => {
    assertEquals(judgeSizes([], { "src/gone.ts": "a table" }).problems, [
      "tools/check_sizes.ts: src/gone.ts needs no exception any more",
    ]);
  });
});
