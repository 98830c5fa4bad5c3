/** Native handles that a test leaves behind, those without a tensor of tfjs among them. */

import type { EagerContext } from "../../src/ffi/eager.ts";

/**
 * Runs `body` and returns how many handles were made in it and not deleted: also those that kernels
 * keep for their constants.
 */
export async function liveHandles(
  context: EagerContext,
  body: () => void | Promise<void>,
): Promise<number> {
  const live = new Set<bigint>();
  const { execute, deleteTensor } = context;
  const made = (["createTensor", "fromHost", "share", "copyTo"] as const).map((name) => {
    const original = context[name] as (...given: unknown[]) => bigint;
    const counted = (...given: unknown[]) => {
      const handle = original.apply(context, given);
      live.add(handle);
      return handle;
    };
    return [name, counted] as const;
  });
  Object.assign(context, Object.fromEntries(made), {
    execute(...given: Parameters<typeof execute>): number {
      const count = execute.apply(context, given);
      for (const handle of context.outputs.subarray(0, count)) live.add(handle);
      return count;
    },
    deleteTensor(handle: bigint): void {
      live.delete(handle);
      deleteTensor.call(context, handle);
    },
  });
  try {
    await body();
  } finally {
    for (const name of ["execute", "deleteTensor", ...made.map(([name]) => name)]) {
      Reflect.deleteProperty(context, name);
    }
  }
  return live.size;
}
