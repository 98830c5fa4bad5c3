import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";

const FOLDER = new URL("../../containers/", import.meta.url);
const ROOT = new URL("../../", import.meta.url);
const read = (name: string) => Deno.readTextFile(new URL(name, FOLDER));

/** Instructions of a Containerfile, one a line. */
async function instructions(name: string): Promise<string[]> {
  return (await read(name)).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

describe("the Containerfiles", () => {
  for (const name of ["Containerfile", "Containerfile.cuda"]) {
    it(`${name} copies what is there`, async () => {
      for (const line of await instructions(name)) {
        const copied = /^COPY (?:--chown=\S+ )?((?:[^-\s]\S* )+)\S+$/.exec(line)?.[1];
        for (const path of copied?.trim().split(" ") ?? []) {
          await Deno.stat(new URL(path, ROOT));
        }
      }
    });

    it(`${name} pins its images, and runs as another user than root`, async () => {
      const lines = await instructions(name);
      for (const line of lines.filter((line) => line.startsWith("FROM "))) {
        assertMatch(line, /^FROM \S+:\S*\d+\.\d+\S*( AS \w+)?$/);
      }
      const user = lines.indexOf("USER tensaur");
      assert(user > 0);
      assert(lines.findIndex((line) => line.startsWith("CMD ")) > user);
    });
  }

  it("differ in base and TensorFlow alone", async () => {
    const [cpu, cuda] = await Promise.all(
      ["", ".cuda"].map((end) => instructions(`Containerfile${end}`)),
    );
    const different = cpu!.flatMap((line, i) => line === cuda![i] ? [] : [line, cuda![i]!]);
    assertEquals(different, [
      "FROM ubuntu:24.04",
      "FROM nvidia/cuda:12.6.3-base-ubuntu24.04",
      "RUN containers/install.sh user --cpu",
      "RUN containers/install.sh user --cuda",
    ]);
  });

  it("have the Deno that is tested", async () => {
    const tested = /^deno_version=(\S+)$/m.exec(
      await Deno.readTextFile(new URL(".ci/run", ROOT)),
    )![1];
    const [first] = await instructions("Containerfile");
    assertEquals(first, `FROM denoland/deno:bin-${tested} AS deno`);
  });
});

describe("their scripts", { ignore: Deno.build.os === "windows" }, () => {
  it("can be run, and say how where they are told nothing", async () => {
    for (const name of ["install.sh", "start.sh"]) {
      const { mode } = await Deno.stat(new URL(name, FOLDER));
      assertEquals(mode! & 0o111, 0o111, name);
    }
    const { code, stdout } = await new Deno.Command("sh", {
      args: ["containers/install.sh"],
      cwd: ROOT,
    }).output();
    assertEquals(code, 2);
    assertMatch(new TextDecoder().decode(stdout), /containers\/install\.sh user --cuda/);
  });
});
