/**
 * Outputs of two runs: streams, displays, pictures, HTML, JSON, errors.
 *
 * @module
 */
import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { encode } from "npm:fast-png@8.0.0";
import { compareOutputs } from "../../../src/notebook/compare/compare_outputs.ts";
import {
  type CompareSettings,
  DEFAULT_SETTINGS,
  settingsFrom,
} from "../../../src/notebook/compare/compare_settings.ts";
import type { JsonObject } from "../../../src/notebook/format/json.ts";
import { NotebookError } from "../../../src/notebook/format/notebook_error.ts";
import type { Output } from "../../../src/notebook/format/notebook.ts";

const stream = (text: string, name = "stdout"): Output => ({ output_type: "stream", name, text });
const shows = (data: JsonObject): Output => ({ output_type: "display_data", metadata: {}, data });
const error = (evalue: string, ename = "Error"): Output => ({
  output_type: "error",
  ename,
  evalue,
  traceback: [`at ${Math.random()}`],
});

async function compare(
  stored: Output[],
  current: Output[],
  settings: Partial<CompareSettings> = {},
): Promise<string> {
  const found = await compareOutputs(stored, current, { ...DEFAULT_SETTINGS, ...settings });
  return found.map(({ what, how }) => `${what}: ${how}`).join("\n");
}

/** A picture in which `changed` pixels are black. */
function png(
  width: number,
  height: number,
  { changed = 0, channels = 3, depth = 8 }: {
    changed?: number;
    channels?: 1 | 2 | 3 | 4;
    depth?: 8 | 16;
  } = {},
): string {
  const size = width * height * channels;
  const data = depth === 16 ? new Uint16Array(size) : new Uint8Array(size);
  data.fill(depth === 16 ? 65_535 : 255);
  for (let i = 0; i < changed; i++) {
    const colours = channels > 2 ? 3 : 1;
    data.fill(0, i * channels, i * channels + colours);
  }
  return encode({ width, height, data, channels, depth }).toBase64();
}
const picture = (content: string) => shows({ "image/png": content, "text/plain": "[picture]" });

describe("compareOutputs()", () => {
  it("compares streams as wholes, whatever came in between", async () => {
    assertEquals(
      await compare(
        [stream("a\n"), stream("e\n", "stderr"), stream("b\n")],
        [stream("e\n", "stderr"), stream("a\nb\n")],
      ),
      "",
    );
    assertEquals(await compare([stream("a")], [stream("b")]), "stdout: - a\n+ b");
    assertEquals(await compare([stream("a", "stderr")], [], { ignore: ["stderr"] }), "");
  });

  it("names displays that are new and gone", async () => {
    const one = shows({ "text/plain": "one" });
    assertEquals(await compare([one], []), "text/plain: is gone:\n- one");
    assertEquals(
      await compare([one], [one, error("bad")]),
      "output 2, error: is new:\n+ Error: bad",
    );
    assertEquals(
      await compare([shows({ "text/plain": "x", "text/html": "<b>x</b>" })], [
        shows({ "text/plain": "x" }),
      ]),
      "text/html: is gone",
    );
  });

  it("compares errors by name and message, not by their trace", async () => {
    assertEquals(await compare([error("x")], [error("x")]), "");
    assertStringIncludes(await compare([error("x")], [error("y")]), "- Error: x\n+ Error: y");
    assertStringIncludes(await compare([error("x")], [error("x", "TypeError")]), "+ TypeError: x");
  });

  it("compares HTML by what a reader sees", async () => {
    const table = (value: string, style = "") =>
      shows({
        "text/html": `<table class="${style}"><tr><td>loss</td><td>${value}</td></tr></table>`,
      });
    assertEquals(await compare([table("0.5")], [table("0.50000001", "new")]), "");
    assertStringIncludes(await compare([table("0.5")], [table("0.6")]), "text/html");
    assert(await compare([table("1", "a")], [table("1", "b")], { html: "exact" }) !== "");
    assertEquals(await compare([table("1")], [table("2")], { html: "ignore" }), "");
  });

  it("compares JSON value by value, figures too", async () => {
    const figure = (y: number) =>
      shows({ "application/vnd.plotly.v1+json": { data: [{ y: [1, y], name: "a" }] } });
    assertEquals(await compare([figure(2)], [figure(2.0000001)]), "");
    assertStringIncludes(
      await compare([figure(2)], [figure(3)]),
      "data[0].y[1] is 3, stored is 2",
    );
    const plain = (value: JsonObject) => shows({ "application/json": value });
    assertStringIncludes(await compare([plain({ a: 1 })], [plain({ b: 1 })]), "a is gone");
    assertStringIncludes(
      await compare([plain({ a: [1] })], [plain({ a: [1, 2] })]),
      "a has 2 values",
    );
    assertStringIncludes(await compare([plain({ a: [1] })], [plain({ a: { 0: 1 } })]), "a is");
  });

  it("compares pictures by their pixels", async () => {
    const same = picture(png(40, 40));
    assertEquals(await compare([same], [picture(png(40, 40, { changed: 8 }))]), "");
    assertMatch(
      await compare([same], [picture(png(40, 40, { changed: 160 }))]),
      /image\/png: \d+\.\d% of the pixels differ, 1% are allowed/,
    );
    assertEquals(
      await compare([same], [picture(png(40, 40, { changed: 160 }))], { pixels: 0.2 }),
      "",
    );
    assertStringIncludes(await compare([same], [picture(png(40, 41))]), "40 × 41 pixels");
    const all = picture(png(40, 40, { changed: 1600 }));
    assertEquals(await compare([same], [all], { images: "size" }), "");
    assertEquals(await compare([same], [all], { images: "ignore" }), "");
    const little = picture(png(40, 40, { changed: 1 }));
    assertStringIncludes(await compare([same], [little], { images: "exact" }), "the bytes differ");
  });

  it("reads all kinds of PNG", async () => {
    for (const channels of [1, 2, 3, 4] as const) {
      for (const depth of [8, 16] as const) {
        const of = (changed: number) => picture(png(20, 20, { changed, channels, depth }));
        assertEquals(await compare([of(0)], [of(2)]), "", `${channels} × ${depth}`);
        assertStringIncludes(await compare([of(0)], [of(200)]), "50.0% of the pixels differ");
      }
    }
  });

  it("says when a picture is damaged or of another kind", async () => {
    const same = picture(png(4, 4));
    assertStringIncludes(await compare([same], [picture("QUJD")]), "the new picture is no PNG");
    assertStringIncludes(await compare([picture("!!")], [same]), "the stored picture is no PNG");
    const jpeg = (content: string) => shows({ "image/jpeg": content });
    assertStringIncludes(await compare([jpeg("QQ==")], [jpeg("Qg==")]), "only PNG");
  });
});

describe("settingsFrom()", () => {
  const from = (test: JsonObject | string) => settingsFrom(DEFAULT_SETTINGS, { tensaur: { test } });

  it("takes settings of metadata, and adds masks", () => {
    const found = from({ relative: 0.1, images: "size", masks: ["a => b"], ignore: ["stderr"] });
    assertEquals(found.relative, 0.1);
    assertEquals(found.images, "size");
    assertEquals(found.ignore, ["stderr"]);
    assertEquals(found.masks.length, DEFAULT_SETTINGS.masks.length + 1);
    assertEquals(settingsFrom(DEFAULT_SETTINGS, {}), DEFAULT_SETTINGS);
  });

  it("says which setting is wrong", () => {
    const problem = (test: JsonObject | string) =>
      assertThrows(() => from(test), NotebookError).message;
    assertStringIncludes(
      problem({ relative: -1 }),
      "metadata.tensaur.test.relative must be a number",
    );
    assertStringIncludes(problem({ images: "nice" }), "must be similar, size, exact, ignore");
    assertStringIncludes(problem({ masks: "x" }), "masks must be a list of texts");
    assertStringIncludes(problem({ masks: ["("] }), "no regular expression");
    assertStringIncludes(problem("x"), "metadata.tensaur.test must be an object");
  });
});
