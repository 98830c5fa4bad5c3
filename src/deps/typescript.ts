/**
 * TypeScript's parser (Apache-2.0). Loading it takes a tenth of a second: import this file where it is
 * needed, with `await import()`.
 *
 * @module
 */

export { default as ts } from "npm:typescript@5.9.3";
