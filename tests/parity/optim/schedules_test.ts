import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  from,
  ReduceOnPlateau,
  type ReduceOnPlateauOptions,
  type ScheduleJson,
} from "../../../src/optim/schedules/mod.ts";

/** Rates of peers; see make_schedules.py, which writes them. */
const golden: {
  schedules: (ScheduleJson & { library: string; values: number[] })[];
  plateaus: { config: ReduceOnPlateauOptions; measures: number[]; values: number[] }[];
} = JSON.parse(Deno.readTextFileSync(new URL("./schedules.json", import.meta.url)));

function assertExact(found: readonly number[], wanted: readonly number[]): void {
  assertEquals(found.length, wanted.length);
  found.forEach((value, step) => {
    const difference = Math.abs(value - wanted[step]!);
    assert(difference <= 1e-12, `step ${step}: ${value} instead of ${wanted[step]}`);
  });
}

describe("schedules against their peers", () => {
  for (const { library, name, config, values } of golden.schedules) {
    it(`${name} ${JSON.stringify(config)} gives in 200 steps what ${library} gives`, () => {
      assertExact(from({ name, config }).values(200), values);
    });
  }

  for (const { config, measures, values } of golden.plateaus) {
    it(`ReduceOnPlateau ${JSON.stringify(config)} gives what PyTorch gives`, () => {
      const plateau = new ReduceOnPlateau(config);
      assertExact(measures.map((measure) => plateau.update(measure)), values);
    });
  }
});
