/**
 * `describe` and `it` with the names and signatures of `@std/testing/bdd`, as a thin layer over
 * `Deno.test`. Every `it` becomes one test named `"suite > inner suite > test"`, so the runner's own
 * counts, `--filter` and reports see each of them.
 *
 * Over `Deno.test` and not `node:test`, whose port in Deno lets a failing `afterEach` pass, ignores
 * `only` inside a suite and switches the exit check off (docs/decisions/0001).
 *
 * @module
 */

/** The body of a test. */
export type TestFunction = (t: Deno.TestContext) => void | Promise<void>;
/** The body of a hook. */
export type HookFunction = () => void | Promise<void>;

/** Options of a suite, which its tests inherit. */
export type SuiteOptions = Omit<Deno.TestDefinition, "name" | "fn">;
/** Options of one test. */
export type TestOptions = SuiteOptions;

type Hook = "beforeAll" | "afterAll" | "beforeEach" | "afterEach";

class Suite {
  readonly hooks: Record<Hook, HookFunction[]> = {
    beforeAll: [],
    afterAll: [],
    beforeEach: [],
    afterEach: [],
  };
  /** Tests registered below this suite that have not ended yet. */
  pending = 0;
  #opening: Promise<void> | undefined;

  constructor(
    readonly name: string,
    readonly options: SuiteOptions,
    readonly parent: Suite | undefined,
  ) {}

  /** From the outermost suite to this one. */
  get path(): Suite[] {
    return [...(this.parent?.path ?? []), this];
  }

  /** Runs `beforeAll` before the first test; each later test gets the same outcome. */
  open(): Promise<void> {
    return this.#opening ??= runAll(this.hooks.beforeAll);
  }

  /** Runs `afterAll` once, and only where a test of the suite has started. */
  async close(): Promise<void> {
    if (!this.#opening) return;
    this.#opening = undefined;
    await runAll(this.hooks.afterAll);
  }
}

const root = new Suite("", {}, undefined);
let current = root;
const suites: Suite[] = [root];

async function runAll(hooks: readonly HookFunction[]): Promise<void> {
  for (const hook of hooks) await hook();
}

/** Under `--filter` or `only` the last registered test never comes: close what is still open. */
Deno.test.afterAll(async () => {
  for (const suite of [...suites].reverse()) await suite.close();
});

async function runTest(suite: Suite, fn: TestFunction, t: Deno.TestContext): Promise<void> {
  const path = suite.path;
  const errors: unknown[] = [];
  const attempt = async (step: () => void | Promise<void>) => {
    try {
      await step();
    } catch (error) {
      errors.push(error);
    }
  };
  await attempt(async () => {
    for (const each of path) await each.open();
    for (const each of path) await runAll(each.hooks.beforeEach);
    await fn(t);
  });
  for (const each of [...path].reverse()) {
    await attempt(() => runAll(each.hooks.afterEach));
    each.pending--;
    if (each.pending === 0) await attempt(() => each.close());
  }
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateError(errors, "The test and its hooks failed");
}

function registerTest(name: string, options: TestOptions, fn: TestFunction): void {
  const suite = current;
  const definition: Deno.TestDefinition = {
    ...suite.options,
    ...options,
    name: [...suite.path.map((each) => each.name), name].filter((part) => part !== "").join(" > "),
    fn: (t) => runTest(suite, fn, t),
  };
  if (suite.options.ignore) definition.ignore = true;
  if (!definition.ignore) { for (const each of suite.path) each.pending++; }
  Deno.test(definition);
}

function registerSuite(name: string, options: SuiteOptions, fn: () => void): void {
  const outer = current;
  const merged = { ...outer.options, ...options };
  if (outer.options.ignore) merged.ignore = true;
  current = new Suite(name, merged, outer);
  suites.push(current);
  try {
    const result: unknown = fn();
    if (result instanceof Promise) {
      throw new TypeError(`Cannot describe "${name}": the body must not return a promise`);
    }
  } finally {
    current = outer;
  }
}

/** The ways to call `it`. */
export interface It {
  /** Registers a test. */
  (name: string, fn: TestFunction): void;
  /** Registers a test with options. */
  (name: string, options: TestOptions, fn: TestFunction): void;
  /** Registers a test that is counted as ignored. */
  ignore: (name: string, fn: TestFunction) => void;
  /** The same as `ignore`. */
  skip: (name: string, fn: TestFunction) => void;
  /** Registers a test and leaves out all that are not `only`. */
  only: (name: string, fn: TestFunction) => void;
}

/** The ways to call `describe`. */
export interface Describe {
  /** Registers the tests and hooks that the body declares. */
  (name: string, fn: () => void): void;
  /** Registers a suite with options. */
  (name: string, options: SuiteOptions, fn: () => void): void;
  /** Registers a suite whose tests are counted as ignored. */
  ignore: (name: string, fn: () => void) => void;
  /** The same as `ignore`. */
  skip: (name: string, fn: () => void) => void;
  /** Registers a suite and leaves out all tests that are not `only`. */
  only: (name: string, fn: () => void) => void;
}

function withOptions<F>(register: (name: string, options: SuiteOptions, fn: F) => void) {
  const call = (name: string, second: SuiteOptions | F, third?: F) =>
    third === undefined
      ? register(name, {}, second as F)
      : register(name, second as SuiteOptions, third);
  const ignore = (name: string, fn: F) => register(name, { ignore: true }, fn);
  const only = (name: string, fn: F) => register(name, { only: true }, fn);
  return Object.assign(call, { ignore, skip: ignore, only });
}

/** Registers a test in the suite around it. */
export const it: It = withOptions<TestFunction>(registerTest);
/** The same as `it`. */
export const test: It = it;
/** Groups tests and hooks. */
export const describe: Describe = withOptions<() => void>(registerSuite);

/** Runs once before the first test of the suite. */
export function beforeAll(fn: HookFunction): void {
  current.hooks.beforeAll.push(fn);
}
/** Runs once after the last test of the suite. */
export function afterAll(fn: HookFunction): void {
  current.hooks.afterAll.push(fn);
}
/** Runs before each test of the suite, the outer suite's first. */
export function beforeEach(fn: HookFunction): void {
  current.hooks.beforeEach.push(fn);
}
/** Runs after each test of the suite, also where it failed, the inner suite's first. */
export function afterEach(fn: HookFunction): void {
  current.hooks.afterEach.push(fn);
}
/** The same as `beforeAll`. */
export const before: typeof beforeAll = beforeAll;
/** The same as `afterAll`. */
export const after: typeof afterAll = afterAll;
