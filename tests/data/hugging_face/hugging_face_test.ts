import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { dataFiles } from "../../../src/data/hugging_face/data_files.ts";
import { HubError } from "../../../src/data/hugging_face/hub_cache.ts";
import { huggingFace } from "../../../src/data/hugging_face/hugging_face.ts";
import { startFileServer } from "../file_server.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const bytes = (text: string) => new TextEncoder().encode(text);

async function sha256(content: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", content)).toHex();
}

/** What the hub of the tests holds and does. */
interface Hub {
  files: Record<string, Uint8Array<ArrayBuffer>>;
  token?: string;
  /** Bytes of a file's rest after which the connection breaks, once. */
  breakAfter?: number | undefined;
}

/** A server that speaks the parts of the hub's protocol that are used. */
function startHub(hub: Hub) {
  return startFileServer(async (request, { pathname }) => {
    if (hub.token && request.headers.get("authorization") !== `Bearer ${hub.token}`) {
      return Response.json({ error: "Repository not found" }, { status: 401 });
    }
    const [, route] = /^\/api\/datasets\/owner\/name(\/.*)$/.exec(pathname) ?? [];
    if (route?.startsWith("/revision/main")) {
      return Response.json({ id: "owner/name", sha: COMMIT });
    }
    if (route?.startsWith(`/tree/${COMMIT}`)) {
      const entries = Object.entries(hub.files).map(async ([path, content]) => ({
        type: "file",
        path,
        size: content.length,
        oid: "f".repeat(40),
        ...(path.endsWith(".parquet") &&
          { lfs: { oid: await sha256(content), size: content.length } }),
      }));
      return Response.json([
        { type: "directory", path: "data", size: 0 },
        ...await Promise.all(entries),
      ]);
    }
    const prefix = `/datasets/owner/name/resolve/${COMMIT}/`;
    const content = hub.files[decodeURIComponent(pathname.slice(prefix.length))];
    if (!pathname.startsWith(prefix) || content === undefined) {
      const headers = { "x-error-code": "EntryNotFound" };
      return Response.json({ error: "Not found" }, { status: 404, headers });
    }
    const [, from = "0", to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("range") ?? "") ?? [];
    const end = Math.min(content.length, Number(to || content.length - 1) + 1);
    const part = content.subarray(Number(from), end);
    const headers = {
      etag: `"${pathname.length}"`,
      "content-range": `bytes ${from}-${end - 1}/${content.length}`,
    };
    const breakAfter = hub.breakAfter;
    if (breakAfter !== undefined && part.length > breakAfter) {
      hub.breakAfter = undefined;
      let given = false;
      const body = new ReadableStream({
        async pull(controller) {
          if (given) {
            await new Promise((done) => setTimeout(done, 50));
            controller.error(new Error("broken"));
          } else controller.enqueue(part.subarray(0, breakAfter));
          given = true;
        },
      });
      return new Response(body, { status: 206, headers });
    }
    return new Response(part, { status: 206, headers });
  });
}

async function withHub(
  hub: Hub,
  test: (endpoint: string, cacheDir: string, requests: string[]) => Promise<void>,
) {
  const cacheDir = await Deno.makeTempDir();
  await using server = startHub(hub);
  await test(server.url, cacheDir, server.requests);
  await Deno.remove(cacheDir, { recursive: true });
}

const csv = {
  "README.md": bytes("# A data set"),
  "data/train-00001.csv": bytes("n\n3\n"),
  "data/train-00000.csv": bytes("n\n1\n2\n"),
  "data/test.csv": bytes("n\n9\n"),
};

Deno.test("huggingFace() reads a split, and downloads no file twice", async () => {
  await withHub({ files: csv }, async (endpoint, cacheDir, requests) => {
    const options = { endpoint, cacheDir };
    const train = await huggingFace("owner/name", options);
    assertEquals(await train.toArray(), [{ n: 1 }, { n: 2 }, { n: 3 }]);
    const before = requests.filter((path) => path.includes("resolve")).length;
    await huggingFace("owner/name", options);
    assertEquals(requests.filter((path) => path.includes("resolve")).length, before);
    assertEquals(await (await huggingFace("owner/name", { ...options, split: "test" })).toArray(), [
      { n: 9 },
    ]);
    await assertRejects(
      () => huggingFace("owner/name", { ...options, split: "dev" }),
      RangeError,
      'the split "dev": there are train, test',
    );
  });
});

Deno.test("huggingFace() reads Parquet, and goes on with what was cut off", async () => {
  const numbers = Deno.readFileSync(new URL("../../parity/io/numbers.arrow", import.meta.url));
  const parquet = Deno.readFileSync(new URL("../../parity/io/numbers.parquet", import.meta.url));
  // Large enough that the client asks for ranges.
  const large = new Uint8Array(3_000_000).map((_, i) => numbers[i % numbers.length]!);
  const lines = bytes(Array.from({ length: 200_000 }, (_, i) => `{"n":${i}}\n`).join(""));
  const hub: Hub = {
    files: { "train.jsonl": lines, "other/big.bin": large, "test.parquet": parquet },
    breakAfter: 1_500_000,
  };
  await withHub(hub, async (endpoint, cacheDir, requests) => {
    const options = { endpoint, cacheDir };
    await assertRejects(
      () => huggingFace("owner/name", options),
      HubError,
      "train.jsonl of owner/name",
    );
    const train = await huggingFace("owner/name", options);
    assertEquals((await train.columns()).n, {
      dtype: "float64",
      shape: [200_000],
      data: Float64Array.from({ length: 200_000 }, (_, i) => i),
    });
    const ranges = requests.map((path) => /bytes=(\d+)-/.exec(path)?.[1]).filter((from) =>
      from !== undefined
    );
    assert(ranges.some((from) => Number(from) >= 1_000_000), `gone on with: ${ranges}`);
    const test = await huggingFace("owner/name", { ...options, split: "test", columns: ["n"] });
    assertEquals((await test.take(1).toArray())[0], { n: 0 });
  });
});

Deno.test("huggingFace() reads the cache where the hub cannot be reached", async () => {
  const cacheDir = await Deno.makeTempDir();
  let endpoint = "";
  {
    await using server = startHub({ files: csv });
    endpoint = server.url;
    await huggingFace("owner/name", { endpoint, cacheDir });
  }
  for (const options of [{ endpoint, cacheDir }, { endpoint, cacheDir, offline: true }]) {
    assertEquals((await (await huggingFace("owner/name", options)).toArray()).length, 3);
    await assertRejects(() => huggingFace("owner/other", options), HubError, "is not in");
  }
  await assertRejects(
    () => huggingFace("owner/name", { endpoint, cacheDir, split: "test" }),
    HubError,
    "data/test.csv",
  );
});

Deno.test("huggingFace() asks for private data sets with a token, and says that it needs one", async () => {
  await withHub({ files: csv, token: "hf_secret" }, async (endpoint, cacheDir) => {
    const options = { endpoint, cacheDir };
    const error = await assertRejects(
      () => huggingFace("owner/name", { ...options, token: "hf_other" }),
      HubError,
      "the token is not allowed to",
    );
    assert(!error.message.includes("hf_other"));
    const train = await huggingFace("owner/name", { ...options, token: "hf_secret" });
    assertEquals((await train.toArray()).length, 3);
  });
});

Deno.test("huggingFace() refuses names that lead out of the cache", async () => {
  for (
    const path of [
      "../evil.csv",
      "a/../../evil.csv",
      "/etc/evil.csv",
      "a\\..\\evil.csv",
      "C:evil.csv",
      "a//b.csv",
    ]
  ) {
    await withHub({ files: { ...csv, [path]: bytes("n\n1\n") } }, async (endpoint, cacheDir) => {
      await assertRejects(
        () => huggingFace("owner/name", { endpoint, cacheDir }),
        TypeError,
        "may lead out of its folder",
      );
      assertEquals([...Deno.readDirSync(cacheDir)], []);
    });
  }
  for (const name of ["../name", "owner/..", "a/b/c", "", "owner/name?x"]) {
    await assertRejects(() => huggingFace(name), TypeError, 'as in "owner/name"');
  }
});

Deno.test("huggingFace() refuses what is not what the hub announced", async () => {
  const parquet = Deno.readFileSync(new URL("../../parity/io/numbers.parquet", import.meta.url));
  const files = { "train.parquet": parquet };
  await withHub({ files }, async (endpoint, cacheDir) => {
    const part = `${cacheDir}/datasets--owner--name/${COMMIT}/train.parquet.part`;
    await Deno.mkdir(part.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeFile(part, new Uint8Array(100));
    const options = { endpoint, cacheDir };
    await assertRejects(() => huggingFace("owner/name", options), HubError, "the checksum");
    assertEquals(
      (await (await huggingFace("owner/name", options)).columns()).n !== undefined,
      true,
    );
  });
});

Deno.test("dataFiles() follows the card, with its configurations and patterns", () => {
  const card =
    "---\nconfigs:\n- config_name: en\n  data_files:\n  - split: train\n    path: en/*.csv\n" +
    "  - split: test\n    path: [en/held/**]\n- config_name: de\n  data_files: de/all.csv\n---\ntext";
  const paths = ["en/a.csv", "en/b.csv", "en/held/x/c.csv", "de/all.csv", "de/test.csv"];
  assertEquals(dataFiles(paths, card, { split: "train", config: "en" }).paths, [
    "en/a.csv",
    "en/b.csv",
  ]);
  assertEquals(dataFiles(paths, card, { split: "test", config: "en" }).paths, ["en/held/x/c.csv"]);
  assertEquals(dataFiles(paths, card, { split: "train", config: "de" }).paths, ["de/all.csv"]);
  assertThrows(() => dataFiles(paths, card, { split: "train" }), RangeError, "one of en, de");
  assertThrows(
    () => dataFiles(paths, card, { split: "train", config: "fr" }),
    RangeError,
    "there are en, de",
  );
});

Deno.test("dataFiles() goes by names, prefers Parquet, and takes all for training", () => {
  const files = (paths: string[], split: string) => dataFiles(paths, undefined, { split });
  const paths = ["train.csv", "val.csv", "train-0.parquet", "dataset_infos.json", "eval/x.jsonl"];
  assertEquals(files(paths, "train"), { format: "parquet", paths: ["train-0.parquet"] });
  assertEquals(files(paths, "validation"), { format: "csv", paths: ["val.csv"] });
  assertEquals(files(paths, "test"), { format: "jsonLines", paths: ["eval/x.jsonl"] });
  assertEquals(files(["b.tsv.gz", "a.tsv.gz"], "train").paths, ["a.tsv.gz", "b.tsv.gz"]);
  assertThrows(() => files(["a.bin"], "train"), RangeError, "no file has a format that is read");
});
