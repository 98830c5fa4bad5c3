/** Kernels on strings. @module */

import type * as tfjs from "../../deps/tfjs.ts";
import { bool, int, ints, text } from "./attrs.ts";
import { defineKernel } from "./define.ts";
import { explained } from "./explained.ts";

type Info = tfjs.TensorInfo;

const nGrams = defineKernel<{ data: Info; dataSplits: Info }, tfjs.StringNGramsAttrs>(
  "StringNGrams",
  ({ backend, inputs: { data, dataSplits }, attrs }) => {
    const opAttrs = [
      text("separator", attrs.separator),
      ints("ngram_widths", attrs.nGramWidths),
      text("left_pad", attrs.leftPad),
      text("right_pad", attrs.rightPad),
      int("pad_width", attrs.padWidth),
      bool("preserve_short_sequences", attrs.preserveShortSequences),
    ];
    return explained(() => backend.run("StringNGrams", opAttrs, [data, dataSplits], 2));
  },
);

const split = defineKernel<{ input: Info; delimiter: Info }, tfjs.StringSplitAttrs>(
  "StringSplit",
  ({ backend, inputs: { input, delimiter }, attrs }) => {
    const opAttrs = [bool("skip_empty", attrs.skipEmpty)];
    return explained(() => backend.run("StringSplit", opAttrs, [input, delimiter], 3));
  },
);

const toHashBucketFast = defineKernel<{ input: Info }, tfjs.StringToHashBucketFastAttrs>(
  "StringToHashBucketFast",
  ({ backend, inputs: { input }, attrs }) =>
    explained(() =>
      backend.runOne("StringToHashBucketFast", [int("num_buckets", attrs.numBuckets)], [input])
    ),
);

/** All of them. */
export const stringKernels: tfjs.KernelConfig[] = [nGrams, split, toHashBucketFast];
