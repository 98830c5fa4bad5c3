import { assertEquals } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import * as metrics from "../../../src/metrics/mod.ts";
import * as tf from "../../../src/engine/tf.ts";
import { tidily } from "../../nn/numbers.ts";
import { assertAllClose } from "../../tolerance.ts";

/** What the peers computed; see make_metrics.py, which writes it. */
interface Golden {
  predictions: string[];
  references: string[][];
  bleu: {
    options: metrics.BleuOptions;
    score: number;
    precisions: number[];
    bp: number;
    length: number;
    referenceLength: number;
  }[];
  sentences: number[];
  hard: number[];
  chrf: { options: metrics.ChrfOptions; score: number }[];
  rouge: Record<keyof metrics.RougeResult, metrics.RougeScore>;
  rougeOfMany: Record<keyof metrics.RougeResult, number>;
  wer: number;
  cer: number;
  squad: metrics.SquadResult;
  squadAnswer: { prediction: string; references: string[] };
  perplexity: { logits: number[][][]; labels: number[][]; value: number };
}

const golden: Golden = JSON.parse(
  Deno.readTextFileSync(new URL("./text.json", import.meta.url)),
);
const { predictions, references } = golden;
const firsts = references.map(([first]) => first!);
const EXACT = { tolerance: { relative: 1e-11, absolute: 1e-12 } };
const SINGLE = { tolerance: { relative: 1e-5, absolute: 1e-5 } };

describe("metrics of texts against their peers", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  for (const { options, score, precisions, bp, length, referenceLength } of golden.bleu) {
    it(`bleu() is sacreBLEU's, ${JSON.stringify(options)}`, () => {
      const found = metrics.bleu(predictions, references, options);
      assertAllClose(found.score, score, EXACT);
      assertAllClose(found.precisions as number[], precisions, EXACT);
      assertAllClose(found.brevityPenalty, bp, EXACT);
      assertEquals([found.length, found.referenceLength], [length, referenceLength]);
    });
  }

  it("bleu() of single sentences with effective order is sacreBLEU's", () => {
    const scores = predictions.map((text, i) =>
      metrics.bleu([text], [references[i]!], { effectiveOrder: true }).score
    );
    assertAllClose(scores, golden.sentences, EXACT);
    assertAllClose(metrics.bleu(["the the cat"], ["the cat"]).score, golden.hard[0]!, EXACT);
    assertEquals(metrics.bleu([""], ["the cat"]).score, golden.hard[1]);
  });

  for (const { options, score } of golden.chrf) {
    it(`chrf() is sacreBLEU's, ${JSON.stringify(options)}`, () => {
      assertAllClose(metrics.chrf(predictions, references, options), score, EXACT);
    });
  }

  it("rouge() is rouge-score's, of several references too", () => {
    const found = metrics.rouge(predictions, firsts);
    const many = metrics.rouge(predictions, references);
    for (const kind of ["rouge1", "rouge2", "rougeL"] as const) {
      const { precision, recall, f1 } = golden.rouge[kind];
      const { precision: p, recall: r, f1: f } = found[kind];
      assertAllClose([p, r, f], [precision, recall, f1], EXACT);
      assertAllClose(many[kind].f1, golden.rougeOfMany[kind], EXACT);
    }
  });

  it("wordErrorRate() and characterErrorRate() are jiwer's", () => {
    assertAllClose(metrics.wordErrorRate(predictions, firsts), golden.wer, EXACT);
    assertAllClose(metrics.characterErrorRate(predictions, firsts), golden.cer, EXACT);
  });

  it("squad() is torchmetrics'", () => {
    const { prediction, references: given } = golden.squadAnswer;
    const found = metrics.squad([...predictions, prediction], [...references, given]);
    assertAllClose(
      [found.exactMatch, found.f1],
      [golden.squad.exactMatch, golden.squad.f1],
      SINGLE,
    );
  });

  it("Perplexity is torchmetrics', over batches", () => {
    tidily(() => {
      const { logits, labels, value } = golden.perplexity;
      const perplexity = new metrics.Perplexity();
      labels.forEach((row, i) =>
        perplexity.update(tf.tensor1d(row, "int32"), tf.tensor2d(logits[i]!))
      );
      assertAllClose(perplexity.result(), value, SINGLE);
    });
  });
});
