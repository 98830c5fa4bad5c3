/**
 * How the chart looks: colours that people with any kind of colour vision can tell apart.
 *
 * @module
 */

import type { PeerName } from "../jobs.ts";

/** Colour of each peer (Okabe and Ito's palette). */
export const COLOURS: Readonly<Record<PeerName, string>> = {
  "tensaur": "#d55e00",
  "tfjs-wasm": "#cc79a7",
  "tfjs-node": "#e69f00",
  "keras": "#0072b2",
  "torch": "#009e73",
  "jax": "#56b4e9",
};

/** Colours of everything else. */
export const INK = { text: "#222222", quiet: "#6b6b6b", rule: "#e3e3e3", strong: "#9a9a9a" };

/** Colour behind the half where ours is faster. */
export const GOOD = "#f3f8f4";
