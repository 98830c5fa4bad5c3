/** This version of Tensaur, as deno.json has it. */
export const TENSAUR_VERSION = "0.1.0";
