/**
 * Random numbers: tfjs's functions, which inside a trace draw at each call of the compiled code.
 *
 * @module
 */

export { dropout } from "./dropout.ts";
export { randomGamma } from "./gamma.ts";
export { multinomial } from "./multinomial.ts";
export { randomNormal, randomStandardNormal } from "./normal.ts";
export { truncatedNormal } from "./truncated_normal.ts";
export { randomUniform, randomUniformInt } from "./uniform.ts";
