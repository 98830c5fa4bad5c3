/**
 * Differences of texts (BSD-3-Clause).
 *
 * @module
 */

export { diffArrays } from "npm:diff@9.0.0";
