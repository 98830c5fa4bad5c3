/**
 * Reads from a package index' own page which SHA-256 a file must have.
 *
 * @module
 */

/** What to look up. */
export interface IndexPageRequest {
  /** Address of the page, as pip named it. */
  page: string;
  /** File name of the wheel. */
  file: string;
  /** HTTP client with the certificates to trust. */
  client?: Deno.HttpClient | undefined;
  /** Stops the request. */
  signal?: AbortSignal | undefined;
}

/** SHA-256 in hexadecimal that the page gives for the file, undefined when it gives none. */
export async function sha256FromIndex(request: IndexPageRequest): Promise<string | undefined> {
  const response = await fetch(request.page, {
    headers: { accept: "application/vnd.pypi.simple.v1+json, text/html;q=0.5" },
    ...(request.client ? { client: request.client } : {}),
    ...(request.signal ? { signal: request.signal } : {}),
  });
  const text = await response.text();
  if (!response.ok) return undefined;
  const json = response.headers.get("content-type")?.includes("json") ?? false;
  return json ? fromJson(text, request.file) : fromHtml(text, request.file);
}

function fromJson(text: string, file: string): string | undefined {
  const page = JSON.parse(text) as {
    files?: { filename?: string; hashes?: { sha256?: string } }[];
  };
  return page.files?.find((entry) => entry.filename === file)?.hashes?.sha256;
}

function fromHtml(text: string, file: string): string | undefined {
  for (const [, href = ""] of text.matchAll(/href\s*=\s*["']([^"']+)["']/gi)) {
    const [address = "", fragment = ""] = href.replaceAll("&amp;", "&").split("#");
    const name = decodeURIComponent(address.split("?")[0]?.split("/").at(-1) ?? "");
    if (name === file) return fragment.match(/sha256=([0-9a-f]{64})/)?.[1];
  }
  return undefined;
}
