/** What a module in `engines/`, or one named with `--engine`, exports. */
export interface EngineModule {
  /** The tfjs namespace under test; tfjs-node's suite also needs its `node`. */
  tf: unknown;
  /** Makes the backend ready; afterwards its factory has to work synchronously. */
  ready?: () => Promise<unknown>;
  /** The name of the backend under test, asked for once `ready` is done. */
  backendName: () => string;
  /**
   * The engine's own versions of modules which tfjs-node's tests import from beside them, by path
   * without extension (`callbacks`, `nodejs_kernel_backend`). The package's are taken otherwise.
   */
  internals?: Readonly<Record<string, unknown>>;
}
