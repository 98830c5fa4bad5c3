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
  /** File name and size in bytes, rounded by pip, of what it transfers; 0 when it does not know. */
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
    const [, shown, size, unit] = line.match(DOWNLOADING) ?? [];
    if (shown) {
      // Older pips show the whole address where it is not the public index.
      const file = decodeURIComponent(shown.split("/").at(-1) ?? "");
      this.downloading = { file, size: Number(size ?? 0) * (UNITS[unit ?? ""] ?? 1) };
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
    const cause = new Error(this.#problems.slice(-6).join("\n") || `exit code ${code}`);
    const rule = REASONS.find(({ pattern }) => this.#problems.some((line) => pattern.test(line)));
    const said = this.#problems.findLast((line) => (rule?.pattern ?? /^ERROR/).test(line)) ??
      this.#problems.at(-1) ?? `it ends with exit code ${code} and no message`;
    return new InstallError(
      rule?.fault ?? "package",
      `Cannot get ${requirement} with pip: ${said.replace(/^ERROR:\s*|\.$/g, "")}: ` +
        (rule?.advice ?? "run it again, or see what `pip config list` and `pip debug` say"),
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

const DOWNLOADING = /Downloading (\S+\.whl)(?: \(([\d.]+) (bytes|kB|MB|GB)\))?\s*$/;

const UNITS: Record<string, number> = { bytes: 1, kB: 1e3, MB: 1e6, GB: 1e9 };

/** What pip's messages mean, the most certain first. */
const REASONS: { fault: InstallFault; pattern: RegExp; advice: string }[] = [
  {
    fault: "disk",
    pattern: /no space left|Errno 28\b/i,
    advice:
      "the disk is full: free some space, or set TENSAUR_CACHE_DIR to a folder on a larger disk",
  },
  {
    fault: "hash",
    pattern: /DO NOT MATCH THE HASHES|HashMismatch/,
    advice: "the file on the package index is damaged or was exchanged: try again later",
  },
  {
    fault: "package",
    pattern: /is invalid|BadZipFile|InvalidWheel/,
    advice: "it is cut short or damaged: run it again, or tell the keeper of your package mirror",
  },
  {
    fault: "network",
    pattern: /Connection|Timeout|timed out|ProxyError|SSLError|resolution|Max retries|Network/i,
    advice: "pip does not reach its package index: check the network, or pip's index-url, proxy " +
      "and cert settings (`pip config list`), and run it again",
  },
  {
    fault: "not-found",
    pattern: /No matching distribution|Could not find a version/,
    advice: "the package index has no such version for this machine: see which there are with " +
      "`pip index versions tensorflow` and choose one with --version",
  },
];
