/** What a module in `engines/`, or one named with `--engine`, exports. */
export interface EngineModule {
  /** The tfjs namespace under test; tfjs-node's suite also needs its `node`. */
  tf: unknown;
  /** Makes the backend ready. */
  ready?: () => Promise<unknown>;
  /** The name of the backend under test, asked for once `ready` is done. */
  backendName: () => string;
  /**
   * Whether the backend's factory gives a promise. tfjs's suites tear the backend down and some specs
   * then count on a new one being made at once: for such an engine it is awaited before each spec.
   */
  makesBackendLater?: boolean;
  /**
   * The engine's own versions of modules which tfjs-node's tests import from beside them, by path
   * without extension (`callbacks`, `nodejs_kernel_backend`). The package's are taken otherwise.
   */
  internals?: Readonly<Record<string, unknown>>;
}
