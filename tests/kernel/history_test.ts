import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { History } from "../../src/kernel/history.ts";
import { historyFile } from "../../src/kernel/history_file.ts";
import { notebookPath } from "../../src/kernel/notebook_path.ts";

const inputs = (reply: Record<string, unknown>) =>
  (reply.history as unknown[][]).map((it) => it[2]);

describe("History", () => {
  it("open() goes on where the kernels before left off", async () => {
    const folder = await Deno.makeTempDir();
    const file = `${folder}/deep/er/history.jsonl`;
    try {
      const first = await History.open(file);
      first.add(1, "const a = 'first';\na");
      first.add(2, "'😀'");
      await first.flush();
      const second = await History.open(file);
      assertEquals([first.session, second.session], [1, 2]);
      second.add(1, "'second'");
      const tail = { hist_access_type: "tail", n: 2 };
      assertEquals(inputs(second.answer(tail)), ["'😀'", "'second'"]);
      const before = { hist_access_type: "range", session: -1, start: 1, stop: 2 };
      assertEquals(second.answer(before).history, [[1, 1, "const a = 'first';\na"]]);
      await second.flush();
      if (Deno.build.os !== "windows") {
        assertEquals((await Deno.stat(file)).mode! & 0o777, 0o600);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });

  it("open() passes damaged lines over", async () => {
    const file = await Deno.makeTempFile();
    try {
      const good = { session: 4, line: 1, input: "good" };
      await Deno.writeTextFile(
        file,
        `{"session":\n[]\nnull\n{"session":"a","line":1,"input":"b"}\n${
          JSON.stringify(good)
        }\n{"ses`,
      );
      const history = await History.open(file);
      assertEquals(history.session, 5);
      assertEquals(inputs(history.answer({ hist_access_type: "tail", n: 9 })), ["good"]);
    } finally {
      await Deno.remove(file);
    }
  });

  it("open() keeps the file within bounds", async () => {
    const file = await Deno.makeTempFile();
    try {
      const line = `${JSON.stringify({ session: 1, line: 1, input: "x".repeat(1000) })}\n`;
      await Deno.writeTextFile(file, line.repeat(5000));
      await History.open(file);
      assert((await Deno.stat(file)).size < 2_500_000);
      assert(inputs((await History.open(file)).answer({ hist_access_type: "tail", n: 1 }))[0]);
    } finally {
      await Deno.remove(file);
    }
  });

  it("goes on in memory where the file cannot be written", async () => {
    const file = await Deno.makeTempFile();
    try {
      const history = await History.open(`${file}/not/a/folder`);
      history.add(1, "kept");
      await history.flush();
      history.add(2, "as well");
      await history.flush();
      assertEquals(inputs(history.answer({ hist_access_type: "tail", n: 5 })), ["kept", "as well"]);
    } finally {
      await Deno.remove(file);
    }
  });

  it("answer() searches with patterns over whole inputs, and only once per input if asked", async () => {
    const history = await History.open();
    for (const [i, input] of ["a.b", "axb", "a.b", "line 1\nline 2"].entries()) {
      history.add(i, input);
    }
    const search = (pattern: string, more = {}) =>
      inputs(history.answer({ hist_access_type: "search", pattern, ...more }));
    assertEquals(search("a.b"), ["a.b", "a.b"]);
    assertEquals(search("a?b"), ["a.b", "axb", "a.b"]);
    assertEquals(search("a?b", { unique: true }), ["axb", "a.b"]);
    assertEquals(search("a?b", { n: 1 }), ["a.b"]);
    assertEquals(search("line*2"), ["line 1\nline 2"]);
    assertEquals(search("ine"), []);
  });
});

describe("historyFile and notebookPath", () => {
  const env = (values: Record<string, string>) => (name: string) => values[name];

  it("historyFile() can be chosen and switched off", () => {
    assertEquals(historyFile(env({ TENSAUR_KERNEL_HISTORY: "off", HOME: "/h" })), undefined);
    assertEquals(historyFile(env({ TENSAUR_KERNEL_HISTORY: "/a/b" })), "/a/b");
    assertEquals(historyFile(env({})), undefined);
  });

  it("notebookPath() takes what the front end says, if it is a notebook", () => {
    assertEquals(notebookPath(env({ JPY_SESSION_NAME: "/n/a.ipynb" })), "/n/a.ipynb");
    assertEquals(notebookPath(env({ JPY_SESSION_NAME: "console-1" })), undefined);
    const both = { TENSAUR_NOTEBOOK: "/n/b.ipynb", JPY_SESSION_NAME: "/n/a.ipynb" };
    assertEquals(notebookPath(env(both)), "/n/b.ipynb");
    assertEquals(notebookPath(env({})), undefined);
  });
});
