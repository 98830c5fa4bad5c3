import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { judge } from "./expected.ts";
import { installPackages } from "./install.ts";
import { plainName, type SpecResult } from "./journal.ts";
import { proposeExpected } from "./propose.ts";
import { isAsPublished, makeReport } from "./report.ts";
import { type SuiteRun, superviseSuite } from "./supervise.ts";

function specs(statuses: Record<string, SpecResult["status"]>): SpecResult[] {
  return Object.entries(statuses)
    .map(([name, status], spec) => ({ spec, name, status, messages: [] }));
}

function listed(names: string[], onPurpose: string[] = []) {
  const sometimes: ReadonlySet<string> = new Set();
  return { names: new Set([...names, ...onPurpose]), onPurpose: new Set(onPurpose), sometimes };
}

const NOTHING = listed([]);

describe("judge()", () => {
  it("finds what is not listed, outside a spec too", () => {
    const run = {
      results: specs({ a: "failed", b: "crashed", c: "passed" }),
      suiteErrors: [{ name: "outside a spec: d", messages: [] }],
    };
    const verdict = judge(run, listed(["a"]), listed(["a", "b", "outside a spec: d"]));
    assertEquals(verdict.unexpected, ["b"]);
    assertEquals(verdict.unexpectedOutside, ["outside a spec: d"]);
    assertEquals(verdict.worseThanReference, []);
  });

  it("finds what passes on the reference engine, listed or not, unless it is on purpose", () => {
    const run = { results: specs({ a: "failed", b: "hung", c: "failed" }), suiteErrors: [] };
    const verdict = judge(run, listed(["a"], ["c"]), NOTHING);
    assertEquals(verdict.worseThanReference, ["a", "b"]);
    assertEquals(verdict.unexpected, ["b"]);
  });

  it("names what is listed and passes by now, when every spec of the name does", () => {
    const results = specs({ a: "passed", b: "passed", c: "excluded" });
    results.push({ spec: 3, name: "b", status: "failed", messages: [] });
    const verdict = judge({ results, suiteErrors: [] }, listed(["a", "b", "c"]), listed(["b"]));
    assertEquals(verdict.passByNow, ["a"]);
  });
});

describe("proposeExpected()", () => {
  it("groups failures by message, whatever the numbers in it", () => {
    const run: SuiteRun = {
      backendName: "fake",
      version: null,
      total: 2,
      results: specs({ a: "failed", b: "failed" }),
      suiteErrors: [],
      restarts: 0,
      seconds: 1,
      rss: null,
    };
    run.results[0]!.messages = ["4 is not 5.5\nmore"];
    run.results[1]!.messages = ["17 is not 1e-3"];
    const verdict = judge(run, NOTHING, NOTHING);
    assertEquals(proposeExpected([makeReport("core", "fake", run, verdict)]), [
      { suite: "core", reason: "N is not N", specs: ["a", "b"] },
    ]);
  });
});

describe("plainName()", () => {
  it("takes the backend's name out of a spec's", () => {
    assertEquals(plainName("add test-wasm {} adds", "wasm"), "add test-engine {} adds");
    assertEquals(plainName("add adds test-wasm", "wasm"), "add adds test-wasm");
  });
});

describe("superviseSuite()", () => {
  it("goes on after a crash and after a hang, each of which costs one spec", async () => {
    await installPackages();
    const run = await superviseSuite({
      bundle: new URL("./fake/bundle.ts", import.meta.url).href,
      engine: new URL("./fake/engine.ts", import.meta.url).href,
      skip: ["suite test-engine {} is skipped"],
      cwd: Deno.cwd(),
      stallSeconds: 3,
      verbose: false,
    });
    assertEquals(run.results.map(({ status }) => status), [
      "passed",
      "failed",
      "crashed",
      "passed",
      "hung",
      "passed",
      "pending",
      "excluded",
    ]);
    assertEquals(run.restarts, 2);
    assertEquals(run.total, 8);
    assert(run.results[2]!.messages[0]!.includes("SIGKILL"));
    const report = makeReport("core", "fake", run, judge(run, NOTHING, NOTHING));
    assertEquals([report.passed, report.failed, report.skipped], [3, 3, 2]);
    assert(!isAsPublished(report));
  });
});
