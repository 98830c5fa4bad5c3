/**
 * Places for the nodes and edges of a directed graph (MIT).
 *
 * Version 3 is one module of the language's own kind, which loads in 5 ms; the CommonJS of versions
 * before took ten times as long.
 *
 * @module
 */

// The package's own types say much less.
// @ts-types="./dagre.d.ts"
export { type EdgeKey, Graph, layout, type Point } from "npm:@dagrejs/dagre@3.1.3";
