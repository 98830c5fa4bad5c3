/**
 * Runs `tensaur engine install` against an archive server of our own.
 *
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { type FakeServer, fakeServer } from "../engine/install/fake_server.ts";
import { madeUpLibrary, tarGz } from "../engine/install/made_up_wheel.ts";

const MAIN = new URL("../../src/cli/main.ts", import.meta.url).href;
const elsewhere = Deno.build.os !== "linux" || Deno.build.arch !== "x86_64";
const why = elsewhere ? " (ignored: the made-up archive is for linux x86_64)" : "";

/** Runs the command in a process of its own, with a folder of its own for the cache. */
async function runInstall(
  server: FakeServer,
  { args = [], env = {} }: { args?: string[]; env?: Record<string, string> } = {},
): Promise<{ code: number; stdout: string; stderr: string; result: () => unknown }> {
  const cache = await Deno.makeTempDir();
  try {
    const base = ["--cpu", "--json", "--archive-base", server.url];
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", MAIN, "engine", "install", ...base, ...args],
      env: { TENSAUR_CACHE_DIR: cache, NO_COLOR: "1", ...env },
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    const text = decoder.decode(stdout);
    const result = () => {
      const { via, version } = JSON.parse(text);
      return { via, version };
    };
    return { code, stdout: text, stderr: decoder.decode(stderr), result };
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
}

describe("engine install", () => {
  const archive = tarGz({
    "./lib/libtensorflow.so.2": madeUpLibrary(4000),
    "./lib/libtensorflow_framework.so.2": madeUpLibrary(1000),
    "./LICENSE": "free",
  });
  const addArchive = (server: FakeServer, version: string) =>
    server.files.set(`/${version}/libtensorflow-cpu-linux-x86_64.tar.gz`, archive);

  it(`takes the newest archive with --via archive${why}`, { ignore: elsewhere }, async () => {
    await using server = fakeServer();
    addArchive(server, "2.18.0");
    addArchive(server, "2.18.1");
    const { code, stderr, result } = await runInstall(server, { args: ["--via", "archive"] });
    assertEquals(code, 0, stderr);
    assertEquals(result(), { via: "archive", version: "2.18.1" });
  });

  it(`takes the newest archive without pip and uv${why}`, { ignore: elsewhere }, async () => {
    await using server = fakeServer();
    addArchive(server, "2.18.1");
    const { code, stderr, result } = await runInstall(server, { env: { PATH: "/nonexistent" } });
    assertEquals(code, 0, stderr);
    assertEquals(result(), { via: "archive", version: "2.18.1" });
  });

  it(`takes the archive of the version asked for${why}`, { ignore: elsewhere }, async () => {
    await using server = fakeServer();
    addArchive(server, "2.18.0");
    addArchive(server, "2.18.1");
    const args = ["--via", "archive", "--version", "2.18.0"];
    const { code, stderr, result } = await runInstall(server, { args });
    assertEquals(code, 0, stderr);
    assertEquals(result(), { via: "archive", version: "2.18.0" });
  });

  it("says in its help which version it installs by default", async () => {
    await using server = fakeServer();
    const { code, stdout } = await runInstall(server, { args: ["--help"] });
    assertEquals(code, 0);
    assertStringIncludes(stdout.replaceAll(/\s+/g, " "), "default: 2.21.0, of archives the newest");
  });
});
