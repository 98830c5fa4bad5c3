/** Puts the random ops in place of tfjs's, so that its layers draw with them. @module */

import { replaceOps } from "../replace_ops.ts";
import { drawingUtil } from "./drawing_util.ts";
import { dropout } from "./dropout.ts";
import { randomGamma } from "./gamma.ts";
import { guardDraws } from "./guard.ts";
import { multinomial } from "./multinomial.ts";
import { randomNormal, randomStandardNormal } from "./normal.ts";
import { separateRecurrentMasks } from "./recurrent_masks.ts";
import { truncatedNormal } from "./truncated_normal.ts";
import { randomUniform, randomUniformInt } from "./uniform.ts";

/** Registers them all. */
export function registerRandom(): void {
  replaceOps({
    ...drawingUtil,
    dropout,
    multinomial,
    randomGamma,
    randomNormal,
    randomStandardNormal,
    randomUniform,
    randomUniformInt,
    truncatedNormal,
  });
  separateRecurrentMasks();
  guardDraws();
}
