/**
 * Runs the verbs for notebooks as a user does.
 *
 * @module
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { TENSAUR_VERSION } from "../../src/core/version.ts";
import { describe, it } from "@std/testing/bdd";
import { readNotebook, writeNotebook } from "../../src/notebook/format/notebook_file.ts";
import { code, notebookOf, outputsOf, shown, tagged, text } from "../notebook/made_notebooks.ts";

const MAIN = new URL("../../src/cli/main.ts", import.meta.url).href;

/** A folder to work in, and the program as it is called there. */
class Workplace implements AsyncDisposable {
  readonly folder = Deno.makeTempDirSync();

  path(name: string): string {
    return `${this.folder}/${name}`;
  }

  spawn(...args: string[]): Deno.ChildProcess {
    return new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", MAIN, ...args],
      cwd: this.folder,
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }

  async tensaur(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    const { code, stdout, stderr } = await this.spawn(...args).output();
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

describe("tensaur notebook run", () => {
  it("runs files and folders, writes in place, and sums up", async () => {
    await using place = new Workplace();
    await Deno.mkdir(place.path("sub/.ipynb_checkpoints"), { recursive: true });
    await writeNotebook(place.path("a.ipynb"), notebookOf([code("6 * 7")]));
    await writeNotebook(
      place.path("sub/ü b.ipynb"),
      notebookOf([code("Deno.cwd().split('/').at(-1)")]),
    );
    await writeNotebook(
      place.path("sub/.ipynb_checkpoints/x.ipynb"),
      notebookOf([code("throw 1")]),
    );
    const { code: exit, stdout, stderr } = await place.tensaur(
      "notebook",
      "run",
      "a.ipynb",
      "sub",
      "--inplace",
    );
    assertEquals(exit, 0, stderr);
    assertMatch(
      stdout,
      /^notebook +cells +time +result\na\.ipynb +1 +\d+\.\d s +ok\nsub\/ü b\.ipynb +1 /,
    );
    assertStringIncludes(stdout, "2 notebooks ok");
    assertStringIncludes(stderr, "a.ipynb: ok, written to a.ipynb");
    assertEquals(shown((await readNotebook(place.path("a.ipynb"))).notebook, 0), "42");
    assertEquals(shown((await readNotebook(place.path("sub/ü b.ipynb"))).notebook, 0), '"sub"');
  });

  it("keeps a notebook that fails, names cell and error, and runs the others", async () => {
    await using place = new Workplace();
    const bad = notebookOf([
      text("# T"),
      code("const secret = 1;"),
      code("throw new TypeError('no good')"),
    ]);
    await writeNotebook(place.path("bad.ipynb"), bad);
    await writeNotebook(place.path("good.ipynb"), notebookOf([code("1")]));
    await Deno.writeTextFile(place.path("junk.ipynb"), "{");
    const before = await Deno.readTextFile(place.path("bad.ipynb"));
    const run = await place.tensaur("notebook", "run", "bad.ipynb", "good.ipynb", "--inplace");
    assertEquals(run.code, 1);
    assertStringIncludes(run.stdout, "failed in cell 3");
    assertStringIncludes(run.stderr, "TypeError: no good");
    assertEquals(await Deno.readTextFile(place.path("bad.ipynb")), before);
    assertEquals(outputsOf((await readNotebook(place.path("good.ipynb"))).notebook, 0).length, 1);
    assertEquals((await place.tensaur("notebook", "run", "bad.ipynb", "--out", "b.ipynb")).code, 1);
    assertEquals(outputsOf((await readNotebook(place.path("b.ipynb"))).notebook, 2).length, 1);
    await Deno.remove(place.path("b.ipynb"));
    const all = await place.tensaur("notebook", "run", ".", "--parallel", "3", "--json");
    assertEquals(all.code, 2);
    const { notebooks } = JSON.parse(all.stdout);
    assertEquals(
      notebooks.map(({ path, ok }: { path: string; ok: boolean }) => [path, ok]),
      [["./bad.ipynb", false], ["./good.ipynb", true], ["./junk.ipynb", false]],
    );
    assertEquals(notebooks[0].cells[1].error.name, "TypeError");
    assertStringIncludes(notebooks[2].problem, "no JSON");
  });

  it("stores errors with --inplace --allow-errors, unless cells were not run", async () => {
    await using place = new Workplace();
    const bad = notebookOf([code("throw new TypeError('no good')"), code("2")]);
    await writeNotebook(place.path("a.ipynb"), bad);
    const run = (...args: string[]) =>
      place.tensaur("notebook", "run", "a.ipynb", "--inplace", "--allow-errors", ...args);
    assertEquals((await run()).code, 1);
    const { notebook } = await readNotebook(place.path("a.ipynb"));
    assertEquals(outputsOf(notebook, 0).map((each) => each.output_type), ["error"]);
    assertEquals(shown(notebook, 1), "2");
    assertEquals((await place.tensaur("notebook", "verify", "a.ipynb")).code, 1);
    await writeNotebook(place.path("a.ipynb"), notebookOf([code("for (;;);"), code("2")]));
    const before = await Deno.readTextFile(place.path("a.ipynb"));
    assertEquals((await run("--timeout", "1")).code, 1);
    assertEquals(await Deno.readTextFile(place.path("a.ipynb")), before);
  });

  it("takes parameters, from options and from a file", async () => {
    await using place = new Workplace();
    await writeNotebook(
      place.path("a.ipynb"),
      notebookOf([
        tagged("const epochs = 1; const name = 'x'; const list: number[] = [];", "parameters"),
        code("[epochs, name, list]"),
      ]),
    );
    await Deno.writeTextFile(place.path("p.json"), '{"list": [1, 2], "epochs": 2}');
    const { code: exit, stderr } = await place.tensaur(
      ...[
        "notebook",
        "run",
        "a.ipynb",
        "--out",
        "made/b.ipynb",
        "-p",
        "epochs=3",
        "-p",
        "name=a=b",
      ],
      ...["--parameters-file", "p.json"],
    );
    assertEquals(exit, 0, stderr);
    const { notebook } = await readNotebook(place.path("made/b.ipynb"));
    assertEquals(shown(notebook, 2), '[ 3, "a=b", [ 1, 2 ] ]');
    assertEquals(outputsOf((await readNotebook(place.path("a.ipynb"))).notebook, 1), []);
    const wrong = await place.tensaur("notebook", "run", "a.ipynb", "-p", "epochs=x");
    assertEquals(wrong.code, 2);
    assertStringIncludes(wrong.stderr, 'parameter "epochs" must be of type number');
  });

  it("leaves the old notebook when it is killed in the middle", async () => {
    await using place = new Workplace();
    const path = place.path("a.ipynb");
    await writeNotebook(
      path,
      notebookOf([
        code(
          "Deno.writeTextFileSync('begun', ''); await new Promise((f) => setTimeout(f, 60_000))",
        ),
      ]),
    );
    const before = await Deno.readTextFile(path);
    const child = place.spawn("notebook", "run", "a.ipynb", "--inplace");
    const begun = performance.now();
    while (!await Deno.stat(place.path("begun")).then(() => true, () => false)) {
      assert(performance.now() - begun < 30_000, "the cell did not begin");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    child.kill("SIGKILL");
    await child.output();
    assertEquals(await Deno.readTextFile(path), before);
    assertEquals([...Deno.readDirSync(place.folder)].map(({ name }) => name).sort(), [
      "a.ipynb",
      "begun",
    ]);
  });

  it("stops in good order at Ctrl-C", { ignore: Deno.build.os === "windows" }, async () => {
    await using place = new Workplace();
    const path = place.path("a.ipynb");
    await writeNotebook(
      path,
      notebookOf([
        code(
          "Deno.writeTextFileSync('begun', ''); for (;;) await new Promise((f) => setTimeout(f, 100))",
        ),
      ]),
    );
    const before = await Deno.readTextFile(path);
    const child = place.spawn("notebook", "run", "a.ipynb", "--inplace");
    const begun = performance.now();
    while (!await Deno.stat(place.path("begun")).then(() => true, () => false)) {
      assert(performance.now() - begun < 30_000, "the cell did not begin");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    child.kill("SIGINT");
    const { code: exit, stderr } = await child.output();
    assertEquals(exit, 130, new TextDecoder().decode(stderr));
    assertEquals(await Deno.readTextFile(path), before);
  });
});

describe("tensaur notebook test, verify, strip and check", () => {
  it("go together: run, verify, test, change, verify, strip", async () => {
    await using place = new Workplace();
    const path = place.path("a.ipynb");
    await writeNotebook(
      path,
      notebookOf([code("console.log(new Date().toISOString()); Math.sqrt(2)")]),
    );
    const nb = (...args: string[]) => place.tensaur("notebook", ...args, "a.ipynb");
    assertEquals((await nb("verify")).code, 1);
    assertEquals((await nb("test")).code, 2);
    assertEquals((await nb("run", "--inplace")).code, 0);
    assertEquals((await nb("verify")).code, 0);
    const test = await nb("test");
    assertEquals([test.code, test.stdout.includes("ok, 1 cell as stored")], [0, true]);
    assertEquals((await nb("strip", "--check")).code, 1);
    const { notebook } = await readNotebook(path);
    const [cell] = notebook.cells;
    await writeNotebook(path, {
      ...notebook,
      cells: [{ ...cell!, source: cell!.source.replace("sqrt(2)", "sqrt(3)") }],
    });
    assertStringIncludes((await nb("verify")).stdout, "cell 1 (code, id c1) was changed");
    const failed = await nb("test");
    assertEquals(failed.code, 1);
    assertStringIncludes(failed.stderr, "- 1.4142135623730951\n  + 1.7320508075688772");
    assertEquals((await nb("test", "--tolerance", "0.5")).code, 0);
    assertEquals((await nb("strip")).code, 0);
    assertEquals((await nb("strip", "--check")).code, 0);
    assertEquals((await nb("check")).code, 0);
  });

  it("strip works as a filter of git", async () => {
    await using place = new Workplace();
    await writeNotebook(place.path("a.ipynb"), notebookOf([code("1", { execution_count: 3 })]));
    const input = await Deno.open(place.path("a.ipynb"));
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", MAIN, "notebook", "strip", "-"],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    await input.readable.pipeTo(child.stdin);
    const { stdout, code: exit } = await child.output();
    assertEquals(exit, 0);
    assertStringIncludes(new TextDecoder().decode(stdout), '"execution_count": null');
  });

  it("check prints cell, line and frame, and JSON when asked", async () => {
    await using place = new Workplace();
    await writeNotebook(place.path("a.ipynb"), notebookOf([code("const a: string = 1;")]));
    const { code: exit, stdout } = await place.tensaur("notebook", "check", "a.ipynb");
    assertEquals(exit, 1);
    assertStringIncludes(
      stdout,
      "a.ipynb, cell 1 (code, id c1), line 1, column 7\n  TS2322 Type 'number'",
    );
    assertStringIncludes(stdout, "  > 1 | const a: string = 1;");
    const json = JSON.parse((await place.tensaur("notebook", "check", ".", "--json")).stdout);
    assertEquals(json.notebooks[0].problems[0].code, 2322);
  });
});

describe("tensaur notebook new and convert", () => {
  it("make a notebook that runs, and pages of it", async () => {
    await using place = new Workplace();
    const nb = (...args: string[]) => place.tensaur("notebook", ...args);
    assertEquals(
      (await nb("new", "my_first-model", "-p", "epochs=3", "--code", "epochs * 2")).code,
      0,
    );
    assertEquals((await nb("new", "my_first-model.ipynb")).code, 2);
    assertEquals((await nb("run", "my_first-model.ipynb", "--inplace")).code, 0);
    for (const format of ["html", "md", "ts"]) {
      assertEquals((await nb("convert", "my_first-model.ipynb", "--to", format)).code, 0);
    }
    const before = await Deno.readTextFile(place.path("my_first-model.ipynb"));
    assertEquals((await nb("convert", "my_first-model.ts", "--to", "ipynb")).code, 0);
    assertEquals(await Deno.readTextFile(place.path("my_first-model.ipynb")), before);
    const html = await Deno.readTextFile(place.path("my_first-model.html"));
    assertStringIncludes(html, "<title>My first model</title>");
    assertStringIncludes(
      await Deno.readTextFile(place.path("my_first-model.md")),
      "```text\n6\n```",
    );
    assertEquals((await nb("convert", ".", "--to", "md", "--out", "docs/")).code, 0);
    const page = ["convert", "my_first-model.ipynb", "--out", "new/folder/page.html"];
    assertEquals((await nb(...page)).code, 0);
    assertEquals(await Deno.readTextFile(place.path("new/folder/page.html")), html);
    assertEquals((await nb("convert", "gone.ipynb")).code, 2);
    const printed = await nb("convert", "my_first-model.ipynb", "--to", "ts", "--out", "-");
    assertEquals(printed.stdout, await Deno.readTextFile(place.path("my_first-model.ts")));
    assertEquals((await nb("run", "my_first-model.ipynb", "--out", "-")).code, 2);
  });
});

describe("tensaur", () => {
  it("ends with 2 for wrong arguments and 0 for help", async () => {
    await using place = new Workplace();
    assertEquals((await place.tensaur("notebook", "run")).code, 2);
    assertEquals((await place.tensaur("notebook", "run", "--nonsense", "a")).code, 2);
    assertEquals((await place.tensaur("notebook", "run", "--timeout", "x", "a")).code, 2);
    assertEquals((await place.tensaur("--version")).stdout, `${TENSAUR_VERSION}\n`);
    const help = await place.tensaur("notebook", "run", "--help");
    assertEquals(help.code, 0);
    assertStringIncludes(help.stdout, "Exit codes:");
  });
});

describe("tensaur notebook convert --to site", () => {
  it("writes a site, says what it did, and does nothing twice", async () => {
    await using place = new Workplace();
    await Deno.mkdir(place.path("notes/sub"), { recursive: true });
    await writeNotebook(place.path("notes/a.ipynb"), notebookOf([text("# A\n\n[b](sub/b.ipynb)")]));
    await writeNotebook(place.path("notes/sub/b.ipynb"), notebookOf([text("# B")]));
    const site = ["notebook", "convert", "notes", "--to", "site", "--out", "public"];
    const first = await place.tensaur(...site, "--title", "My notes");
    assertEquals(first.code, 0, first.stderr);
    assertMatch(
      first.stdout,
      /^public\/index\.html: 2 notebooks, 8 files written, 0 as they were\n$/,
    );
    assertStringIncludes(await Deno.readTextFile(place.path("public/index.html")), "My notes");
    const { code: exit, stdout } = await place.tensaur(...site, "--title", "My notes", "--json");
    assertEquals(exit, 0);
    const { pages, written, removed, unchanged } = JSON.parse(stdout);
    assertEquals({ pages, written, removed, unchanged }, {
      pages: 2,
      written: [],
      removed: [],
      unchanged: 8,
    });
  });

  it("refuses a broken link and arguments that do not fit", async () => {
    await using place = new Workplace();
    await writeNotebook(place.path("a.ipynb"), notebookOf([text("[b](b.ipynb)")]));
    const convert = (...args: string[]) => place.tensaur("notebook", "convert", "a.ipynb", ...args);
    const broken = await convert("--to", "site", "--out", "public");
    assertEquals(broken.code, 2);
    assertMatch(broken.stderr, /^error: The site was not written: a\.ipynb, cell 1 .*"b\.ipynb"/);
    for (
      const [args, why] of [
        [["--to", "site"], /--to site needs --out/],
        [["--to", "site", "--out", "-"], /--to site needs --out/],
        [["--to", "site", "--out", "x", "--source", "javascript:1"], /--source must be an address/],
        [["--source", "https://example.org"], /--source is for --to site/],
      ] as const
    ) {
      const { code: exit, stderr } = await convert(...args);
      assertEquals(exit, 2, stderr);
      assertMatch(stderr, why);
    }
    assertEquals((await Array.fromAsync(Deno.readDir(place.folder))).map(({ name }) => name), [
      "a.ipynb",
    ]);
  });
});
