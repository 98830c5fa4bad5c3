/**
 * Texts of two runs: what counts as the same.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { DEFAULT_SETTINGS } from "../../../src/notebook/compare/compare_settings.ts";
import { compareText } from "../../../src/notebook/compare/compare_text.ts";
import { applyMasks, DEFAULT_MASKS, parseMask } from "../../../src/notebook/compare/masks.ts";
import { NotebookError } from "../../../src/notebook/format/notebook_error.ts";
import { seeded } from "../made_notebooks.ts";

const differ = (a: string, b: string, more: object = {}) =>
  compareText(a, b, { ...DEFAULT_SETTINGS, ...more });
const same = (a: string, b: string, more: object = {}) =>
  assertEquals(differ(a, b, more), undefined);
const different = (a: string, b: string, more: object = {}) =>
  assert(differ(a, b, more) !== undefined, `${a} should differ from ${b}`);

describe("compareText()", () => {
  it("allows numbers to differ by the tolerance, and no more", () => {
    same("loss 0.5000001", "loss 0.5");
    different("loss 0.501", "loss 0.5");
    same("loss 0.501, acc 91%", "loss 0.5, acc 92%", { relative: 0.02 });
    different("loss 0.501, acc 91%", "loss 0.5, acc 95%", { relative: 0.02 });
    same("-1.5e-20", "0", { absolute: 1e-12 });
    different("1", "-1", { relative: 0.5 });
    different("NaN", "1");
    same("3", "3.0");
    different("epoch 3", "epoch 4");
  });

  it("does not let words hide behind numbers", () => {
    different("loss 1", "cost 1", { relative: 10 });
    different("a 1 b 2", "a 1 b", { relative: 10 });
    different("1 2", "1 2 3", { relative: 10 });
  });

  it("does not mind colours, ends of lines, blanks at ends and wider columns", () => {
    same("\x1b[31mred\x1b[0m\r\nb  \n", "red\nb");
    same("│ a │ 0.10 │\n├───┼──────┤", "│ a │ 0.1  │\n├───┼─────┤");
  });

  it("masks times, dates, paths, ids and addresses", () => {
    same("took 1.23 s on 2024-01-02T03:04:05.678Z", "took 987 ms on 2026-11-22T10:00:00Z");
    same("at 10:11:12", "at 23:59:59.5");
    same(
      "Download https://example.org/a.tgz\n╭ Warning\n│\n│  Ignored build scripts for packages:\n│  npm:a@1\n╰─\nloss 1",
      "loss 1",
    );
    assertEquals(differ("gone", ""), "- gone");
    same("took 2m 3s", "took 1h 12m 5.2s");
    different("width 3 m", "width 4 m");
    same("in /tmp/a1b2/x.txt, done", "in /var/folders/zz/y.txt, done");
    same("file:///home/ann/nb/lib.ts:3:4", "file:///Users/bob/lib.ts:3:4");
    same(
      "id 3f2504e0-4f89-41d3-9a0c-0305e82c3301",
      "id 00000000-0000-4000-8000-000000000000",
    );
    same("listening on http://localhost:41233/", "listening on http://localhost:8000/");
    same("0x7ffee4c0 pid 123", "0x7ffee4d8 pid 99999");
    same("1,234 images/s, 12.5 it/s, 3.1 ms/step", "987 images/s, 99 it/s, 7 ms/step");
    same("Sun Nov 22 2026 10:00:00 GMT+0000 (UTC)", "Mon Jan 05 2026 11:30:00 GMT+0100 (CET)");
    different("took 1.23 s", "took 1.23 m/z", {});
    different("took 1.23 s", "took 4.56 s", { masks: [] });
  });

  it("leaves what looks like a path or a time but is none", () => {
    const text = "either/or 1/2 a/b accuracy 0.91 m=3 conv2d/kernel 3 × 4 [10, 20] v1.2.3";
    assertEquals(applyMasks(text, DEFAULT_MASKS), text);
  });

  it("shows lines that are gone and new, with those around them", () => {
    const before = Array.from({ length: 30 }, (_, i) => `line ${i}`);
    const found = differ(before.join("\n"), before.with(10, "changed").join("\n"))!;
    assertEquals(found.split("\n"), [
      "  …",
      "  line 8",
      "  line 9",
      "- line 10",
      "+ changed",
      "  line 11",
      "  line 12",
      "  …",
    ]);
  });

  it("does not show lines whose numbers are close enough", () => {
    const found = differ("a 1.0000001\nb\nc", "a 1\nB\nc")!;
    assertEquals(found, "  a 1\n- b\n+ B\n  c");
  });

  it("stays short and quick with texts that have nothing in common", () => {
    const random = seeded(4);
    const noise = () =>
      Array.from({ length: 20_000 }, () => String.fromCharCode(97 + random() * 26).repeat(9)).join(
        "\n",
      );
    const begun = performance.now();
    const found = differ(noise(), noise())!;
    assert(found.length < 10_000);
    assert(performance.now() - begun < 10_000);
  });
});

describe("parseMask()", () => {
  it("takes a regular expression and what to put in its place", () => {
    assertEquals(applyMasks("seed 12 x", [parseMask("seed \\d+ => seed")]), "seed x");
    assertEquals(applyMasks("abc", [parseMask("b")]), "a<masked>c");
  });

  it("says what is wrong with it", () => {
    const error = assertThrows(() => parseMask("(a"), NotebookError);
    assertStringIncludes(error.message, 'the mask "(a" is no regular expression');
  });
});
