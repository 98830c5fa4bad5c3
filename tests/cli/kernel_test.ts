/**
 * Runs `tensaur kernel` in a process of its own with a home of its own.
 *
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";

const MAIN = new URL("../../src/cli/main.ts", import.meta.url).href;

describe("tensaur kernel", () => {
  let home = "";
  beforeAll(async () => {
    home = await Deno.makeTempDir();
  });
  afterAll(() => Deno.remove(home, { recursive: true }));

  async function kernel(...args: string[]) {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", MAIN, "kernel", ...args],
      env: {
        HOME: home,
        JUPYTER_DATA_DIR: `${home}/jupyter`,
        JUPYTER_PATH: "",
        VIRTUAL_ENV: "",
        DENO_DIR: denoFolder,
        NO_COLOR: "1",
      },
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  }
  // With another home Deno would fetch everything anew.
  let denoFolder = "";
  beforeAll(async () => {
    const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] })
      .output();
    denoFolder = JSON.parse(new TextDecoder().decode(stdout)).denoDir;
  });

  it("installs, lists, checks and uninstalls", async () => {
    const variables = ["--env", "NO_COLOR=1", "--env", "EMPTY=", "--env", "EQUALS=a=b"];
    const installed = await kernel("install", "--user", ...variables, "--json");
    assertEquals(installed.code, 0, installed.stderr);
    const { folder, spec } = JSON.parse(installed.stdout);
    assertEquals(folder, `${home}/jupyter/kernels/deno`);
    assertEquals(spec.env, { NO_COLOR: "1", EMPTY: "", EQUALS: "a=b" });
    assertEquals(JSON.parse(await Deno.readTextFile(`${folder}/kernel.json`)), spec);

    const listed = JSON.parse((await kernel("list", "--json")).stdout);
    const ours = listed.filter((it: { folder: string }) => it.folder === folder);
    assertEquals(ours.map((it: { kind: string }) => it.kind), ["tensaur"]);

    const checked = await kernel("doctor");
    assertEquals(checked.code, 0, checked.stdout + checked.stderr);
    assertStringIncludes(checked.stdout, "has run a cell after");

    const removed = await kernel("uninstall");
    assertEquals(removed.code, 0, removed.stderr);
    assertStringIncludes(removed.stdout, "removed");
    const again = await kernel("uninstall");
    assertEquals(again.code, 1);
    assertStringIncludes(again.stderr, "tensaur kernel list");
  });

  it("says what is wrong with options", async () => {
    const name = await kernel("install", "--name", "../out");
    assertEquals([name.code, name.stderr.startsWith("error: Cannot name")], [1, true]);
    const variable = await kernel("install", "--env", "NOTHING");
    assertStringIncludes(variable.stderr, "NAME=VALUE");
    const both = await kernel("install", "--prefix", home, "--sys-prefix");
    assertStringIncludes(both.stderr, "cannot be used with");
  });

  it("doctor fails with advice where nothing is installed", async () => {
    const { code, stdout } = await kernel("doctor", "--name", "never-installed", "--json");
    assertEquals(code, 1);
    const { usable, checks } = JSON.parse(stdout);
    assertEquals(usable, false);
    const advice = checks.find((it: { state: string }) => it.state === "bad").advice;
    assertStringIncludes(advice, "tensaur kernel install --user --name never-installed");
  });
});
