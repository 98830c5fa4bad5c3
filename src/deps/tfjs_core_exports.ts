/** The object through which tfjs's packages call each other. @module */

import * as core from "npm:@tensorflow/tfjs-core@4.22.0";

/**
 * tfjs-core's exports as CommonJS has them: tfjs-layers, tfjs-data and tfjs-converter look a function
 * up here whenever they call it. The names that ES modules import are a copy made at load time.
 *
 * Undefined where a bundler took tfjs's ES modules, whose exports nobody can change.
 */
export const coreExports: Record<string, unknown> | undefined = Reflect.get(core, "default");
