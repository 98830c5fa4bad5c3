import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { bundle, DISPLAY, table } from "../../../src/display/mod.ts";
import { widthOf } from "../../../src/display/text/fit.ts";

const lines = (value: unknown) => table(value).toText().split("\n");

describe("table", () => {
  it("table() takes objects, arrays, columns and frames", () => {
    const expected = ["   a     b", "0  1  0.50", "1  2  0.25", "2 rows × 2 columns"];
    assertEquals(lines([{ a: 1, b: 0.5 }, { a: 2, b: 0.25 }]), expected);
    assertEquals(lines({ a: [1, 2], b: new Float32Array([0.5, 0.25]) }), expected);
    const column = (name: string) => name === "a" ? [1, 2] : [0.5, 0.25];
    const polars = {
      columns: ["a", "b"],
      height: 2,
      getColumn: (name: string) => ({ get: (row: number) => column(name)[row] }),
    };
    assertEquals(lines(polars), expected);
    const arrow = {
      schema: { fields: [{ name: "a" }, { name: "b" }] },
      numRows: 2,
      getChild: (name: string) => ({ toArray: () => column(name) }),
    };
    assertEquals(lines(arrow), expected);
    assertEquals(lines([[1, 2], [3]]), ["   0  1", "0  1  2", "1  3", "2 rows × 2 columns"]);
  });

  it("table() refuses what is none", () => {
    for (const value of [1, null, [1, 2], {}, { a: 1 }, new Map()]) {
      assertThrows(() => table(value), TypeError, "wanted an array of objects");
    }
    assertThrows(() => table([{ a: 1 }], { maxRows: 0 }), RangeError, "maxRows");
  });

  it("table() of no rows says that there are none", () => {
    assertEquals(lines([]), ["0 rows × 0 columns"]);
    assertEquals(table([], { rowNumbers: false, unit: "op" }).toText(), "0 ops");
    assertStringIncludes(bundle(table([]))["text/html"]!, "0 rows × 0 columns");
  });

  it("table() stands numbers below each other", () => {
    assertEquals(lines({ x: [1, 0.25, -3, NaN, Infinity, undefined, null, 7n] }).slice(1, -1), [
      "0      1.00",
      "1      0.25",
      "2     -3.00",
      "3       NaN",
      "4  Infinity",
      "5",
      "6      null",
      "7         7",
    ]);
    assertEquals(lines({ x: [1e-9, 1] }).slice(1, -1), ["0  1e-9", "1     1"]);
    assertEquals(lines({ x: [1.5, 12345.25] }).slice(1, -1), ["0       1.50", "1  12,345.25"]);
  });

  it("table() keeps to the columns of the terminal whatever it holds", () => {
    const row = {
      wide: "日本語".repeat(40),
      marks: "e\u0301".repeat(200),
      rtl: "\u202eשלום",
      ansi: "\x1b[31mred",
      long: "x".repeat(1_000_000),
      more: 1,
      still: 2,
    };
    for (const columns of [20, 40, 80, 200]) {
      const text = table([row, row]).toText({ columns });
      for (const line of text.split("\n")) assert(widthOf(line) <= columns, `${columns}: ${line}`);
      // deno-lint-ignore no-control-regex
      assert(!/[\x1b\u202e]/.test(text));
    }
    assertStringIncludes(table([row]).toText({ columns: 40 }), "1 row × 2 of 7 columns");
  });

  it("table() leaves rows and columns out and counts them", () => {
    const many = Array.from({ length: 12_345 }, (_, id) => ({ id }));
    const text = table(many, { maxRows: 5 }).toText();
    assertEquals(text.split("\n").map((line) => line.trim()), [
      "id",
      "0       0",
      "1       1",
      "2       2",
      "…",
      "12343  12,343",
      "12344  12,344",
      "5 of 12,345 rows × 1 column",
    ]);
    const wide = table([Object.fromEntries(many.slice(0, 99).map(({ id }) => [`c${id}`, id]))]);
    const html = wide[DISPLAY]()["text/html"]!;
    assertStringIncludes(html, "1 row × 30 of 99 columns");
    assertEquals(html.match(/<td style/g)?.length, 30);
  });

  it("table() has an empty cell, and no empty heading, above the numbers of rows", () => {
    assertStringIncludes(table([{ a: 1 }])[DISPLAY]()["text/html"]!, "<tr><td></td><th ");
  });

  it("table() breaks headings before it cuts cells or leaves columns out", () => {
    const row = {
      name: "plain network",
      "training accuracy": 0.9876,
      "validation accuracy": 0.9765,
      "seconds per epoch": 1.25,
    };
    assertEquals(
      table([row], { rowNumbers: false }).toText({ columns: 50 }).split("\n"),
      [
        "                 training  validation  seconds per",
        "name             accuracy    accuracy        epoch",
        "plain network      0.9876      0.9765         1.25",
        "1 row × 4 columns",
      ],
    );
    assertEquals(table([row]).toText().split("\n").length, 3, "there is room for one line");
    const long = { "one two three four five six seven": 1, text: "x".repeat(70) };
    const lines = table([long], { rowNumbers: false }).toText({ columns: 30 }).split("\n");
    assertEquals(lines.slice(0, 3).map((line) => line.slice(0, 13).trim()), [
      "one two three",
      "four five six",
      "seven",
    ]);
  });

  it("table() escapes what comes from data and keeps a cell small", () => {
    const { "text/html": html } = bundle([{
      "<b>": "<script>alert('x')</script>",
      long: "y".repeat(1_000_000),
      rtl: "שלום",
    }]);
    assert(!html!.includes("<script") && !html!.includes("<b>"));
    assertStringIncludes(html!, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
    assertStringIncludes(html!, "<bdi>שלום</bdi>");
    assertStringIncludes(html!, "(999,900 more)");
    assert(html!.length < 2_000);
  });

  it("show() reads the times and lists of a Polars frame, whatever its own display is", () => {
    const values: unknown[] = [new Date(0), [1, 2]];
    const frame = {
      columns: ["d"],
      height: 2,
      getColumn: () => ({
        get: () => {
          throw new TypeError("polars_internal_1.default[internalMethod] is not a function");
        },
        getIndex: (row: number) => values[row],
      }),
      [DISPLAY]: () => ({ "text/html": "<table>all rows</table>" }),
    };
    assertEquals(bundle(frame)["text/plain"].split("\n").slice(1, 3), [
      "0  1970-01-01T00:00:00.000Z",
      "1  [ 1, 2 ]",
    ]);
  });

  it("table() reads only the rows that it shows", () => {
    const read: number[] = [];
    const frame = {
      columns: ["a"],
      height: 10_000_000,
      getColumn: () => ({
        get: (row: number) => {
          read.push(row);
          return row;
        },
      }),
    };
    table(frame, { maxRows: 4 }).toText();
    assertEquals(read, [0, 1, 9_999_998, 9_999_999]);
  });
});
