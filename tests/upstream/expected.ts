import { readIfThere } from "./install.ts";
import type { SpecResult } from "./journal.ts";
import type { SuiteRun } from "./supervise.ts";

/** Specs of one suite that fail for one reason. */
export interface ExpectedFailures {
  suite: string;
  reason: string;
  /** The library's version, its beginning, where they fail with that one only. */
  version?: string;
  /** Whether they pass and fail by chance: passing is not worth a remark. */
  sometimes?: true;
  /**
   * They pass on the reference engine, and fail here because what they ask for is not wanted. Without
   * this mark such specs fail the run.
   */
  onPurpose?: true;
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

/** The published list of one engine and suite. */
export interface ExpectedSpecs {
  /** Every name on it. */
  names: ReadonlySet<string>;
  /** Those that fail on purpose. */
  onPurpose: ReadonlySet<string>;
  /** Those that fail by chance. */
  sometimes: ReadonlySet<string>;
}

/**
 * Reads `expected/<engine>.json`; an engine without one has an empty list.
 *
 * @param version the version of the library under the engine, or null if there is none
 */
export async function readExpected(
  engine: string,
  suite: string,
  version: string | null,
): Promise<ExpectedSpecs> {
  const text = await readIfThere(new URL(`./expected/${engine}.json`, import.meta.url)) ?? "[]";
  const groups = (JSON.parse(text) as ExpectedFailures[]).filter((group) =>
    group.suite === suite && (version ?? "").startsWith(group.version ?? "")
  );
  const namesOf = (some: ExpectedFailures[]) => new Set(some.flatMap(({ specs }) => specs));
  return {
    names: namesOf(groups),
    onPurpose: namesOf(groups.filter(({ onPurpose }) => onPurpose)),
    sometimes: namesOf(groups.filter(({ sometimes }) => sometimes)),
  };
}

/** Holds a run's results against the engine's own list and against the reference engine's. */
export function judge(
  { results, suiteErrors }: Pick<SuiteRun, "results" | "suiteErrors">,
  expected: ExpectedSpecs,
  reference: ExpectedSpecs,
): Verdict {
  const failed = [...results.filter(hasFailed), ...suiteErrors].map(({ name }) => name);
  const unlisted = failed.filter((name) => !expected.names.has(name));
  const outside = new Set(suiteErrors.map(({ name }) => name));
  const passed = new Set(
    results.filter(({ status }) => status === "passed").map(({ name }) => name),
  );
  // Two specs can share a name: it is off the list when all of that name pass.
  for (const name of failed) passed.delete(name);
  return {
    unexpected: unlisted.filter((name) => !outside.has(name)),
    unexpectedOutside: unlisted.filter((name) => outside.has(name)),
    worseThanReference: failed.filter((name) =>
      !reference.names.has(name) && !expected.onPurpose.has(name)
    ),
    passByNow: [...expected.names].filter((name) =>
      passed.has(name) && !expected.sometimes.has(name)
    ),
  };
}

/** Whether a spec ran and did not end well. */
export function hasFailed({ status }: SpecResult): boolean {
  return status === "failed" || status === "crashed" || status === "hung";
}
