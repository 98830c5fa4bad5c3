/**
 * What is wrong with a notebook file.
 *
 * @module
 */

/** A file is no notebook, or one that cannot be used as asked. */
export class NotebookError extends Error {
  /** Name of the class. */
  override readonly name = "NotebookError";
  /** The file, where there is one. */
  readonly path: string | undefined;

  /** Puts the path, where there is one, in front of the message. */
  constructor(message: string, options: ErrorOptions & { readonly path?: string } = {}) {
    super(options.path === undefined ? message : `${options.path}: ${message}`, options);
    this.path = options.path;
  }
}
