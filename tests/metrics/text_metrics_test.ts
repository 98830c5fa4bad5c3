import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import * as metrics from "../../src/metrics/mod.ts";

describe("metrics of texts", () => {
  it("texts that come bit by bit, and states that are merged, give what all at once give", () => {
    const predictions = ["the cat sat on the mat", "a dog", "it rains"];
    const references = ["the cat is on the mat", "the dog", "it rains"];
    const makers: (() => metrics.TextMetric<unknown>)[] = [
      () => new metrics.Bleu(),
      () => new metrics.Chrf({ wordOrder: 2 }),
      () => new metrics.Rouge(),
      () => new metrics.ErrorRate(),
      () => new metrics.Squad(),
    ];
    for (const make of makers) {
      const [all, first, rest] = [make(), make(), make()];
      all.update(predictions, references);
      first.update(predictions.slice(0, 1), references.slice(0, 1));
      rest.update(predictions.slice(1), references.slice(1));
      const merged = make();
      merged.merge(JSON.parse(JSON.stringify(first.state())));
      merged.merge(rest);
      assertEquals(merged.result(), all.result());
      merged.reset();
      merged.merge(all);
      assertEquals(merged.result(), all.result());
    }
  });

  it("Chinese is counted by characters, emoji as one", () => {
    assertEquals(metrics.characterErrorRate(["机器学习😀"], ["机器学习"]), 0.25);
    const { score } = metrics.bleu(["机器学习很有趣"], ["机器学习很有趣"], { tokenize: "char" });
    assertAlmostEquals(score, 100);
    const tokenize = (text: string) => Array.from(text);
    const { rouge1 } = metrics.rouge(["机器"], ["机械"], { tokenize });
    assertEquals(rouge1.f1, 0.5);
    assertEquals(metrics.rouge(["机器"], ["机器"]).rouge1.f1, 0);
  });

  it("empty texts and answers have the scores that are documented", () => {
    assertEquals(metrics.bleu([""], ["a b"]).score, 0);
    assertEquals(metrics.chrf([""], ["a b"]), 0);
    assertEquals(metrics.wordErrorRate([""], ["a b"]), 1);
    assertEquals(metrics.wordErrorRate(["a"], [""]), Infinity);
    assertEquals(metrics.squad(["", "x"], ["", ""]), { exactMatch: 50, f1: 50 });
    assertEquals(metrics.distinctN(["a"]), NaN);
    assertEquals(metrics.distinctN(["a a", "a b"], { n: 1 }), 0.5);
  });

  it("lists that do not fit and options that are none are refused", () => {
    assertThrows(() => metrics.bleu([], []), RangeError, "there are no texts");
    assertThrows(() => metrics.bleu(["a"], []), TypeError, "references for each of 1 texts, got 0");
    assertThrows(() => metrics.bleu(["a"], [[]]), TypeError, "text 0 has no reference");
    assertThrows(
      () => metrics.chrf("text" as unknown as string[], ["text"]),
      TypeError,
      "wanted lists of texts, got one text",
    );
    assertThrows(
      () => metrics.bleu(["a"], ["a"], { tokenize: "ja" as "13a" }),
      RangeError,
      'or a function, not "ja"',
    );
    assertThrows(
      () => metrics.bleu(["a"], ["a"], { smoothing: "much" as "exp" }),
      RangeError,
      'not "much"',
    );
    assertThrows(() => metrics.distinctN(["a"], { n: 0 }), RangeError, "not 0");
    assertThrows(
      () => new metrics.ErrorRate().update(["a"], [["a", "b"]]),
      TypeError,
      "wanted one reference for each text, got 2",
    );
  });
});
