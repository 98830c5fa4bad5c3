/**
 * The error of a picture that cannot be read.
 *
 * @module
 */

/** Bytes that are no picture, or a damaged or too large one. */
export class ImageError extends Error {
  /** Stands before the message. */
  override readonly name = "ImageError";
  /** Why, in words. */
  readonly reason: string;

  /**
   * Makes the error.
   *
   * @param place The file's name, or what else names the bytes.
   * @param reason Why they cannot be read.
   * @param options The error below, if there is one.
   */
  constructor(place: string, reason: string, options?: ErrorOptions) {
    super(`Cannot read picture ${place}: ${reason}`, options);
    this.reason = reason;
  }
}
