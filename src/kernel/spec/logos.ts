/**
 * The pictures that front ends show beside the kernel's name. They are here as text, because a module
 * that came over a URL has no files beside it.
 *
 * @module
 */
import { Buffer } from "node:buffer";

const SVG = [
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">',
  '<rect width="64" height="64" rx="14" fill="#14213d"/>',
  '<path d="M14 16h36v9H36.500v25h-9V25H14z" fill="#fff"/>',
  '<path d="M44 34h8v8h-8zM44 46h8v8h-8z" fill="#fca311"/>',
  "</svg>",
].join("\n");

const PNG_32 =
  "iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAYAAABzenr0AAABr0lEQVR4nOyXuUsDQRjF3zfZYCFiFG+8awU7BQ+0" +
  "Eq0EC7XwQKwF/wELWwvRykK0Em0EC0FLUQPRKoWChUhiRBIF3VQeyeZzRkwwkoQEk90g+VU7x/IeM9/M7tPwA0dz" +
  "v0NDaIEhuoi4A6AqZAV+ZCY3IeIKw76ie4716AhFH8qauocE0QYR1SGHMPNDhHnuxes8jBkob+4dFIQjmIgRiQwr" +
  "E1Ta2FNmF3QlrdTCRNRKhMJGu7AJnjZbXKG2WtPElCZkwcEilLZgYssMKG2NQE2wCKWtpZrwdHuCbFDZ2pd0TMBi" +
  "CgZS1sDy6lbC/ob6GoyPDsX17e4dwnfvR6ZQRUsvI0O6Ozuwv7MW1zcyMQ/nuRuZUqiB/C7Cv+Bfuoxr1yy2JZxX" +
  "2IL/WwPJ9vw3hVOQDyvAAflJqM7kJXXnp/rJSB8OCJVYYBFKW62ANECDyDLpnQJ2CwPhdWboMBmlqbSF7nF5ZGsW" +
  "5jOjtG3q6TV4d11U2nAhg+KATCwlyCHf4XTs2Xt2oNq26MBb0HdT5GjdFDA+GPQu47k0QsXICl/x3Cnj+bYB+6Tu" +
  "PY1dEp8AAAD//70IkvIAAAAGSURBVAMAezCWoN/6JxcAAAAASUVORK5CYII=";

const PNG_64 =
  "iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAYAAACqaXHeAAAC00lEQVR4nOybTWgTURDH/7O7INKCtk01FLFbURGp" +
  "YC9qrZGKF1FQUCkIKlTEqyc9+VlvevIuKngpWjwI6lGpTaUXadFTD00qWqrGWhE/Dpsd54Um9MvGlNI2O+8Hu5n3" +
  "XgKZ/5v3dpLd8fAf1KxP7CeXD4q5A4w6gNaCUIHlBOOnnD7J9xqRVh9CfpoZTr4o9jH691CrF/OzZxl8mYjqUIYw" +
  "84g4eD2T9u4CL4PZ3jObAE6Vn2hzCR1ib0Ik4MEQuDSW6ukyjckjMwSobmhpc5jug2glogTzLxCfyKSSTyZ3TxGg" +
  "pr7lqDj+SELeQQSRJRGyiDCWSj7M9xUEqFrXvM313L7Izfx0mH8HCHePp3v7TTM/047juZ2Rd94gPrrkPMCE77lT" +
  "zE+ck7DfCiUQqNH4nLNra1sruTIYMiZUwZ/xgzd6YUX2OKlz3kBruJKOeWK1QimS5O1yCOxDKbIBbpGcBz6UIilh" +
  "3JP1H4dWiOJmD1gBpUgWuCqSKW8peJgnX4a6sZyo3bAX80F9BFgBoBwrAJRjBYBy1AtAsYYEY5G4eL4dF+SYi1u3" +
  "7+GmHIuFXQJQjhUAyrECQDlWAChn3v8ILRWjHe/mHI9faUQp2CUA5VgBoBwrAJRj8wCUGaVe54thlwCUY/cAlBn2" +
  "t8ACYwWAcsyNkT8oo+eEFnIPkDtC3x0Gj0IrzKOOyKBWAJKAkghAP5RifKdqf88Bh+g5FBJy2JyrGIn5iTcSD03Q" +
  "BPNAJt2zPXcZlFDogDIYdM28FmqGVEXBxOwbs5AIBcTtpqAIUUd8zAbZU/lmQYDxVM9AGNJpRJhc2RzzyW8fXr/N" +
  "901Jhcfev+qSvfFIrsgwasjMh0yHvw4nH0/unrV2eHV9c5PnuJ0yvBmRgAcDoM1E+fSRIsXTwRm5Qlwt7+JpupFJ" +
  "u3dKKZ6eQay+ZR8cOiTmzjIon//IjN4sOc/GU91Fn+n/CwAA//9YugljAAAABklEQVQDALcQ4ivqFdYTAAAAAElF" +
  "TkSuQmCC";

/** The files of a kernelspec's pictures by name. */
export function logoFiles(): Record<string, Uint8Array> {
  return {
    "logo-32x32.png": Uint8Array.from(Buffer.from(PNG_32, "base64")),
    "logo-64x64.png": Uint8Array.from(Buffer.from(PNG_64, "base64")),
    "logo-svg.svg": new TextEncoder().encode(`${SVG}\n`),
  };
}
