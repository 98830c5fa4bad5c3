import { assert, assertEquals, assertRejects } from "@std/assert";
import { readZip } from "../../../src/io/zip/read_zip.ts";
import { writeZip } from "../../../src/io/zip/write_zip.ts";

const files = { "a/b.txt": new Uint8Array([1, 2, 3]), "ä 名.bin": new Uint8Array(100_000) };

Deno.test("readZip() reads what writeZip() writes", async () => {
  for (const compress of [true, false]) {
    assertEquals(await readZip(await writeZip(files, { compress })), files);
  }
});

Deno.test("readZip() takes the files that are wanted", async () => {
  const some = await readZip(await writeZip(files), { keep: (name) => name.endsWith(".txt") });
  assertEquals(Object.keys(some), ["a/b.txt"]);
});

Deno.test("readZip() refuses files that lie outside, and writes nothing anywhere", async () => {
  const archives = await Promise.all(
    ["../up.txt", "a/../../b"].map((name) => writeZip({ [name]: new Uint8Array([1]) })),
  );
  const folder = await Deno.makeTempDir();
  const before = Deno.cwd();
  try {
    await Deno.mkdir(`${folder}/in`);
    Deno.chdir(`${folder}/in`);
    for (const archive of archives) {
      await assertRejects(() => readZip(archive), SyntaxError, "Unsafe filename");
    }
    assertEquals(Array.from(Deno.readDirSync(".")), []);
    assertEquals(Array.from(Deno.readDirSync(".."), ({ name }) => name), ["in"]);
  } finally {
    Deno.chdir(before);
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("readZip() refuses a small file that unpacks to a large one", async () => {
  const bomb = await writeZip({ "zeros": new Uint8Array(10_000_000) });
  assert(bomb.length < 20_000);
  await assertRejects(() => readZip(bomb, { maxBytes: 1_000_000 }), RangeError, "raise maxBytes");
});

Deno.test("readZip() refuses a file that unpacks to more than it claims", async () => {
  const bomb = await writeZip({ "zeros": new Uint8Array(10_000_000) });
  const view = new DataView(bomb.buffer);
  // The size stands in the local header, behind the signature, and in the central directory.
  for (let at = 0; at + 4 <= bomb.length; at++) {
    if (view.getUint32(at, true) === 10_000_000) view.setUint32(at, 1_000, true);
  }
  await assertRejects(() => readZip(bomb, { maxBytes: 1_000_000 }), Error, "Cannot");
});

Deno.test("readZip() refuses what is damaged or no zip file", async () => {
  const file = await writeZip(files, { compress: false });
  const damaged = file.slice();
  damaged[50_000]! ^= 1;
  for (const bytes of [new Uint8Array(), new Uint8Array(1000), file.subarray(0, -30), damaged]) {
    await assertRejects(() => readZip(bytes), SyntaxError, "Cannot read a zip file of");
  }
});
