/**
 * The part of `@std/assert` that the tests use, over `node:assert`: same names, same signatures.
 * Two values that these call equal are equal for `@std/assert` too; the other way round there are
 * differences (0 and -0 differ here, and prototypes must be the same).
 *
 * @module
 */
import { deepStrictEqual } from "node:assert";
import { isDeepStrictEqual } from "node:util";

/** The error of every assertion here. */
export class AssertionError extends Error {
  override readonly name = "AssertionError";
}

// deno-lint-ignore no-explicit-any -- a constructor of whatever arguments, as in @std/assert
type ErrorClass<E extends Error> = abstract new (...args: any[]) => E;
// deno-lint-ignore no-explicit-any -- as above
type AnyClass = abstract new (...args: any[]) => unknown;
type ArrayLikeValue = ArrayLike<unknown> & object;

/** Above this many characters node's line diff takes minutes. */
const longestDiff = 4_000;

function show(value: unknown): string {
  const options = { depth: 6, iterableLimit: 20, strAbbreviateSize: 500, sorted: true };
  return Deno.inspect(value, options);
}

function failWith(what: string, msg: string | undefined): never {
  throw new AssertionError(msg === undefined ? what : `${what}: ${msg}`);
}

function isArrayLike(value: unknown): value is ArrayLikeValue {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** Names the first places where two long lists differ. */
function describeLists(actual: ArrayLikeValue, expected: ArrayLikeValue): string {
  const differing: string[] = [];
  let count = 0;
  for (let i = 0; i < Math.max(actual.length, expected.length); i++) {
    if (isDeepStrictEqual(actual[i], expected[i])) continue;
    if (count++ < 10) {
      differing.push(`  [${i}] actual ${show(actual[i])}, expected ${show(expected[i])}`);
    }
  }
  const lengths = `lengths ${actual.length} and ${expected.length}, ${count} elements differ`;
  return [lengths, ...differing, ...(count > 10 ? [`  … ${count - 10} more`] : [])].join("\n");
}

function describeDifference(actual: unknown, expected: unknown): string {
  if (isArrayLike(actual) && isArrayLike(expected)) {
    if (actual.constructor !== expected.constructor) {
      return `${actual.constructor.name} is not ${expected.constructor.name}`;
    }
    if (actual.length + expected.length > 40) return describeLists(actual, expected);
  }
  const [left, right] = [show(actual), show(expected)];
  if (left.length + right.length > longestDiff) {
    return `actual\n${left.slice(0, longestDiff)}\nexpected\n${right.slice(0, longestDiff)}`;
  }
  try {
    deepStrictEqual(actual, expected);
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return `actual ${left}, expected ${right}`;
}

/** Fails unless `expr` is truthy. */
export function assert(expr: unknown, msg = ""): asserts expr {
  if (!expr) throw new AssertionError(msg);
}

/** Fails unless `expr` is falsy. */
export function assertFalse(expr: unknown, msg = ""): asserts expr is false {
  if (expr) throw new AssertionError(msg);
}

/** Fails always. */
export function fail(msg?: string): never {
  failWith("Failed assertion", msg);
}

/** Fails unless both are deeply equal. */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (isDeepStrictEqual(actual, expected)) return;
  failWith(`Values are not equal\n${describeDifference(actual, expected)}`, msg);
}

/** Fails if both are deeply equal. */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  if (isDeepStrictEqual(actual, expected)) failWith(`Both values are ${show(actual)}`, msg);
}

/** Fails unless both are the same by `Object.is`. */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T {
  if (Object.is(actual, expected)) return;
  const equal = isDeepStrictEqual(actual, expected) ? " (equal, but not the same reference)" : "";
  failWith(`Expected ${show(expected)}, got ${show(actual)}${equal}`, msg);
}

/** Fails if both are the same by `Object.is`. */
export function assertNotStrictEquals<T>(actual: T, expected: T, msg?: string): void {
  if (Object.is(actual, expected)) failWith(`Both are the same: ${show(actual)}`, msg);
}

/** Fails unless the numbers differ by at most `tolerance` (default: 1e-7 of `expected`). */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  msg?: string,
): void {
  const delta = Math.abs(expected - actual);
  const bound = tolerance ?? (Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7);
  if (Object.is(actual, expected) || delta <= bound) return;
  failWith(`Expected ${expected} ± ${bound}, got ${actual}, which is ${delta} away`, msg);
}

/** Fails if `actual` is `undefined` or `null`. */
export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T> {
  if (actual === undefined || actual === null) failWith(`Expected a value, got ${actual}`, msg);
}

/** Fails unless `actual > expected`. */
export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual > expected)) failWith(`Expected ${show(actual)} > ${show(expected)}`, msg);
}

/** Fails unless `actual >= expected`. */
export function assertGreaterOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual >= expected)) failWith(`Expected ${show(actual)} >= ${show(expected)}`, msg);
}

/** Fails unless `actual < expected`. */
export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual < expected)) failWith(`Expected ${show(actual)} < ${show(expected)}`, msg);
}

/** Fails unless `actual <= expected`. */
export function assertLessOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual <= expected)) failWith(`Expected ${show(actual)} <= ${show(expected)}`, msg);
}

/** Fails unless `actual` is an instance of the class. */
export function assertInstanceOf<C extends AnyClass>(
  actual: unknown,
  expectedType: C,
  msg?: string,
): asserts actual is InstanceType<C> {
  if (actual instanceof expectedType) return;
  failWith(`Expected an instance of ${expectedType.name}, got ${show(actual)}`, msg);
}

/** Fails unless the text contains `expected`. */
export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  if (!actual.includes(expected)) {
    failWith(`Expected ${show(actual)} to contain ${show(expected)}`, msg);
  }
}

/** Fails unless the text matches. */
export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  if (!expected.test(actual)) failWith(`Expected ${show(actual)} to match ${expected}`, msg);
}

/** Fails if the text matches. */
export function assertNotMatch(actual: string, expected: RegExp, msg?: string): void {
  if (expected.test(actual)) failWith(`Expected ${show(actual)} not to match ${expected}`, msg);
}

/** Fails unless each element of `expected` occurs in `actual`. */
export function assertArrayIncludes<T>(
  actual: ArrayLike<T>,
  expected: ArrayLike<T>,
  msg?: string,
): void {
  const there = Array.from(actual);
  const missing = Array.from(expected).filter((want) =>
    !there.some((have) => isDeepStrictEqual(have, want))
  );
  if (missing.length > 0) failWith(`Expected ${show(actual)} to include ${show(missing)}`, msg);
}

/** Fails unless every property of `expected` is in `actual` with an equal value; others are free. */
export function assertObjectMatch(
  // deno-lint-ignore no-explicit-any -- as in @std/assert, so that interfaces are accepted
  actual: Record<PropertyKey, any>,
  expected: Record<PropertyKey, unknown>,
  msg?: string,
): void {
  assertEquals(pick(actual, expected), expected, msg);
}

function isPlain(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === "object" && value !== null &&
    [Object.prototype, null].includes(Object.getPrototypeOf(value));
}

/** What of `actual` has a counterpart in `expected`. */
function pick(actual: unknown, expected: unknown): unknown {
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return actual.map((value, i) => i < expected.length ? pick(value, expected[i]) : value);
  }
  if (!isPlain(expected) || typeof actual !== "object" || actual === null) return actual;
  const source = actual as Record<PropertyKey, unknown>;
  const keys = Reflect.ownKeys(expected).filter((key) => key in source);
  return Object.fromEntries(keys.map((key) => [key, pick(source[key], expected[key])]));
}

/** Fails unless `error` is an `Error`, of the class and with the text if those are given. */
export function assertIsError<E extends Error = Error>(
  error: unknown,
  expectedClass?: ErrorClass<E>,
  msgMatches?: string | RegExp,
  msg?: string,
): asserts error is E {
  if (!(error instanceof Error)) failWith(`Expected an Error, got ${show(error)}`, msg);
  if (expectedClass && !(error instanceof expectedClass)) {
    failWith(`Expected ${expectedClass.name}, got ${error.name}: ${error.message}`, msg);
  }
  const matches = msgMatches instanceof RegExp
    ? msgMatches.test(error.message)
    : error.message.includes(msgMatches ?? "");
  if (!matches) {
    failWith(`Expected the message to match ${show(msgMatches)}, got "${error.message}"`, msg);
  }
}

/** Fails unless `fn` throws; returns what it threw. */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/** Fails unless `fn` throws an error of the class whose message contains the text; returns it. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  expectedClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  classOrMsg?: ErrorClass<E> | string,
  msgIncludes?: string,
  msg?: string,
): unknown {
  const note = typeof classOrMsg === "string" ? classOrMsg : msg;
  let thrown: { value: unknown } | undefined;
  try {
    const result = fn();
    if (result instanceof Promise) {
      result.catch(() => {}); // this failure is reported below; the promise's own must not be a second
      thrown = undefined;
    }
  } catch (value) {
    thrown = { value };
  }
  if (!thrown) failWith("Expected the function to throw", note);
  if (typeof classOrMsg === "function") assertIsError(thrown.value, classOrMsg, msgIncludes, msg);
  return thrown.value;
}

/** Fails unless the promise of `fn` rejects; resolves to what it rejected with. */
export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
/** Fails unless it rejects with an error of the class whose message contains the text. */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  expectedClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  classOrMsg?: ErrorClass<E> | string,
  msgIncludes?: string,
  msg?: string,
): Promise<unknown> {
  const note = typeof classOrMsg === "string" ? classOrMsg : msg;
  let rejected: { value: unknown } | undefined;
  let promise: PromiseLike<unknown>;
  try {
    promise = fn();
  } catch (error) {
    failWith(`Expected a promise that rejects, but the function threw ${show(error)}`, note);
  }
  try {
    await promise;
  } catch (value) {
    rejected = { value };
  }
  if (!rejected) failWith("Expected the promise to reject", note);
  if (typeof classOrMsg === "function") assertIsError(rejected.value, classOrMsg, msgIncludes, msg);
  return rejected.value;
}
