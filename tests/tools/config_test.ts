import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { repositoryRoot } from "../../tools/files.ts";

const read = (path: string) => Deno.readTextFile(`${repositoryRoot()}/${path}`);

describe("configuration", () => {
  it("has a lock file that names no host, so that any registry mirror will do", async () => {
    assertEquals((await read("deno.lock")).match(/^.*:\/\/.*$/gm), null);
  });

  it("has a second import map with the same names as the first", async () => {
    const names = (text: string) => Object.keys(JSON.parse(text).imports).sort();
    assertEquals(names(await read("tests/std/jsr.json")), names(await read("deno.json")));
  });
});
