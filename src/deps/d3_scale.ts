/**
 * Axes: from numbers to places, and the round numbers between (ISC).
 *
 * @module
 */

// The package brings no types.
// @ts-types="./d3_scale.d.ts"
export { scaleLinear, scaleLog } from "npm:d3-scale@4.0.2";
