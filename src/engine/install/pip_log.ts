/**
 * Reads what `pip download -vv` prints: where a wheel comes from, and why it failed.
 *
 * @module
 */

import { InstallError, type InstallFault } from "./install_error.ts";

/** A wheel that pip is about to transfer over HTTP. */
export interface PipLink {
  /** File name of the wheel. */
  file: string;
  /** Where it is. */
  url: string;
  /** The index page that names it. */
  page: string;
  /** SHA-256 in hexadecimal, when the page gives it in the link. */
  sha256?: string;
}

/** Follows pip's output line by line. */
export class PipLog {
  #links: PipLink[] = [];
  #asked = new Set<string>();
  #problems: string[] = [];
  /** The wheel that pip began to transfer over HTTP, once it did and if its link is certain. */
  link: PipLink | undefined;
  /** File name and size in bytes (rounded by pip) of what pip transfers itself. */
  downloading: { file: string; size: number } | undefined;

  /** Takes in one line. */
  read(line: string): void {
    const [, url, page] = line.match(/Found link (\S+) \(from (\S+)\)/) ?? [];
    if (url && page) {
      const [address = "", fragment] = url.split("#");
      const sha256 = fragment?.match(/sha256=([0-9a-f]{64})/)?.[1];
      const file = decodeURIComponent(address.split("/").at(-1) ?? "");
      this.#links.push({ file, url: address, page, ...(sha256 ? { sha256 } : {}) });
      return;
    }
    const asked = line.match(/Looking up "([^"]+)" in the cache/)?.[1];
    if (asked) this.#asked.add(asked);
    const [, file, size, unit] = line.match(/Downloading (\S+\.whl) \(([\d.]+) ([kMG]?B)\)/) ?? [];
    if (file && size && unit) {
      this.downloading = { file, size: Number(size) * UNITS[unit]! };
      this.link = this.#linkOf(file);
    }
    if (/^\s*(ERROR|WARNING: Retrying|.*Error:)/.test(line)) this.#problems.push(line.trim());
  }

  /** The links of a file name, e.g. to learn the SHA-256 of one that pip copied. */
  sha256Of(file: string): string | undefined {
    const hashes = new Set(this.#links.filter((link) => link.file === file).map((l) => l.sha256));
    hashes.delete(undefined);
    return hashes.size === 1 ? [...hashes][0] : undefined;
  }

  /** The error of a pip that ended without a wheel. */
  failure(requirement: string, code: number): InstallError {
    const text = this.#problems.join("\n");
    const cause = new Error(this.#problems.slice(-6).join("\n") || `exit code ${code}`);
    const [fault, advice] = reason(text);
    const said = this.#problems.findLast((line) => line.startsWith("ERROR")) ??
      this.#problems.at(-1) ?? `ends with exit code ${code} and no message`;
    return new InstallError(
      fault,
      `Cannot get ${requirement} with pip: ${said.replace(/^ERROR:\s*/, "")}: ${advice}`,
      { cause },
    );
  }

  /** The link that pip took: over HTTP, without hidden credentials, and only one possible. */
  #linkOf(file: string): PipLink | undefined {
    const named = this.#links.filter((link) => link.file === file && /^https?:/.test(link.url));
    const used = named.length > 1 ? named.filter((link) => this.#asked.has(link.url)) : named;
    const [link] = used;
    if (used.length !== 1 || !link) return undefined;
    // pip prints "****" for a password: without it the server would not answer us.
    return `${link.url}${link.page}`.includes("****") ? undefined : link;
  }
}

const UNITS: Record<string, number> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 };

function reason(text: string): [InstallFault, string] {
  if (/no space left|Errno 28/i.test(text)) {
    return [
      "disk",
      "free some space, or set TENSAUR_CACHE_DIR to a folder on a larger disk, and run it again",
    ];
  }
  if (/DO NOT MATCH THE HASHES|HashMismatch/i.test(text)) {
    return ["hash", "the file on the package index is damaged or was exchanged: try again later"];
  }
  if (
    /Connection|Timeout|timed out|ProxyError|SSLError|resolution|Max retries|Network/i.test(text)
  ) {
    return [
      "network",
      "pip does not reach its package index: check the network, or pip's index-url, proxy and " +
      "cert settings (`pip config list`), and run it again",
    ];
  }
  if (/No matching distribution|Could not find a version/i.test(text)) {
    return [
      "not-found",
      "the package index has no such version for this machine: see which there are with " +
      "`pip index versions tensorflow` and choose one with --version",
    ];
  }
  return ["package", "run it again, or see what `pip config list` and `pip debug` say"];
}
