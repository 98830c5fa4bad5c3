import { assertEquals, assertRejects } from "@std/assert";
import { readSafetensors } from "../../../src/io/safetensors/safetensors.ts";
import { SafetensorsFile } from "../../../src/io/safetensors/safetensors_file.ts";

const example = new URL("../../parity/io/example.safetensors", import.meta.url);

Deno.test("SafetensorsFile reads the arrays that the whole file has, also at the same time", async () => {
  const { arrays, metadata } = readSafetensors(await Deno.readFile(example));
  using file = await SafetensorsFile.open(example);
  assertEquals(file.metadata, metadata);
  const names = [...file.entries.keys()];
  const read = await Promise.all(names.map((name) => file.read(name)));
  assertEquals(Object.fromEntries(names.map((name, i) => [name, read[i]])), arrays);
});

Deno.test("SafetensorsFile.read() names the arrays there are", async () => {
  using file = await SafetensorsFile.open(example);
  await assertRejects(() => file.read("none"), RangeError, 'the file has 13 arrays: "');
});

Deno.test("SafetensorsFile.open() closes a file that it refuses", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, "not such a file");
  await assertRejects(() => SafetensorsFile.open(path), SyntaxError, "does not fit");
  await Deno.remove(path);
});
