/** One of tfjs's own test suites. */
export interface Suite {
  name: "core" | "node" | "layers" | "data" | "converter";
  /** The npm package under test. */
  packageName: string;
  /**
   * Where the tests come from: `package` if the npm package ships them, `sources` if they are only in
   * the public repository and a checkout of it has to be named.
   */
  testsFrom: "package" | "sources";
  /** Specs that read files which only the public repository holds: beginnings of their names. */
  needObjects: readonly string[];
  /** Engines that have not what it tests, so that not even its first spec can be run. */
  notFor?: readonly string[];
  /** The engine whose results are the yardstick: what passes there must not fail here. */
  reference: "addon" | "cpu";
}

/** The suites in the order in which they run. */
export const SUITES: readonly Suite[] = [
  {
    name: "core",
    packageName: "@tensorflow/tfjs-core",
    testsFrom: "package",
    needObjects: [],
    reference: "addon",
  },
  {
    name: "node",
    packageName: "@tensorflow/tfjs-node",
    testsFrom: "package",
    needObjects: ["decode images", "SavedModel"],
    notFor: ["wasm", "cpu"],
    reference: "addon",
  },
  {
    name: "layers",
    packageName: "@tensorflow/tfjs-layers",
    testsFrom: "sources",
    needObjects: [],
    reference: "cpu",
  },
  {
    name: "data",
    packageName: "@tensorflow/tfjs-data",
    testsFrom: "sources",
    needObjects: [],
    reference: "cpu",
  },
  {
    name: "converter",
    packageName: "@tensorflow/tfjs-converter",
    testsFrom: "sources",
    needObjects: [],
    reference: "cpu",
  },
];
