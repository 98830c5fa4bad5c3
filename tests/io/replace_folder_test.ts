import { assertEquals, assertRejects } from "@std/assert";
import { replaceFolder } from "../../src/io/replace_folder.ts";

const names = async (folder: string) =>
  (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();

Deno.test("replaceFolder() makes a folder, then replaces it whole", async () => {
  const folder = await Deno.makeTempDir();
  await replaceFolder(`${folder}/a`, (part) => Deno.writeTextFile(`${part}/old`, "1"));
  assertEquals(await names(`${folder}/a`), ["old"]);
  await replaceFolder(`${folder}/a`, (part) => Deno.writeTextFile(`${part}/new`, "2"));
  assertEquals(await names(`${folder}/a`), ["new"]);
  assertEquals(await names(folder), ["a"]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("replaceFolder() that fails leaves the old folder, and no other", async () => {
  const folder = await Deno.makeTempDir();
  await replaceFolder(`${folder}/a`, (part) => Deno.writeTextFile(`${part}/old`, "1"));
  const fail = async (part: string) => {
    await Deno.writeTextFile(`${part}/new`, "2");
    throw new RangeError("in the middle");
  };
  await assertRejects(() => replaceFolder(`${folder}/a`, fail), RangeError, "in the middle");
  assertEquals(await names(`${folder}/a`), ["old"]);
  assertEquals(await names(folder), ["a"]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("replaceFolder() does not take the place of a file", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/a`, "a letter");
  await assertRejects(() => replaceFolder(`${folder}/a`, () => Promise.resolve()), Error);
  assertEquals(await Deno.readTextFile(`${folder}/a`), "a letter");
  assertEquals(await names(folder), ["a"]);
  await Deno.remove(folder, { recursive: true });
});
