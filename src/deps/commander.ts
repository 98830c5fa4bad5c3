/**
 * Argument parsing of the command line (MIT).
 *
 * @module
 */

export { Command, InvalidArgumentError, Option } from "npm:commander@14.0.3";
