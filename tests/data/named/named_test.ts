import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { afterEach, beforeAll, beforeEach, describe, it } from "@std/testing/bdd";
import { join } from "node:path";
import { DownloadError } from "../../../src/data/download_error.ts";
import { cifar10, cifar100, loadCifar, readCifar } from "../../../src/data/named/cifar.ts";
import { fashionMnist } from "../../../src/data/named/fashion_mnist.ts";
import { imdb, reviewsOf } from "../../../src/data/named/imdb.ts";
import { namedFile } from "../../../src/data/named/named_file.ts";
import { reviewIndices } from "../../../src/data/named/review_indices.ts";
import { readLabelledLines, sst2 } from "../../../src/data/named/sst2.ts";
import { readTarFiles } from "../../../src/data/named/tar_files.ts";
import { tinyShakespeare } from "../../../src/data/named/tiny_shakespeare.ts";
import * as tf from "../../../src/engine/tf.ts";
import { Tokenizer } from "../../../src/text/tokenizer.ts";
import { startFileServer, withRanges } from "../file_server.ts";

const DATA_DIR = Deno.env.get("TENSAUR_DATA_DIR");
const TEXTS = DATA_DIR === undefined ? undefined : join(DATA_DIR, "text");
const ignore = TEXTS === undefined || !(await Deno.stat(TEXTS).then(() => true, () => false));
const why = ignore ? " (ignored: TENSAUR_DATA_DIR has no text)" : "";

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/** A tar archive of files, unpacked. */
function tarOf(files: Readonly<Record<string, Uint8Array>>): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const blocks = Object.entries(files).flatMap(([name, bytes]) => {
    const header = new Uint8Array(512);
    const put = (at: number, text: string) => header.set(encoder.encode(text), at);
    put(0, name);
    put(100, "0000644\0");
    put(124, `${bytes.length.toString(8).padStart(11, "0")}\0`);
    put(148, "        ");
    put(156, "0");
    put(257, "ustar\u000000");
    const sum = header.reduce((a, b) => a + b, 0);
    put(148, `${sum.toString(8).padStart(6, "0")}\0 `);
    const padded = new Uint8Array(Math.ceil(bytes.length / 512) * 512);
    padded.set(bytes);
    return [header, padded];
  });
  return new Uint8Array(
    [...blocks, new Uint8Array(1024)].flatMap((block) => [...block]),
  );
}

async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/** `count` pictures of CIFAR's files: class i, red 10 i, green 10 i + 1, blue 10 i + 2. */
function pictures(count: number, labelBytes: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(count * (labelBytes + 3072));
  for (let i = 0; i < count; i++) {
    const at = i * (labelBytes + 3072);
    bytes[at] = 9;
    bytes[at + labelBytes - 1] = i;
    for (let c = 0; c < 3; c++) {
      const from = at + labelBytes + c * 1024;
      bytes.fill(10 * i + c, from, from + 1024);
    }
  }
  return bytes;
}

describe("named data sets", () => {
  let folder: string;
  beforeAll(async () => {
    await tf.ready();
  });
  beforeEach(async () => {
    folder = await Deno.makeTempDir();
  });
  afterEach(async () => {
    await Deno.remove(folder, { recursive: true });
  });
  const elsewhere = () => ({ dir: join(folder, "none"), cacheDir: folder, mirrors: [] });

  it("each says which mirrors do not answer, and refuses bad limits", async () => {
    await using server = startFileServer(() => new Response("no", { status: 404 }));
    const options = { ...elsewhere(), mirrors: [server.url] };
    for (const load of [fashionMnist, cifar10, cifar100, imdb, sst2, tinyShakespeare]) {
      await assertRejects(() => load(options), DownloadError, server.url);
    }
    for (const load of [fashionMnist, cifar10, cifar100, imdb, sst2]) {
      for (const limit of [0, 1.5, -2]) {
        await assertRejects(() => load({ ...options, limit }), RangeError, `is ${limit}`);
      }
    }
    assertEquals(server.requests, [
      "/t10k-images-idx3-ubyte.gz",
      "/cifar-10-binary.tar.gz",
      "/cifar-100-binary.tar.gz",
      "/aclImdb_v1.tar.gz",
      "/train.tsv",
      "/tinyshakespeare.txt",
    ]);
  });

  it("namedFile() takes the data folder, then the cache, then mirrors, and checks each", async () => {
    const bytes = new TextEncoder().encode("seven");
    const file = { name: "7.txt", sha256: await sha256(bytes) };
    const place = { title: "Seven", folder: "seven", mirrors: [] };
    await using server = startFileServer((request) => withRanges(bytes, request));
    const [dir, cacheDir] = [join(folder, "data"), join(folder, "cache")];
    const options = { dir, cacheDir, mirrors: [server.url] };
    const source = async () => (await namedFile(file, place, options)).source;
    assertEquals(await source(), "Seven, downloaded from " + new URL(server.url).host);
    assertEquals(await source(), "Seven, from the cache");
    await Deno.mkdir(dir);
    await Deno.writeFile(join(dir, "7.txt"), bytes);
    assertEquals(await source(), "Seven, from the data folder");
    await Deno.writeTextFile(join(dir, "7.txt"), "eight");
    await assertRejects(source, Error, `its SHA-256 must be ${file.sha256}`);
    assertEquals(server.requests.length, 1);
  });

  it("fashionMnist() refuses a file in the data folder that is not the official one", async () => {
    await Deno.writeFile(join(folder, "t10k-images-idx3-ubyte.gz"), new Uint8Array(3));
    await assertRejects(
      () => fashionMnist({ dir: folder, cacheDir: folder, mirrors: [] }),
      Error,
      "its SHA-256 must be 346e55b9",
    );
  });

  it("readCifar() puts the channels of each pixel together", () => {
    for (const labelBytes of [1, 2]) {
      const bytes = readCifar([pictures(2, labelBytes), pictures(1, labelBytes)], labelBytes);
      assertEquals([bytes.size, [...bytes.labels]], [3, [0, 1, 0]]);
      assertEquals([...bytes.pixels.slice(3072, 3078)], [10, 11, 12, 10, 11, 12]);
      assertEquals([...bytes.pixels.slice(-3)], [0, 1, 2]);
    }
    assertThrows(() => readCifar([new Uint8Array(3072)], 1), SyntaxError, "3073 bytes");
  });

  it("loadCifar() reads a packed archive", async () => {
    const packed = await gzip(tarOf({
      "c/train.bin": pictures(4, 1),
      "c/test.bin": pictures(2, 1),
      "c/names.txt": new TextEncoder().encode("plane\ncar\n\n"),
      "c/other.bin": new Uint8Array(7),
    }));
    const cifar = {
      title: "CIFAR of four",
      folder: "cifar4",
      archive: { name: "c.tar.gz", sha256: await sha256(packed) },
      train: ["c/train.bin"],
      test: ["c/test.bin"],
      names: "c/names.txt",
      labels: 1,
    };
    await using server = startFileServer((request) => withRanges(packed, request));
    const options = { ...elsewhere(), mirrors: [server.url] };
    const before = tf.memory().numTensors;
    {
      using parts = await loadCifar(cifar, { ...options, limit: 3 });
      const { train, test } = parts;
      assertEquals([train.images.shape, test.images.shape], [[3, 32, 32, 3], [2, 32, 32, 3]]);
      assertEquals([...train.labels.dataSync()], [0, 1, 2]);
      assertEquals(train.classNames, ["plane", "car"]);
      assertEquals([train.official, test.official], [false, true]);
      assertStringIncludes(train.source, "the first 3 examples of: training set of CIFAR of four");
      assertEquals(train.images.dataSync()[3072], Math.fround(10 / 255));
    }
    assertEquals(tf.memory().numTensors, before);
    const without = { ...cifar, test: ["c/missing.bin"] };
    await assertRejects(() => loadCifar(without, options), SyntaxError, "no c/missing.bin");
  });

  it("readTarFiles() reads what is wanted, and refuses what is no archive", async () => {
    const path = join(folder, "a.tar");
    const encoder = new TextEncoder();
    const long = new Uint8Array(3_000_000).fill(7);
    await Deno.writeFile(
      path,
      await gzip(tarOf({ "../x": encoder.encode("out"), "b/long": long })),
    );
    const all = { wanted: () => true };
    const files = await readTarFiles(path, all);
    assertEquals([...files.keys()], ["../x", "b/long"]);
    assertEquals(files.get("b/long")!.length, 3_000_000);
    assertEquals([...(await readTarFiles(path, { wanted: (name) => name === "b/long" })).keys()], [
      "b/long",
    ]);
    assertEquals([...Deno.readDirSync(folder)].length, 1, "nothing is written");
    await assertRejects(
      () => readTarFiles(path, { ...all, maxBytes: 3_000_002 }),
      RangeError,
      "it holds more than 3000002 bytes",
    );
    const whole = await Deno.readFile(path);
    await Deno.writeFile(path, whole.subarray(0, whole.length / 2));
    await assertRejects(() => readTarFiles(path, all), SyntaxError, path);
    await Deno.writeTextFile(path, "hello, this is no archive at all");
    await assertRejects(() => readTarFiles(path, all), SyntaxError, path);
  });

  it("reviewsOf() mixes classes, always in the same order", () => {
    const encoder = new TextEncoder();
    const files = new Map<string, Uint8Array>();
    for (const part of ["test", "train"]) {
      for (const kind of ["pos", "neg"]) {
        for (let i = 0; i < 12; i++) {
          files.set(`aclImdb/${part}/${kind}/${i}_8.txt`, encoder.encode(`${part} ${kind} ${i}`));
        }
      }
    }
    const { texts, labels } = reviewsOf(files, "train");
    assertEquals(texts.length, 24);
    assert(texts.every((text, i) => text.startsWith(`train ${labels[i] === 1 ? "pos" : "neg"}`)));
    assertEquals(reviewsOf(new Map([...files].reverse()), "train").texts, texts);
    assert(new Set(labels.subarray(0, 8)).size === 2, "classes are mixed");
  });

  it("reviewIndices() numbers words as Keras' imdb.load_data does", () => {
    const tokenizer = new Tokenizer().fitOnTexts(["the the the a a film"]);
    const texts = ["A film, the best!"];
    assertEquals(reviewIndices(texts, tokenizer), [[1, 5, 6, 4, 2]]);
    assertEquals(reviewIndices(texts, tokenizer, { numWords: 6 }), [[1, 5, 2, 4, 2]]);
    assertEquals(reviewIndices(texts, tokenizer, { skipTop: 5, oovChar: null }), [[1, 5, 6]]);
    assertEquals(reviewIndices(texts, tokenizer, { startChar: null, indexFrom: 0 }), [[
      2,
      3,
      1,
      2,
    ]]);
  });

  it("readLabelledLines() refuses lines of another form by number", () => {
    assertEquals(readLabelledLines("good\t1\nbad\t0\r\n").texts, ["good", "bad"]);
    for (const bad of ["good\t1\nbad", "good\t1\nbad\t2", "good\t1\na\tb\t1"]) {
      assertThrows(() => readLabelledLines(bad), SyntaxError, "line 2 must be");
    }
  });

  it(`tinyShakespeare() loads the plays${why}`, { ignore }, async () => {
    const { text, source } = await tinyShakespeare({ ...elsewhere(), dir: TEXTS! });
    assertEquals([text.length, new Set(text).size], [1_115_394, 65]);
    assertStringIncludes(source, "Tiny Shakespeare, from the data folder");
  });

  it(`sst2() loads sentences and labels${why}`, { ignore }, async () => {
    const parts = await sst2({ ...elsewhere(), dir: join(TEXTS!, "sst2") });
    const { train, validation, test } = parts;
    assertEquals([train.size, validation.size, test.size], [6920, 872, 1821]);
    const share = train.labels.reduce((sum, label) => sum + label, 0) / 6920;
    assert(share > 0.5 && share < 0.55);
    assertEquals(await train.take(1).toArray(), [
      { inputs: train.texts[0]!, targets: train.labels[0]! },
    ]);
    assertEquals((await sst2({ dir: join(TEXTS!, "sst2"), limit: 5 })).test.size, 5);
  });
});
