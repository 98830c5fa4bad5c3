/**
 * Reading and writing PNG files (MIT), and counting the pixels in which two pictures differ to the eye
 * (ISC).
 *
 * @module
 */

export { decode as decodePng, type DecodedPng, encode as encodePng } from "npm:fast-png@8.0.0";
export { default as pixelmatch } from "npm:pixelmatch@7.2.0";
