/**
 * The error of a file that no address delivers.
 *
 * @module
 */

/** One address and why it did not deliver. */
export interface DownloadAttempt {
  /** The address. */
  readonly url: string;
  /** Why not, in words. */
  readonly reason: string;
}

/** No address delivered a file. */
export class DownloadError extends Error {
  /** Name of the class. */
  override name = "DownloadError";
  /** Each address that was tried, in order. */
  readonly attempts: readonly DownloadAttempt[];

  /**
   * Makes the error; its message lists the attempts.
   *
   * @param path Where the file should have been placed.
   * @param attempts Each address that was tried, in order.
   */
  constructor(path: string, attempts: readonly DownloadAttempt[]) {
    super(
      `Cannot download ${path}: no address delivers it\n` +
        attempts.map(({ url, reason }) => `  ${url}: ${reason}`).join("\n") +
        "\nCheck the network, or place the file there by hand",
    );
    this.attempts = attempts;
  }
}
