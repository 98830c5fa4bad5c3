/** Which kernels and gradients traced functions use. @module */

import { isTracing } from "../../../src/engine/op_context.ts";
import type { TensorflowBackend } from "../../../src/engine/backend.ts";
import * as tf from "../../../src/engine/tf.ts";

/** Kernels, and gradients by their kernels. */
export interface Used {
  readonly kernels: Set<string>;
  readonly gradients: Set<string>;
}

/** Notes what runs while functions are traced, for each function; until it is stopped. */
export class UsedWhileTracing {
  readonly #byName = new Map<string, Used>();
  readonly #undo: (() => void)[] = [];
  #current: Used | undefined;

  /** Begins to listen. */
  constructor() {
    for (const config of tf.getKernelsForBackend("tensorflow")) {
      const { kernelFunc, kernelName } = config;
      config.kernelFunc = (call) => {
        if (isTracing((call.backend as TensorflowBackend).context)) {
          this.#current?.kernels.add(kernelName);
        }
        return kernelFunc(call);
      };
      this.#undo.push(() => {
        config.kernelFunc = kernelFunc;
      });
    }
    for (const config of gradientRegistry().values()) {
      const { gradFunc, kernelName } = config;
      config.gradFunc = (...args) => {
        if (isTracing((tf.backend() as TensorflowBackend).context)) {
          this.#current?.gradients.add(kernelName);
        }
        return gradFunc(...args);
      };
      this.#undo.push(() => {
        config.gradFunc = gradFunc;
      });
    }
  }

  /** Runs `body` and notes what it uses under `name`. */
  under<T>(name: string, body: () => T): T {
    const before = this.#current;
    let used = this.#byName.get(name);
    if (used === undefined) {
      this.#byName.set(name, used = { kernels: new Set(), gradients: new Set() });
    }
    this.#current = used;
    try {
      return body();
    } finally {
      this.#current = before;
    }
  }

  /** What all functions but those named in `without` have used. */
  all(without: ReadonlySet<string> = new Set()): Used {
    const kernels = new Set<string>();
    const gradients = new Set<string>();
    for (const [name, used] of this.#byName) {
      if (without.has(name)) continue;
      for (const kernel of used.kernels) kernels.add(kernel);
      for (const gradient of used.gradients) gradients.add(gradient);
    }
    return { kernels, gradients };
  }

  /** Stops listening. */
  stop(): void {
    for (const undo of this.#undo) undo();
  }
}

/** tfjs's gradients by kernel: its registry, for which it has no public function. */
export function gradientRegistry(): Map<string, tf.GradConfig> {
  const shared = (globalThis as unknown as { _tfGlobals: Map<string, unknown> })._tfGlobals;
  return shared.get("gradRegistry") as Map<string, tf.GradConfig>;
}
