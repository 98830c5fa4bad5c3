import { createRequire } from "node:module";
import { INSTALLED } from "./install.ts";

/** The part of jasmine's environment that the runner uses. */
export interface JasmineEnvironment {
  topSuite(): JasmineNode;
  beforeEach(action: () => Promise<void>): void;
  configure(options: {
    random: boolean;
    failSpecWithNoExpectations: boolean;
    specFilter: (spec: { id: string; getFullName(): string }) => boolean;
  }): void;
  clearReporters(): void;
  addReporter(reporter: JasmineReporter): void;
  execute(): Promise<unknown>;
}

/** A suite (it has children) or a spec (it has none). */
export interface JasmineNode {
  id: string;
  children?: JasmineNode[];
}

/** What jasmine says about a suite or spec that has ended. */
export interface JasmineResult {
  id: string;
  fullName: string;
  status: "passed" | "failed" | "pending" | "excluded";
  failedExpectations?: { message: string }[];
}

/** jasmine's reporter interface, as far as used. */
export interface JasmineReporter {
  specStarted(spec: JasmineResult): void;
  specDone(spec: JasmineResult): void;
  suiteDone(suite: JasmineResult): void;
}

interface JasmineRequire {
  boot(self: JasmineRequire): void;
}

/** Puts jasmine's functions (`describe`, `it`, ...) on the global object, as tfjs's tests expect. */
export function startJasmine(timeoutMs: number): JasmineEnvironment {
  const require = createRequire(new URL("package.json", INSTALLED));
  const required: JasmineRequire = require("jasmine-core/lib/jasmine-core.js");
  required.boot(required);
  const { jasmine } = globalThis as unknown as {
    jasmine: { DEFAULT_TIMEOUT_INTERVAL: number; getEnv(): JasmineEnvironment };
  };
  jasmine.DEFAULT_TIMEOUT_INTERVAL = timeoutMs;
  return jasmine.getEnv();
}

/** Numbers the specs in definition order, by jasmine's id, so that a later child can go on. */
export function numberSpecs(environment: JasmineEnvironment): Map<string, number> {
  const numbers = new Map<string, number>();
  const visit = (node: JasmineNode) => {
    for (const child of node.children ?? []) {
      if (child.children) visit(child);
      else numbers.set(child.id, numbers.size);
    }
  };
  visit(environment.topSuite());
  return numbers;
}
