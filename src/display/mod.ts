/**
 * Values made visible.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { terminalPictures } from "./mod.ts";
 *
 * assertEquals(terminalPictures([{ pixels: [1, 1], width: 1, caption: "|" }]), "@\n|");
 * ```
 *
 * @module
 */
export {
  type CaptionedPicture,
  terminalPictures,
  type TerminalPicturesOptions,
} from "./terminal_pictures.ts";
