/**
 * The process of `deno lsp`.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Readable, Writable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { pathToFileURL } from "node:url";
import {
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "../deps/vscode_protocol.ts";

/** How a language server is started. */
export interface LanguageServerOptions {
  /** The folder whose deno.json counts. */
  readonly folder: string;
  /** Path of Deno; the one that runs unless told. */
  readonly deno?: string;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Thrown when the server does not answer: it is gone, or it took too long. */
export class LanguageServerError extends Error {
  /** Name of the class. */
  override readonly name = "LanguageServerError";
}

interface Running {
  readonly child: Deno.ChildProcess;
  readonly connection: ProtocolConnection;
  /** Rejects when the process ends. */
  readonly gone: Promise<never>;
}

/** Starts after which a server that keeps ending is left alone. */
const MAX_STARTS = 4;

/**
 * A `deno lsp` that starts with the first request, and anew after it ended.
 *
 * @example
 * ```ts
 * import { LanguageServer } from "../language/language_server.ts";
 *
 * await using server = new LanguageServer({ folder: Deno.cwd() });
 * const found = await server.request("workspace/symbol", { query: "noSuchSymbol" });
 * console.log(found);
 * ```
 */
export class LanguageServer {
  #options: LanguageServerOptions;
  #running: Promise<Running> | undefined;
  #starts = 0;
  #generation = 0;
  #closed = false;

  /** Starts nothing yet. */
  constructor(options: LanguageServerOptions) {
    this.#options = options;
  }

  /** Grows with each start: a server just started knows no document. */
  get generation(): number {
    return this.#generation;
  }

  /** Starts the server unless it runs; its first check is the slow one. */
  async start(): Promise<void> {
    await this.#connect();
  }

  /**
   * Asks something.
   *
   * @param method As in the Language Server Protocol.
   * @param params As in the Language Server Protocol.
   * @returns The result, as it came.
   * @throws {LanguageServerError} When the server ends, or cannot be started.
   */
  async request<Result>(method: string, params: object): Promise<Result> {
    const { connection, gone } = await this.#connect();
    return await Promise.race([connection.sendRequest<Result>(method, params), gone]);
  }

  /** Tells something; what a server that just ended is told is lost. */
  async notify(method: string, params: object): Promise<void> {
    const { connection, gone } = await this.#connect();
    await Promise.race([connection.sendNotification(method, params), gone]);
  }

  /** Ends the process and waits until it is gone; what is being asked fails. */
  async close(): Promise<void> {
    this.#closed = true;
    const running = await this.#running?.catch(() => undefined);
    if (running) await end(running);
  }

  /** The same as close(). */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #connect(): Promise<Running> {
    if (this.#closed) return Promise.reject(new LanguageServerError("The server is closed"));
    this.#running ??= this.#launch();
    return this.#running;
  }

  async #launch(): Promise<Running> {
    if (++this.#starts > MAX_STARTS) {
      throw new LanguageServerError(
        `deno lsp ended ${MAX_STARTS} times: type checks, hover and completion are off until the ` +
          "kernel is restarted",
      );
    }
    const running = spawn(this.#options);
    this.#generation++;
    const restart = () => {
      this.#running = undefined;
      running.connection.dispose();
    };
    running.gone.catch(restart);
    try {
      await Promise.race([initialize(running.connection, this.#options.folder), running.gone]);
    } catch (error) {
      await end(running);
      throw error;
    }
    return running;
  }
}

function spawn(options: LanguageServerOptions): Running {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(options.deno ?? Deno.execPath(), {
      args: ["lsp"],
      cwd: options.folder,
      env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", ...options.env },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
  } catch (cause) {
    throw new LanguageServerError("Cannot start deno lsp", { cause });
  }
  const connection = createProtocolConnection(
    // The same streams by another declaration.
    new StreamMessageReader(Readable.fromWeb(child.stdout as unknown as NodeReadableStream)),
    new StreamMessageWriter(Writable.fromWeb(child.stdin)),
  );
  // Broken pipes and half messages are what the end of the process looks like from here; `gone` says so.
  connection.onError(() => {});
  const gone = child.status.then((status): never => {
    throw new LanguageServerError(`deno lsp ended with code ${status.code}`);
  });
  gone.catch(() => {});
  connection.listen();
  return { child, connection, gone };
}

async function initialize(connection: ProtocolConnection, folder: string): Promise<void> {
  const settings = {
    enable: true,
    lint: false,
    codeLens: { implementations: false, references: false, test: false },
    suggest: { autoImports: false, imports: { autoDiscover: false, hosts: {} } },
  };
  connection.onRequest(
    "workspace/configuration",
    (params: { items: { section?: string }[] }) =>
      params.items.map(({ section }) => section === "deno" ? settings : {}),
  );
  connection.onRequest("client/registerCapability", () => null);
  const rootUri = pathToFileURL(configuredFolder(folder)).href;
  await connection.sendRequest("initialize", {
    // The server ends when this process does.
    processId: Deno.pid,
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: "notebook" }],
    capabilities: {
      textDocument: {
        // Asking for the errors of one document: a server that publishes checks them all, always.
        diagnostic: {},
        hover: { contentFormat: ["markdown"] },
        completion: {
          completionItem: { documentationFormat: ["markdown"], snippetSupport: false },
        },
      },
      workspace: { configuration: true, workspaceFolders: true },
    },
    initializationOptions: settings,
  });
  await connection.sendNotification("initialized", {});
}

async function end({ child, connection }: Running): Promise<void> {
  try {
    child.kill("SIGKILL");
  } catch (error) {
    if (!(error instanceof TypeError) && !(error instanceof Deno.errors.NotFound)) throw error;
    // It has ended by itself.
  }
  await child.status;
  connection.dispose();
}

/**
 * The nearest folder upward with a configuration, which is what a cell's code runs with. The server
 * itself looks one folder up, and no further.
 */
function configuredFolder(folder: string): string {
  for (let at = resolve(folder);; at = dirname(at)) {
    const names = ["deno.json", "deno.jsonc"];
    if (names.some((name) => existsSync(join(at, name)))) return at;
    if (dirname(at) === at) return folder;
  }
}
