/**
 * Argument parsing of the command line (MIT).
 *
 * @module
 */

export {
  Argument,
  Command,
  CommanderError,
  InvalidArgumentError,
  Option,
} from "npm:commander@14.0.3";
