import { assertThrows } from "@std/assert";
import { type OptionNames, requireOptions } from "../../src/core/require_options.ts";

interface Options {
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly seed?: number;
}

const NAMES: OptionNames<Options> = { epochs: true, batchSize: true, seed: true };

function check(options: unknown): void {
  requireOptions("Cannot fit", options as Options, NAMES);
}

Deno.test("requireOptions() lets known options through, and those that are undefined", () => {
  check({});
  check({ epochs: 1, batchSize: undefined });
  check({ bacth: undefined });
});

Deno.test("requireOptions() names an unknown option and the one that is meant", () => {
  for (
    const [wrong, meant] of [
      ["bacth", "batchSize"],
      ["batch_size", "batchSize"],
      ["batchsize", "batchSize"],
      ["batch", "batchSize"],
      ["epoch", "epochs"],
      ["Seed", "seed"],
      ["random_seed", "seed"],
    ] as const
  ) {
    assertThrows(
      () => check({ epochs: 1, [wrong]: 2 }),
      TypeError,
      `Cannot fit: there is no option "${wrong}"; "${meant}" is the nearest of epochs, batchSize, seed`,
    );
  }
  assertThrows(
    () => check({ verbose: 0 }),
    TypeError,
    'Cannot fit: there is no option "verbose"; there are epochs, batchSize, seed',
  );
});

Deno.test("requireOptions() refuses what is no object", () => {
  for (const odd of [1000, null, "a", [1]]) {
    assertThrows(() => check(odd), TypeError, "wanted options as an object, such as { epochs }");
  }
});
