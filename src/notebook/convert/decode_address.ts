/**
 * Names in addresses.
 *
 * @module
 */

/** The name that an address stands for (`a%20b`); undefined where it is not well-formed. */
export function decodeAddress(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
