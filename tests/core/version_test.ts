import { assertEquals } from "@std/assert";
import { it } from "@std/testing/bdd";
import { TENSAUR_VERSION } from "../../src/core/version.ts";

it("TENSAUR_VERSION is that of deno.json", async () => {
  const config = await Deno.readTextFile(new URL("../../deno.json", import.meta.url));
  assertEquals(TENSAUR_VERSION, JSON.parse(config).version);
});
