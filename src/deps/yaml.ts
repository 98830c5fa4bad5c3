/**
 * YAML (ISC).
 *
 * @module
 */

export { parse as parseYaml, stringify as stringifyYaml } from "npm:yaml@2.9.1";
