import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { afterAll, afterEach, beforeAll, beforeEach, describe, it, test } from "@std/testing/bdd";

interface Outcome {
  code: number;
  output: string;
}

/** Runs a test file of its own in another Deno, on the adapter that this file tests. */
async function runTests(body: string, ...options: string[]): Promise<Outcome> {
  const folder = await Deno.makeTempDir();
  try {
    const adapter = new URL("./bdd.ts", import.meta.url).href;
    const names = "afterAll, afterEach, beforeAll, beforeEach, describe, it, test";
    const file = `${folder}/child_test.ts`;
    await Deno.writeTextFile(file, `import { ${names} } from ${JSON.stringify(adapter)};\n${body}`);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "--no-check", "--no-config", "--no-lock", "--allow-read", ...options, file],
      env: { NO_COLOR: "1" },
    }).output();
    const decoder = new TextDecoder();
    return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const order: string[] = [];

describe("bdd hooks", () => {
  beforeAll(() => {
    order.push("outer beforeAll");
  });
  beforeEach(() => {
    order.push("outer beforeEach");
  });
  afterEach(() => {
    order.push("outer afterEach");
  });
  afterAll(() => {
    order.push("outer afterAll");
  });

  it("run before the first test", () => {
    assertEquals(order, ["outer beforeAll", "outer beforeEach"]);
  });

  describe("of an inner suite", () => {
    beforeAll(() => {
      order.push("inner beforeAll");
    });
    beforeEach(async () => {
      await Promise.resolve();
      order.push("inner beforeEach");
    });
    afterEach(() => {
      order.push("inner afterEach");
    });
    afterAll(() => {
      order.push("inner afterAll");
    });

    it("run inside the outer ones", () => {
      assertEquals(order.slice(2), [
        "outer afterEach",
        "inner beforeAll",
        "outer beforeEach",
        "inner beforeEach",
      ]);
    });
  });
});

test("bdd hooks close from the inside out", () => {
  assertEquals(order.slice(6), [
    "inner afterEach",
    "inner afterAll",
    "outer afterEach",
    "outer afterAll",
  ]);
});

describe("bdd in a run of its own", () => {
  it("counts passed, failed and ignored tests", async () => {
    const { code, output } = await runTests(`
      describe("outer", () => {
        it("passes", () => {});
        it("fails", () => { throw new Error("wanted"); });
        describe("inner", () => {
          it("fails late", async () => { await 0; throw new Error("late"); });
          it.ignore("is ignored", () => {});
          it("is ignored too", { ignore: true }, () => {});
        });
        describe.skip("left out", () => { describe("deep", () => { it("never runs", () => {}); }); });
      });
      test("alone", () => {});`);
    assertEquals(code, 1);
    assertStringIncludes(output, "| 2 passed | 2 failed | 3 ignored");
    assertStringIncludes(output, "outer > inner > fails late ... FAILED");
    assertStringIncludes(output, "Error: wanted");
  });

  it("runs only what is marked only, and still closes the suite", async () => {
    const { code, output } = await runTests(`
      describe("suite", () => {
        afterAll(() => console.log("closed"));
        it("first", () => console.log("first ran"));
        it.only("second", () => console.log("second ran"));
      });
      describe("another", () => { afterAll(() => console.log("wrong")); it("third", () => {}); });`);
    // `only` makes the run fail at the end, by design of Deno.
    assertEquals(code, 1);
    assertStringIncludes(output, "second ran");
    assertStringIncludes(output, "closed");
    assert(!output.includes("first ran") && !output.includes("wrong"), output);
  });

  it("finds a nested test by filter", async () => {
    const { code, output } = await runTests(
      `describe("a", () => { describe("b", () => { it("wanted", () => {}); it("other", () => {}); }); });`,
      "--filter=b > wanted",
    );
    assertEquals(code, 0);
    assertStringIncludes(output, "1 passed | 0 failed | 1 filtered out");
  });

  it("fails each test of a suite whose beforeAll fails", async () => {
    const { output } = await runTests(`
      describe("suite", () => {
        beforeAll(() => { throw new Error("no library"); });
        it("one", () => {});
        it("two", () => {});
      });`);
    assertStringIncludes(output, "0 passed | 2 failed");
  });

  for (const hook of ["beforeEach", "afterEach", "afterAll"]) {
    it(`fails the test when ${hook} fails`, async () => {
      const { code, output } = await runTests(
        `describe("suite", () => { ${hook}(() => { throw new Error("hook"); }); it("one", () => {}); });`,
      );
      assertEquals(code, 1);
      assertStringIncludes(output, "0 passed | 1 failed");
    });
  }

  it("runs afterEach for a failed test and shows both errors", async () => {
    const { output } = await runTests(`
      describe("suite", () => {
        afterEach(() => { throw new Error("second"); });
        it("one", () => { throw new Error("first"); });
      });`);
    assertMatch(output, /first[^]*second/);
  });

  it("fails when a test leaves the process with code 0", async () => {
    const { code } = await runTests(`it("leaves", () => { Deno.exit(0); });`);
    assertEquals(code, 1);
  });

  it("refuses a suite with an async body", async () => {
    const { code, output } = await runTests(`describe("suite", async () => { await 0; });`);
    assertEquals(code, 1);
    assertStringIncludes(output, 'Cannot describe "suite": the body must not return a promise');
  });
});
