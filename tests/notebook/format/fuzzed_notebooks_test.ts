/**
 * Thousands of damaged and hostile files: each is read or refused with a message, nothing else.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { NotebookError } from "../../../src/notebook/format/notebook_error.ts";
import { parseNotebook } from "../../../src/notebook/format/parse_notebook.ts";
import { serializeNotebook } from "../../../src/notebook/format/serialize_notebook.ts";
import { strip } from "../../../src/notebook/strip.ts";
import { code, notebookOf, seeded, text } from "../made_notebooks.ts";

const good = serializeNotebook(notebookOf([
  text("# Title", { attachments: { "a.png": { "image/png": "QQ==" } } }),
  code("console.log(1)", {
    execution_count: 1,
    metadata: { tags: ["parameters"], jupyter: { source_hidden: true } },
    outputs: [
      { output_type: "stream", name: "stdout", text: "1\n" },
      {
        output_type: "execute_result",
        execution_count: 1,
        metadata: {},
        data: { "text/plain": "1", "application/vnd.plotly.v1+json": { data: [{ x: [1] }] } },
      },
      { output_type: "error", ename: "Error", evalue: "x", traceback: ["Error: x"] },
    ],
  }),
]));

/** Reads a text; a refusal must be a NotebookError with a message of reasonable size. */
function survives(input: string): "read" | "refused" {
  let notebook;
  try {
    ({ notebook } = parseNotebook(input));
  } catch (error) {
    if (!(error instanceof NotebookError)) throw error;
    assert(error.message.length > 10 && error.message.length < 3_000, error.message);
    return "refused";
  }
  const written = serializeNotebook(notebook);
  assertEquals(serializeNotebook(parseNotebook(written).notebook), written);
  serializeNotebook(strip(notebook));
  const ids = notebook.cells.map(({ id }) => id);
  assertEquals(new Set(ids).size, ids.length);
  return "read";
}

const JUNK: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  "",
  "\u0000\ud800",
  [],
  {},
  [[]],
  [null],
  { ["__proto__"]: 1, constructor: 2, toString: 3 },
  "x".repeat(10_000),
  ["a", 1],
  { "text/plain": [1] },
];

/** The value with something else at a random place. */
function damaged(value: unknown, random: () => number): unknown {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  if (typeof value !== "object" || value === null || random() < 0.1) return pick(JUNK);
  if (Array.isArray(value)) {
    if (value.length === 0 || random() < 0.1) return [...value, pick(JUNK)];
    const at = Math.floor(random() * value.length);
    return random() < 0.15 ? value.toSpliced(at, 1) : value.with(at, damaged(value[at], random));
  }
  const keys = Object.keys(value);
  if (keys.length === 0 || random() < 0.1) {
    return { ...value, [pick(["id", "x", "data"])]: pick(JUNK) };
  }
  const key = pick(keys);
  const rest = Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
  if (random() < 0.15) return rest;
  return { ...value, [key]: damaged((value as Record<string, unknown>)[key], random) };
}

describe("parseNotebook() with damaged files", () => {
  it("reads or refuses 3,000 notebooks with wrong values in them", () => {
    const random = seeded(1);
    const counts = { read: 0, refused: 0 };
    for (let i = 0; i < 3_000; i++) {
      let value: unknown = JSON.parse(good);
      for (let n = 0; n <= i % 3; n++) value = damaged(value, random);
      counts[survives(JSON.stringify(value))]++;
    }
    assert(counts.read > 100 && counts.refused > 100, JSON.stringify(counts));
  });

  it("reads or refuses 3,000 texts with letters changed, lost and doubled", () => {
    const random = seeded(2);
    for (let i = 0; i < 3_000; i++) {
      const letters = [...good];
      for (let n = 0; n < 1 + i % 8; n++) {
        const at = Math.floor(random() * letters.length);
        const kind = random();
        if (kind < 0.4) letters[at] = String.fromCodePoint(Math.floor(random() * 0x3000));
        else if (kind < 0.7) letters.splice(at, Math.floor(random() * 20));
        else letters.splice(at, 0, ...letters.slice(at, at + Math.floor(random() * 30)));
      }
      survives(letters.join(""));
    }
  });

  it("refuses every beginning of a notebook that is not the whole", () => {
    for (let end = 0; end < good.length - 2; end += 3) {
      assertEquals(survives(good.slice(0, end)), "refused");
    }
  });

  it("refuses random bytes", () => {
    const random = seeded(3);
    for (let i = 0; i < 300; i++) {
      const length = Math.floor(random() * 2_000);
      const bytes = Uint8Array.from({ length }, () => Math.floor(random() * 256));
      assertEquals(survives(new TextDecoder().decode(bytes)), "refused");
    }
  });
});
