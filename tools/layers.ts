/**
 * Which folder of `src/` may import which: the one place where that is written down. Rows import
 * downward only; folders of one row never import each other.
 *
 * @module
 */

/** A folder of `src/`. */
export interface Layer {
  /** Rows count upward; imports go to lower rows. */
  readonly row: number;
  /** Folders it may import besides itself. */
  readonly imports: readonly string[];
  /** Whether it may use `node:` built-ins. */
  readonly node?: boolean;
}

/** Every folder that `src/` may have. A new folder gets its line here first. */
export const layers: Readonly<Record<string, Layer>> = {
  core: { row: 0, imports: [] },
  deps: { row: 0, imports: [], node: true },
  ffi: { row: 1, imports: ["core"], node: true },
  jupyter: { row: 1, imports: ["core", "deps"], node: true },
  language: { row: 1, imports: ["core", "deps"], node: true },
  widgets: { row: 1, imports: ["core"], node: true },
  engine: { row: 2, imports: ["core", "deps", "ffi"], node: true },
  jit: { row: 3, imports: ["core", "deps", "ffi", "engine"] },
  io: { row: 3, imports: ["core", "deps"], node: true },
  text: { row: 3, imports: ["core", "deps"] },
  data: { row: 4, imports: ["core", "deps", "engine", "io", "text"], node: true },
  metrics: { row: 4, imports: ["core", "deps", "engine"] },
  nn: { row: 4, imports: ["core", "deps", "engine"] },
  optim: { row: 4, imports: ["core", "deps", "engine", "jit"] },
  display: { row: 4, imports: ["core", "deps", "engine"] },
  models: { row: 5, imports: ["core", "deps", "engine", "jit", "nn", "optim", "io", "text"] },
  train: {
    row: 5,
    imports: ["core", "deps", "engine", "jit", "nn", "optim", "data", "metrics", "io", "display"],
  },
  peft: { row: 6, imports: ["core", "deps", "engine", "nn", "io"] },
  quant: { row: 6, imports: ["core", "deps", "engine", "nn", "io"] },
  interpret: { row: 6, imports: ["core", "deps", "engine", "metrics"] },
  fairness: { row: 6, imports: ["core", "deps", "engine", "metrics"] },
  privacy: { row: 6, imports: ["core", "deps", "engine", "nn", "metrics", "train"] },
  security: { row: 6, imports: ["core", "deps", "engine", "nn", "metrics"] },
  tracking: { row: 6, imports: ["core", "deps", "io"] },
  serve: { row: 6, imports: ["core", "deps", "engine", "jit", "io"] },
  kernel: { row: 7, imports: ["core", "deps", "display", "jupyter", "language"], node: true },
  notebook: {
    row: 7,
    imports: ["core", "deps", "io", "display", "jupyter", "language"],
    node: true,
  },
};

/** The top row, which may import every folder: `mod.ts` and the command line. */
export const top: Layer = { row: 8, imports: Object.keys(layers), node: true };

/** The layer of a path below the repository root, `undefined` for a folder that has no line here. */
export function layerOf(path: string): { name: string; layer: Layer } | undefined {
  if (path === "mod.ts") return { name: "mod.ts", layer: top };
  const name = path.match(/^src\/([^/]+)\//)?.[1];
  if (name === "cli") return { name, layer: top };
  const layer = name === undefined ? undefined : layers[name];
  return name !== undefined && layer ? { name, layer } : undefined;
}
