import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { afterEach, beforeEach, describe, it } from "@std/testing/bdd";
import { createHash } from "node:crypto";
import { DownloadError } from "../../src/data/download_error.ts";
import { fetchCached } from "../../src/data/fetch_cached.ts";
import { startFileServer, withRanges } from "./file_server.ts";

const BYTES = Uint8Array.from({ length: 100_000 }, (_, i) => i * 31);
const SHA256 = createHash("sha256").update(BYTES).digest("hex");

describe("fetchCached", () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await Deno.makeTempDir();
    path = `${folder}/deep/er/file.bin`;
  });
  afterEach(() => Deno.remove(folder, { recursive: true }));

  const files = () => Array.from(Deno.readDirSync(`${folder}/deep/er`), ({ name }) => name).sort();

  it("fetchCached() downloads once, then finds the file", async () => {
    await using server = startFileServer(() => new Response(BYTES));
    const url = `${server.url}file`;
    const progress: (number | undefined)[][] = [];
    const options = {
      urls: [url],
      sha256: SHA256,
      onProgress: (...seen: (number | undefined)[]) => progress.push(seen),
    };
    assertEquals(await fetchCached(path, options), { path, url });
    assertEquals(await Deno.readFile(path), BYTES);
    assertEquals(progress.at(-1)![0], BYTES.length);
    assertEquals(await fetchCached(path, options), { path, url: undefined });
    assertEquals(server.requests, ["/file"]);
    assertEquals(files(), ["file.bin"]);
  });

  it("fetchCached() resumes a download that was cut off", async () => {
    let broken = true;
    await using server = startFileServer((request) => {
      if (!broken) return withRanges(BYTES, request);
      broken = false;
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(BYTES.subarray(0, 40_000)),
      });
      return new Response(body, { headers: { "content-length": String(BYTES.length) } });
    });
    const options = { urls: [`${server.url}file`], sha256: SHA256, timeout: 150 };
    await assertRejects(() => fetchCached(path, options), DownloadError);
    await fetchCached(path, options);
    assertEquals(await Deno.readFile(path), BYTES);
    assertEquals(server.requests, ["/file", "/file bytes=40000-"]);
    assertEquals(files(), ["file.bin"]);
  });

  it("fetchCached() starts over when a resumed file turns out wrong", async () => {
    await Deno.mkdir(`${folder}/deep/er`, { recursive: true });
    for (const rubbish of [500, BYTES.length + 1]) {
      await Deno.writeFile(`${path}.part`, new Uint8Array(rubbish).fill(9));
      await using server = startFileServer((request) => withRanges(BYTES, request));
      await fetchCached(path, { urls: [`${server.url}file`], sha256: SHA256 });
      assertEquals(await Deno.readFile(path), BYTES);
      assertEquals(server.requests, [`/file bytes=${rubbish}-`, "/file"]);
      await Deno.remove(path);
    }
  });

  it("fetchCached() takes a server without ranges", async () => {
    await Deno.mkdir(`${folder}/deep/er`, { recursive: true });
    await Deno.writeFile(`${path}.part`, BYTES.subarray(0, 500));
    await using server = startFileServer(() => new Response(BYTES));
    await fetchCached(path, { urls: [`${server.url}file`], sha256: SHA256 });
    assertEquals(await Deno.readFile(path), BYTES);
  });

  it("fetchCached() tries the next address and lists why each failed", async () => {
    await using server = startFileServer((_, url) => {
      if (url.pathname === "/wrong") return new Response(BYTES.subarray(1));
      if (url.pathname === "/right") return new Response(BYTES);
      return new Response("no", { status: 404 });
    });
    const urls = ["missing", "wrong", "right"].map((name) => server.url + name);
    assertEquals((await fetchCached(path, { urls, sha256: SHA256 })).url, urls[2]);
    await Deno.remove(path);
    const error = await assertRejects(
      () => fetchCached(path, { urls: urls.slice(0, 2), sha256: SHA256 }),
      DownloadError,
    );
    assertEquals(error.attempts.map(({ url }) => url), urls.slice(0, 2));
    assertStringIncludes(error.message, "the server answers 404");
    assertStringIncludes(error.message, "checksum");
    assertEquals(files(), []);
  });

  it("fetchCached() gives up an address that falls silent", async () => {
    await using server = startFileServer(() =>
      new Response(
        new ReadableStream<Uint8Array>({ start: (c) => c.enqueue(BYTES.subarray(0, 10)) }),
      )
    );
    const error = await assertRejects(
      () => fetchCached(path, { urls: [`${server.url}file`], sha256: SHA256, timeout: 100 }),
      DownloadError,
    );
    assertStringIncludes(error.message, "nothing came for 0.1 s");
  });

  it("fetchCached() ends with the reason of its signal", async () => {
    await using server = startFileServer((request) => withRanges(BYTES, request));
    const signal = AbortSignal.abort(new Error("the user left"));
    await assertRejects(
      () => fetchCached(path, { urls: [`${server.url}file`], sha256: SHA256, signal }),
      Error,
      "the user left",
    );
  });

  it("fetchCached() lets two callers at once download the file once", async () => {
    await using server = startFileServer((request) => withRanges(BYTES, request));
    const options = { urls: [`${server.url}file`], sha256: SHA256 };
    const found = await Promise.all([1, 2, 3].map(() => fetchCached(path, options)));
    assertEquals(found.filter(({ url }) => url !== undefined).length, 1);
    assertEquals(server.requests, ["/file"]);
    assertEquals(files(), ["file.bin"]);
  });

  it("fetchCached() replaces a damaged file", async () => {
    await Deno.mkdir(`${folder}/deep/er`, { recursive: true });
    await Deno.writeFile(path, BYTES.subarray(0, 99));
    await using server = startFileServer(() => new Response(BYTES));
    await fetchCached(path, { urls: [`${server.url}file`], sha256: SHA256 });
    assertEquals(await Deno.readFile(path), BYTES);
  });

  it("fetchCached() says where it cannot write", {
    ignore: Deno.build.os !== "linux",
  }, async () => {
    await using server = startFileServer(() => new Response(BYTES));
    // /dev/full refuses every byte as a full disk does.
    await Deno.mkdir(`${folder}/deep/er`, { recursive: true });
    await Deno.symlink("/dev/full", `${path}.part`);
    await assertRejects(
      () => fetchCached(path, { urls: [`${server.url}file`], sha256: SHA256 }),
      Error,
      `Cannot store a download in ${path}.part`,
    );
  });
});
