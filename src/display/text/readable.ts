/**
 * Text of values whose code may throw: getters, proxies, methods for `console.log`.
 *
 * @module
 */

/** The text, or where it cannot be had, why: one bad value does not hide the others. */
export function readable(write: () => string): string {
  try {
    return write();
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : typeof error;
    return `[cannot be read: ${why}]`;
  }
}
