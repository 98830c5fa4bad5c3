/**
 * Decoding and encoding of pictures: sharp (Apache-2.0) around libvips (LGPL-3.0, a library of its own beside it),
 * through its addon for Node.
 *
 * @module
 */

const PACKAGE = "sharp@0.35.5";

/** What is known of a picture before it is decoded. */
export interface SharpMetadata {
  /** Pixels across. */
  readonly width?: number;
  /** Pixels down. */
  readonly height?: number;
  /** EXIF's orientation, 1 to 8. */
  readonly orientation?: number;
}

/** Decoded pixels. */
export interface SharpPixels {
  /** Rows from the top, channels running fastest. */
  readonly data: Uint8Array;
  /** What the pixels are. */
  readonly info: { readonly width: number; readonly height: number; readonly channels: number };
}

/** A whole file. */
export interface SharpFile {
  /** Its bytes. */
  readonly data: Uint8Array;
}

/** A picture on its way to a file. */
export interface SharpEncoding {
  /** Encodes, on a thread of its own. */
  toBuffer(options: { readonly resolveWithObject: true }): Promise<SharpFile>;
}

/** A picture on its way. */
export interface SharpPicture {
  /** Turns it as EXIF says. */
  autoOrient(): SharpPicture;
  /** Makes the colours red, green and blue of 8 bits. */
  toColourspace(space: "srgb"): SharpPicture;
  /** Makes it gray, of one channel. */
  toColourspace(space: "b-w"): SharpPicture;
  /** Makes it a JPEG; every pixel keeps its colour with "4:4:4". */
  jpeg(options: {
    readonly quality: number;
    readonly chromaSubsampling: "4:2:0" | "4:4:4";
  }): SharpEncoding;
  /** Makes it a PNG. */
  png(): SharpEncoding;
  /** Makes it a WebP. */
  webp(options: { readonly quality: number }): SharpEncoding;
  /** Makes alpha the last channel. */
  ensureAlpha(): SharpPicture;
  /** Leaves alpha out. */
  removeAlpha(): SharpPicture;
  /** Asks for pixels. */
  raw(options?: { readonly depth?: "uchar" }): SharpPicture;
  /** Reads the header. */
  metadata(): Promise<SharpMetadata>;
  /** Decodes, on a thread of its own. */
  toBuffer(options: { readonly resolveWithObject: true }): Promise<SharpPixels>;
}

/** The package. */
export interface Sharp {
  (bytes: Uint8Array, options: {
    readonly failOn: "truncated" | "error" | "warning";
    readonly limitInputPixels: number;
    readonly ignoreIcc: boolean;
  }): SharpPicture;
  (pixels: Uint8Array, options: {
    readonly raw: { readonly width: number; readonly height: number; readonly channels: number };
  }): SharpPicture;
  /** Sets the threads for one picture. */
  concurrency(threads: number): number;
  /** Whether results of operations are kept. */
  cache(kept: boolean): unknown;
}

let loading: Promise<Sharp> | undefined;

/**
 * Loads the package, which npm's cache or mirror delivers at its first use. Each picture gets one
 * thread: many pictures at a time keep the cores busier than many threads for one.
 *
 * @throws {TypeError} When it can neither be found nor downloaded, or there is none for this machine.
 */
export function loadSharp(): Promise<Sharp> {
  loading ??= load().catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<Sharp> {
  // Put together at run time: a literal specifier would be part of every program's module graph.
  const specifier = ["npm", PACKAGE].join(":");
  const { default: sharp } = await import(specifier) as { default: Sharp };
  sharp.concurrency(1);
  // No picture is decoded twice in a row: keeping results takes a tenth of the time.
  sharp.cache(false);
  return sharp;
}
