import { assertEquals, assertRejects } from "@std/assert";
import { afterEach, beforeEach, describe, it } from "@std/testing/bdd";
import { countEntries, countJunit, judgeRunner, summarise } from "../../tools/ci_summary.ts";

/** A JUnit report of these cases; each value is what stands inside the case. */
function junit(cases: [name: string, body: string][]): string {
  const inner = cases.map(([name, body]) =>
    `<testcase name="${name}" classname="./a_test.ts" time="0.1">${body}</testcase>`
  );
  return `<?xml version="1.0"?>\n<testsuites tests="9"><testsuite name="./a_test.ts">\n` +
    `${inner.join("\n")}\n</testsuite></testsuites>`;
}

describe("countJunit()", () => {
  it("counts passed, failed, cancelled and skipped cases", () => {
    const report = junit([
      ["a", ""],
      ["b", '<failure message="Uncaught Error: &lt;skipped/&gt;">Error</failure>'],
      ["c", "\n<skipped/>\n"],
      ["d", '<error message="Cancelled"/>'],
    ]);
    assertEquals(countJunit(report), { passed: 1, failed: 2, skipped: 1 });
  });

  it("counts steps in place of the case around them", () => {
    const report = junit([
      ["suite", '<failure message="1 test step failed">1 test step failed.</failure>'],
      ["suite &gt; x", ""],
      ["suite &gt; inner", ""],
      ["suite &gt; inner &gt; y", '<failure message="Uncaught Error">Error</failure>'],
    ]);
    assertEquals(countJunit(report), { passed: 1, failed: 1, skipped: 0 });
  });

  it("counts a case whose steps pass but which fails itself", () => {
    const report = junit([["suite", '<failure message="Uncaught Error: after"/>'], [
      "suite &gt; x",
      "",
    ]]);
    assertEquals(countJunit(report), { passed: 1, failed: 1, skipped: 0 });
  });

  it("agrees with what deno test itself writes", async () => {
    const folder = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(
        `${folder}/a_test.ts`,
        `Deno.test("a & b", () => {}); Deno.test.ignore("<c>", () => {});
         Deno.test("d", () => { throw new Error("no"); });
         Deno.test("e", async (t) => { await t.step("f", () => {}); await t.step("g", () => {}); });`,
      );
      await new Deno.Command(Deno.execPath(), {
        args: ["test", "--no-config", "--no-lock", `--junit-path=${folder}/a.xml`, folder],
        stdout: "null",
        stderr: "null",
      }).output();
      const report = await Deno.readTextFile(`${folder}/a.xml`);
      assertEquals(countJunit(report), { passed: 3, failed: 1, skipped: 1 });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
});

describe("countEntries()", () => {
  it("counts failures of a published list as skipped", () => {
    const core = { passed: 10, failed: 3, skipped: 1, unexpected: ["new"] };
    const gate = { passed: 1, failed: 1, skipped: 0 };
    assertEquals(countEntries([core, gate]), { passed: 11, failed: 2, skipped: 3 });
  });
});

describe("judgeRunner()", () => {
  const fine = { passed: 2, failed: 0, skipped: 1 };

  it("keeps the counts of a runner that ended well", () => {
    assertEquals(judgeRunner(0, fine), { counts: fine, remark: "" });
  });

  it("counts a failure for a missing report, an empty one and an unexplained exit code", () => {
    assertEquals(judgeRunner(0, undefined).counts.failed, 1);
    assertEquals(judgeRunner(0, { passed: 0, failed: 0, skipped: 0 }).counts.failed, 1);
    assertEquals(judgeRunner(139, fine).counts, { passed: 2, failed: 1, skipped: 1 });
    assertEquals(judgeRunner(1, { ...fine, failed: 4 }).counts.failed, 4);
  });
});

describe("summarise()", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await Deno.makeTempDir();
  });
  afterEach(() => Deno.remove(folder, { recursive: true }));

  it("adds up the runners and ends with the sum", async () => {
    const write = (name: string, text: string) => Deno.writeTextFile(`${folder}/${name}`, text);
    await write("tests.exit", "0\n");
    await write("tests.xml", junit([["a", ""], ["b", "<skipped/>"]]));
    await write("gate.exit", "1\n");
    await write("gate.json", '[{ "passed": 6, "failed": 1, "skipped": 0 }]');
    await write("upstream.exit", "137\n");
    await write("upstream.json", '[{ "passed": 1');
    const { lines } = await summarise(folder);
    assertEquals(lines, [
      "gate: 6 passed, 1 failed, 0 skipped",
      "tests: 1 passed, 0 failed, 1 skipped",
      "upstream: 0 passed, 1 failed, 0 skipped (gave no report)",
      "7 passed, 2 failed, 1 skipped",
    ]);
  });

  it("refuses a folder in which no runner left anything", async () => {
    await assertRejects(() => summarise(folder), Error, "No runner");
  });
});
