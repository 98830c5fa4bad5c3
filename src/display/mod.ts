/**
 * Values made visible: as pictures, tables and charts in notebooks, as text in terminals.
 *
 * `show(value)` writes; everything else returns data.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { display } from "tensaur";
 *
 * const table = display.table({ word: ["a", "b"], count: [1, 20] });
 * assertEquals(table.toText(), "   word  count\n0  a         1\n1  b        20\n2 rows × 2 columns");
 * ```
 *
 * @module
 */
import { enableTensorDisplay } from "./tensor/register.ts";

enableTensorDisplay();

export { bundle } from "./bundle.ts";
export {
  DISPLAY,
  type Displayable,
  type MimeBundle,
  type TextOptions,
  type View,
} from "./mime_bundle.ts";
export { show, type ShowOptions } from "./show.ts";
export { type Column, type Columns } from "./table/columns.ts";
export { Table, table, type TableOptions } from "./table/table.ts";
export { TensorView } from "./tensor/tensor_view.ts";
export {
  type CaptionedPicture,
  terminalPictures,
  type TerminalPicturesOptions,
} from "./terminal_pictures.ts";
