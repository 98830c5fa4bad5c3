import { readIfThere } from "./install.ts";
import type { SpecResult } from "./journal.ts";
import type { SuiteRun } from "./supervise.ts";

/** Specs of one suite that fail for one reason. */
export interface ExpectedFailures {
  suite: string;
  reason: string;
  /**
   * Full names, the backend's replaced by `engine`; a failure outside a spec, such as a promise that
   * nobody waited for, is named `outside a spec: <suite>`.
   */
  specs: string[];
}

/** What a run says about the published lists. */
export interface Verdict {
  /** Specs that failed and are on no list: the run fails. */
  unexpected: string[];
  /** Failures outside a spec that are on no list: the run fails. */
  unexpectedOutside: string[];
  /** Specs that failed here although they pass on the reference engine: the run fails. */
  worseThanReference: string[];
  /** Specs on the list that passed: to be taken off it. */
  passByNow: string[];
}

/**
 * The published list of specs that fail on an engine: `expected/<engine>.json`.
 *
 * @returns the names by suite, or undefined if nothing is published for the engine
 */
export async function readExpected(
  engine: string,
  suite: string,
): Promise<ReadonlySet<string> | undefined> {
  const text = await readIfThere(new URL(`./expected/${engine}.json`, import.meta.url));
  if (text === undefined) return undefined;
  const groups = JSON.parse(text) as ExpectedFailures[];
  return new Set(groups.filter((group) => group.suite === suite).flatMap(({ specs }) => specs));
}

/** Holds a run's results against the engine's own list and against the reference engine's. */
export function judge(
  { results, suiteErrors }: Pick<SuiteRun, "results" | "suiteErrors">,
  expected: ReadonlySet<string>,
  reference: ReadonlySet<string>,
): Verdict {
  const failed = [...results.filter(hasFailed), ...suiteErrors].map(({ name }) => name);
  const unlisted = failed.filter((name) => !expected.has(name));
  const outside = new Set(suiteErrors.map(({ name }) => name));
  const passed = new Set(
    results.filter(({ status }) => status === "passed").map(({ name }) => name),
  );
  // Two specs can share a name: it is off the list when all of that name pass.
  for (const name of failed) passed.delete(name);
  return {
    unexpected: unlisted.filter((name) => !outside.has(name)),
    unexpectedOutside: unlisted.filter((name) => outside.has(name)),
    worseThanReference: failed.filter((name) => !reference.has(name)),
    passByNow: [...expected].filter((name) => passed.has(name)),
  };
}

/** Whether a spec ran and did not end well. */
export function hasFailed({ status }: SpecResult): boolean {
  return status === "failed" || status === "crashed" || status === "hung";
}
