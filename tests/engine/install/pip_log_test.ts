import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { PipLog } from "../../../src/engine/install/pip_log.ts";

const HASH = "ab".repeat(32);
const FILE = "made_up-1.0-py3-none-any.whl";

function read(...lines: string[]): PipLog {
  const log = new PipLog();
  for (const line of lines) log.read(line);
  return log;
}

describe("PipLog", () => {
  it("names the wheel that pip begins to transfer", () => {
    const { link } = read(
      `  Found link https://a.example/f/${FILE}#sha256=${HASH} (from https://a.example/simple/made-up/), version: 1.0`,
      "Collecting made-up==1.0",
      `  Downloading ${FILE} (12.5 MB)`,
    );
    assertEquals(link, {
      file: FILE,
      url: `https://a.example/f/${FILE}`,
      page: "https://a.example/simple/made-up/",
      sha256: HASH,
    });
  });

  it("understands the forms of all pips since 21", () => {
    const found = `Found link http://a.example/${FILE} (from http://a.example/) , version: 1.0`;
    const forms = [
      `  Downloading ${FILE} (700 bytes)`,
      `  Downloading ${FILE} (1.2 GB)`,
      `  Downloading ${FILE}`,
      `  Downloading http://a.example/${FILE} (3.1 kB)`,
    ];
    for (const form of forms) assert(read(found, form).link, form);
    assertEquals(read(found, forms[1]!).downloading, { file: FILE, size: 1.2e9 });
  });

  it("is not deceived by metadata, local files and pip's own cache", () => {
    const found = `Found link http://a.example/${FILE} (from http://a.example/), version: 1.0`;
    for (
      const line of [
        `  Downloading ${FILE}.metadata (4.1 kB)`,
        `  Using cached ${FILE} (12.5 MB)`,
        `Processing /mirror/${FILE}`,
      ]
    ) assertEquals(read(found, line).link, undefined, line);
  });

  it("leaves the transfer to pip where credentials are hidden", () => {
    const found =
      `Found link https://me:****@a.example/${FILE} (from https://me:****@a.example/), version: 1.0`;
    assertEquals(read(found, `  Downloading ${FILE} (1 MB)`).link, undefined);
  });

  it("takes of two indexes with the same file the one that pip asks", () => {
    const two = ["a", "b"].map((host) =>
      `Found link https://${host}.example/${FILE} (from https://${host}.example/s/), version: 1.0`
    );
    const downloading = `  Downloading ${FILE} (1 MB)`;
    assertEquals(read(...two, downloading).link, undefined);
    const asked = `  Looking up "https://b.example/${FILE}" in the cache`;
    assertEquals(read(...two, asked, downloading).link?.page, "https://b.example/s/");
  });

  it("turns pip's messages into what to do", () => {
    const cases: [string, string, string][] = [
      ["ERROR: No matching distribution found for x==1", "not-found", "--version"],
      ["WARNING: Retrying (Retry(total=1)) after NewConnectionError", "network", "proxy"],
      ["OSError: [Errno 28] No space left on device: '/x'", "disk", "TENSAUR_CACHE_DIR"],
      ["ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "hash", "damaged"],
      ["ERROR: something never seen", "package", "something never seen"],
    ];
    for (const [line, fault, text] of cases) {
      const error = read("noise", line).failure("x==1", 1);
      assertEquals(error.fault, fault, line);
      assert(error.message.includes(text), error.message);
    }
    assert(read().failure("x==1", 2).message.includes("exit code 2"));
  });

  it("blames the network before the version: pip says both", () => {
    const error = read(
      "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError'",
      "ERROR: No matching distribution found for x==1",
    ).failure("x==1", 1);
    assertEquals(error.fault, "network");
  });
});
