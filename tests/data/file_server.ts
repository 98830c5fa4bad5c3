/** Answers one request for a file; may look at the headers. */
export type Answer = (request: Request, url: URL) => Response | Promise<Response>;

/** A web server on the loopback address that remembers what it was asked for. */
export interface FileServer extends AsyncDisposable {
  /** Address of its root, with a slash at the end. */
  readonly url: string;
  /** Path and range of each request, in order. */
  readonly requests: string[];
}

/** Starts a server that gives every request to `answer`. */
export function startFileServer(answer: Answer): FileServer {
  const requests: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const url = new URL(request.url);
    requests.push([url.pathname, request.headers.get("range") ?? []].flat().join(" "));
    return answer(request, url);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    requests,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** The part of `bytes` that a request asks for, as a server with ranges answers. */
export function withRanges(bytes: Uint8Array<ArrayBuffer>, request: Request): Response {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.get("range") ?? "")?.[1] ?? NaN);
  if (Number.isNaN(from)) return new Response(bytes);
  if (from >= bytes.length) return new Response(null, { status: 416 });
  return new Response(bytes.subarray(from), {
    status: 206,
    headers: { "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` },
  });
}
