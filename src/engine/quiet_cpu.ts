/** tfjs's cpu backend without its advertisement. @module */

import * as tfjs from "../deps/tfjs.ts";

const NAME = "cpu";

/** The flag behind the advertisement for tfjs-node that the first tensor prints. */
interface Advertiser {
  firstUse: boolean;
}

/** Registers the cpu backend anew, so that it is made without the advertisement. */
export function quietCpu(): void {
  const { registry } = tfjs.engine() as unknown as { registry: Record<string, Advertiser> };
  const made = registry[NAME];
  if (made !== undefined) {
    made.firstUse = false;
    return;
  }
  const factory = tfjs.findBackendFactory(NAME);
  if (factory === null) return;
  tfjs.removeBackend(NAME);
  tfjs.registerBackend(NAME, () => {
    const backend = factory() as tfjs.MathBackendCPU;
    (backend as unknown as Advertiser).firstUse = false;
    return backend;
  });
}
