/**
 * A package index and file server on this machine that can be made to misbehave.
 *
 * @module
 */

import type { Wheel } from "./made_up_wheel.ts";

/** How the server misbehaves; may be changed between requests. */
export interface Behaviour {
  /** Break the connection after so many bytes of a file, so many times. */
  cutAfter?: number;
  cuts?: number;
  /** Answer ranges with the whole file. */
  noRanges?: boolean;
  /** Send files of unknown length. */
  noLength?: boolean;
  /** Leave hashes out of the index. */
  noHashes?: boolean;
  /** Wait after each piece of 64 KiB, in milliseconds. */
  delay?: number;
  /** User and password, `user:password`. */
  login?: string;
  /** Status for files asked by us (not pip). */
  refuseOurs?: number;
  /** Further headers of files. */
  headers?: Record<string, string>;
}

/** One request for a file. */
export interface FileRequest {
  path: string;
  range: string | null;
  agent: string;
}

/** A server that is running. */
export interface FakeServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`. */
  url: string;
  /** The index as pip takes it. */
  indexUrl: string;
  behaviour: Behaviour;
  /** Requests for files so far. */
  requests: FileRequest[];
  /** Files by path. */
  files: Map<string, Uint8Array<ArrayBuffer>>;
  /** Offers a wheel under its package name. */
  add(wheel: Wheel, hash?: string): void;
}

const PIECE = 65536;

/** Starts the server on a free port of 127.0.0.1. */
export function fakeServer(behaviour: Behaviour = {}): FakeServer {
  const pages = new Map<string, { file: string; sha256: string }[]>();
  const http = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {}, onError: () => new Response() },
    (request) => answer(request),
  );
  const url = `http://127.0.0.1:${(http.addr as Deno.NetAddr).port}`;
  const server: FakeServer = {
    url,
    indexUrl: `${url}/simple`,
    behaviour,
    requests: [],
    files: new Map(),
    add(wheel, hash = wheel.sha256) {
      const name = wheel.file.split("-")[0]!.replaceAll("_", "-");
      server.files.set(`/files/${wheel.file}`, wheel.bytes);
      const page = (pages.get(name) ?? []).filter(({ file }) => file !== wheel.file);
      pages.set(name, [...page, { file: wheel.file, sha256: hash }]);
    },
    [Symbol.asyncDispose]: () => http.shutdown(),
  };
  return server;

  function answer(request: Request): Response {
    const { pathname } = new URL(request.url);
    const { login, noHashes } = server.behaviour;
    if (login && request.headers.get("authorization") !== `Basic ${btoa(login)}`) {
      return new Response("who?", { status: 401, headers: { "www-authenticate": "Basic" } });
    }
    const page = pages.get(pathname.match(/^\/simple\/([^/]+)\/$/)?.[1] ?? "");
    if (page) {
      const links = page.map(({ file, sha256 }) =>
        `<a href="/files/${file}${noHashes ? "" : `#sha256=${sha256}`}">${file}</a>`
      );
      return new Response(`<!DOCTYPE html><body>${links.join("\n")}</body>`, {
        headers: { "content-type": "text/html" },
      });
    }
    const bytes = server.files.get(pathname);
    return bytes ? file(request, pathname, bytes) : new Response("no", { status: 404 });
  }

  function file(request: Request, path: string, bytes: Uint8Array<ArrayBuffer>): Response {
    const b = server.behaviour;
    const agent = request.headers.get("user-agent") ?? "";
    const range = request.headers.get("range");
    server.requests.push({ path, range, agent });
    if (b.refuseOurs && !agent.startsWith("pip")) {
      return new Response("no", { status: b.refuseOurs });
    }
    const from = b.noRanges ? 0 : Number(range?.match(/^bytes=(\d+)-$/)?.[1] ?? 0);
    if (range && from >= bytes.length) {
      return new Response("", {
        status: 416,
        headers: { "content-range": `bytes */${bytes.length}` },
      });
    }
    let at = from;
    const cut = b.cuts && b.cutAfter !== undefined ? from + b.cutAfter : Infinity;
    if (b.cuts) b.cuts--;
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        if (at >= cut) return controller.error(new Error("cut"));
        if (at >= bytes.length) return controller.close();
        const end = Math.min(at + PIECE, bytes.length, cut);
        if (b.delay) await new Promise((resolve) => setTimeout(resolve, b.delay));
        controller.enqueue(bytes.slice(at, end));
        at = end;
      },
    });
    return new Response(body, {
      status: range && !b.noRanges ? 206 : 200,
      headers: {
        "content-type": "application/octet-stream",
        ...(b.noLength ? {} : { "content-length": String(bytes.length - from) }),
        ...(range && !b.noRanges
          ? { "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` }
          : {}),
        ...b.headers,
      },
    });
  }
}
