/**
 * Why a diagram is not drawn.
 *
 * @module
 */

/** Text that is no flow chart, or one that cannot be read; the message ends "not drawn: …". */
export class DiagramError extends Error {
  /** The class's name. */
  override readonly name = "DiagramError";
}
