import { assertRejects } from "@std/assert";
import * as data from "../../src/data/mod.ts";
import * as tf from "../../src/engine/tf.ts";
import * as text from "../../src/text/mod.ts";

await tf.ready();

/** What notebooks without types let through. */
function odd(value: unknown): never {
  return value as never;
}

const numbers = data.from([{ x: 1, y: 2 }, { x: 3, y: 4 }]);

/** What is called, and what it shall say. */
const calls: readonly (readonly [
  name: string,
  call: () => unknown,
  kind: new (message: string) => Error,
  says: string,
])[] = [
  ["from() of a set", () => data.from(odd(new Set([1]))), TypeError, "got a Set; Array.from"],
  ["from() of a tensor", () => data.from(odd(tf.zeros([2]))), TypeError, "data.ArrayDataset"],
  [
    "from() of tensors by name",
    () => data.from(odd({ x: tf.zeros([2]) })),
    TypeError,
    '"x" is a T',
  ],
  [
    "from() of a typed array",
    () => data.from(odd({ x: new Int8Array(2) })),
    TypeError,
    "Int8Array",
  ],
  ["from() of nothing", () => data.from(odd(null)), TypeError, "got null"],
  [
    "fromGenerator() of a generator that runs",
    () => {
      return data.fromGenerator(odd((function* () {})()));
    },
    TypeError,
    "wanted a function that begins to generate",
  ],
  [
    "fromGenerator() of what returns a promise",
    () => {
      return data.fromGenerator(odd(() => Promise.resolve([1]))).toArray();
    },
    TypeError,
    "got a Promise",
  ],
  [
    "batch() of gaps in a list",
    () => {
      return data.from([{ x: [1, null] }]).batch(2).toArray();
    },
    TypeError,
    'at "x": wanted numbers, texts, arrays or objects of them, got an array of 2 that has',
  ],
  [
    "batch() with a type for what is not there",
    () => {
      return numbers.batch(2, { dtypes: { z: "int32" } }).toArray();
    },
    TypeError,
    'dtypes names "z", and elements are an object of x, y',
  ],
  [
    "smote() of NaN",
    () => data.smote([[0], [NaN]], [0, 1]),
    RangeError,
    "row 1 has NaN in column 0",
  ],
  [
    "smote() without neighbours",
    () => {
      return data.smote([[0], [1], [2]], [0, 0, 1], { neighbors: 0 });
    },
    RangeError,
    "neighbors must be a whole number from 1 on",
  ],
  [
    "stratifiedKFold() of a tensor",
    () => {
      return data.stratifiedKFold(odd(tf.tensor1d([0, 1])));
    },
    TypeError,
    "await labels.data()",
  ],
  [
    "Scaler.fit() of another kind",
    () => data.Scaler.fit([[1]], odd("minmax")),
    TypeError,
    "minMax",
  ],
  [
    "Scaler.fit() of infinity",
    () => data.Scaler.fit([[1], [Infinity]]),
    RangeError,
    "column 0 of 2",
  ],
  [
    "Imputer.fit() of another kind",
    () => {
      return data.Imputer.fit([[1]], odd("most_frequent"));
    },
    TypeError,
    "mean or median or mostFrequent",
  ],
  [
    "LabelEncoder.fit() of NaN",
    () => data.LabelEncoder.fit([1, NaN]),
    RangeError,
    "is missing (NaN)",
  ],
  ["LabelEncoder.fit() of null", () => data.LabelEncoder.fit([odd(null)]), RangeError, "(null)"],
  [
    "countMissing() of a data set",
    () => data.countMissing(odd(numbers)),
    TypeError,
    "columns() of a",
  ],
  [
    "dropMissing() of some",
    () => data.dropMissing(numbers, odd({ how: "some" })),
    TypeError,
    "any or all",
  ],
  [
    "imageFolder() without a folder",
    () => {
      return data.imageFolder("no/such/folder");
    },
    Deno.errors.NotFound,
    "there is no folder no/such/folder",
  ],
  [
    "resizeImage() between pixels in another way",
    () => {
      const image = { dtype: "uint8", shape: [1, 1, 1], data: new Uint8Array(1) } as const;
      return data.resizeImage(image, { size: [2, 2], interpolation: odd("linear") });
    },
    TypeError,
    "nearest or bilinear or bicubic or area",
  ],
  ...([
    [{ labelMode: "sparse" }, TypeError, "int or categorical or binary or null"],
    [{ colorMode: "RGB" }, TypeError, "grayscale or rgb or rgba"],
    [{ interpolation: "linear" }, TypeError, "nearest or bilinear or bicubic or area"],
    [{ subset: "both", validationSplit: 0.2 }, TypeError, "training or validation"],
    [{ onCorrupt: "ignore" }, TypeError, "throw or skip"],
    [{ dtype: "int32" }, TypeError, "float32 or uint8"],
    [{ augment: data.randomFlip() }, TypeError, "augment must be a list"],
    [{ imageSize: 224 }, RangeError, "current value is 224"],
    [{ imageSize: [0, 4] }, RangeError, "current value is [0, 4]"],
    [{ imageSize: [1e6, 1e6] }, RangeError, "at most 100000000 pixels"],
  ] as const).map(([options, kind, says]) =>
    [
      `imageFolder() with ${JSON.stringify(options)}`,
      () => data.imageFolder(".", odd(options)),
      kind,
      says,
    ] as const
  ),
  [
    "padSequences() on the left",
    () => {
      return text.padSequences([[1]], { padding: odd("left") });
    },
    TypeError,
    "padding must be pre or post",
  ],
  [
    "fitOnTexts() of one text",
    () => new text.Tokenizer().fitOnTexts("a b"),
    TypeError,
    "put it into",
  ],
  [
    "textsToSequences() of one text",
    () => {
      return new text.Tokenizer().fitOnTexts(["a"]).textsToSequences("a b");
    },
    TypeError,
    "put it into",
  ],
  [
    "textsToMatrix() of another mode",
    () => {
      return new text.Tokenizer().fitOnTexts(["a"]).textsToMatrix(["a"], odd("tf-idf"));
    },
    TypeError,
    "binary or count or freq or tfidf",
  ],
];

for (const [name, call, kind, says] of calls) {
  Deno.test(`${name} is refused, and says why`, async () => {
    // Some refuse before they return a promise.
    await assertRejects(async () => await call(), kind, says);
  });
}
