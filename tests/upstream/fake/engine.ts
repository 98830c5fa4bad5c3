/** An engine without tensors, for the tests of the runner. */
export const tf: unknown = {};

Object.assign(globalThis, {
  _tfengine: { registryFactory: { fake: null }, findBackend: () => null },
});

/** The name in the specs of bundle.ts. */
export function backendName(): string {
  return "fake";
}
