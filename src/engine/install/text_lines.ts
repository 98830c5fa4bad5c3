/**
 * Lines out of the bytes that another program prints.
 *
 * @module
 */

/** Cuts a stream of UTF-8 bytes into lines. */
export class TextLineStream extends TransformStream<Uint8Array, string> {
  /** Makes the stream. */
  constructor() {
    const decoder = new TextDecoder();
    let rest = "";
    super({
      transform(chunk, controller) {
        const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n/);
        rest = lines.pop() ?? "";
        for (const line of lines) controller.enqueue(line);
      },
      flush(controller) {
        if (rest) controller.enqueue(rest);
      },
    });
  }
}
