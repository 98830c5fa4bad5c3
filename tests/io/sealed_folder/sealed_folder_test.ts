import { assertEquals, assertRejects } from "@std/assert";
import { DamagedFolderError } from "../../../src/io/sealed_folder/seal.ts";
import { SealedFolder } from "../../../src/io/sealed_folder/sealed_folder.ts";
import {
  isLeftOver,
  removeSealedFolder,
  writeSealedFolder,
} from "../../../src/io/sealed_folder/write_sealed_folder.ts";

const bytes = (...values: number[]) => new Uint8Array(values);

async function withFolder(test: (path: string, parent: string) => Promise<void>): Promise<void> {
  const parent = await Deno.makeTempDir();
  try {
    await test(`${parent}/run`, parent);
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}

const names = async (path: string) =>
  (await Array.fromAsync(Deno.readDir(path), ({ name }) => name)).sort();

Deno.test("a sealed folder gives back texts, bytes and parts", () =>
  withFolder(async (path, parent) => {
    await writeSealedFolder(path, { a: "ä", b: bytes(1, 2), c: [bytes(3), bytes(), bytes(4)] });
    const folder = await SealedFolder.open(path);
    assertEquals(await folder.read("a"), bytes(0xc3, 0xa4));
    assertEquals(await folder.read("b"), bytes(1, 2));
    assertEquals(await folder.read("c"), bytes(3, 4));
    assertEquals(folder.files["b"], {
      bytes: 2,
      sha256: "a12871fee210fb8619291eaea194581cbd2531e4b23759d225f6806923f63222",
    });
    assertEquals(await names(parent), ["run"]);
  }));

Deno.test("writeSealedFolder() replaces a folder and leaves nothing of the old one", () =>
  withFolder(async (path, parent) => {
    await writeSealedFolder(path, { old: "1" });
    await writeSealedFolder(path, { new: "2" });
    assertEquals(await names(path), ["checksums.json", "new"]);
    assertEquals(await names(parent), ["run"]);
  }));

Deno.test("writeSealedFolder() that fails leaves the old folder, and no other", () =>
  withFolder(async (path, parent) => {
    await writeSealedFolder(path, { a: "1" });
    const failing = (function* () {
      yield bytes(1);
      throw new Error("no more");
    })();
    await assertRejects(() => writeSealedFolder(path, { a: "2", b: failing }), Error, "no more");
    assertEquals(await names(parent), ["run"]);
    assertEquals(await (await SealedFolder.open(path)).read("a"), bytes(0x31));
  }));

for (
  const [what, damage, message] of [
    [
      "a flipped bit",
      (path) => Deno.writeFile(`${path}/a`, bytes(0x30)),
      "is not as it was written",
    ],
    ["a cut-off file", (path) => Deno.truncate(`${path}/a`, 0), "has 0 bytes instead of 1"],
    ["a missing file", (path) => Deno.remove(`${path}/a`), '"a" is missing'],
    [
      "a missing list",
      (path) => Deno.remove(`${path}/checksums.json`),
      "there is no checksums.json",
    ],
    ["a cut-off list", (path) => Deno.truncate(`${path}/checksums.json`, 20), "is no JSON"],
    [
      "a list of another version",
      (path) => Deno.writeTextFile(`${path}/checksums.json`, '{"version":2,"files":{}}'),
      "must be of version 1, found 2",
    ],
  ] satisfies [string, (path: string) => Promise<void>, string][]
) {
  Deno.test(`SealedFolder refuses ${what} and names the folder`, () =>
    withFolder(async (path) => {
      await writeSealedFolder(path, { a: "1" });
      await damage(path);
      const error = await assertRejects(
        async () => await (await SealedFolder.open(path)).read("a"),
        DamagedFolderError,
        message,
      );
      assertEquals(error.folder, path);
    }));
}

Deno.test("SealedFolder.read() names the files there are", () =>
  withFolder(async (path) => {
    await writeSealedFolder(path, { a: "1", b: "2" });
    const folder = await SealedFolder.open(path);
    await assertRejects(() => folder.read("constructor"), DamagedFolderError, "only a, b");
  }));

Deno.test("removeSealedFolder() leaves nothing", () =>
  withFolder(async (path, parent) => {
    await writeSealedFolder(path, { a: "1" });
    await removeSealedFolder(path);
    assertEquals(await names(parent), []);
  }));

Deno.test("isLeftOver() knows the names of unfinished folders and no others", () => {
  const name = /^run-\d+$/;
  assertEquals(isLeftOver(".run-1.0a1b2c3d.part", name), true);
  for (const other of ["run-1", ".run-x.0a1b2c3d.part", "run-1.0a1b2c3d.part", ".run-1.part"]) {
    assertEquals(isLeftOver(other, name), false);
  }
});
