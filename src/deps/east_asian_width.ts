/**
 * Whether a character takes one column of a terminal or two (MIT).
 *
 * @module
 */

export { eastAsianWidth } from "npm:get-east-asian-width@1.7.0";
