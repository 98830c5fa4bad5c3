/**
 * Runs the script of a cell as V8's inspector does for a console: declarations stay, may be made
 * anew, and `await` is allowed.
 *
 * @module
 */
import inspector from "node:inspector";
import { watchPromises } from "./internals.ts";

/** What became of a script. */
export type Outcome =
  | { readonly status: "value"; readonly value: unknown }
  | {
    readonly status: "error";
    readonly error: unknown;
    /** Where a script that cannot be compiled is wrong, counted from 0. */
    readonly at?: { readonly line: number; readonly column: number };
  };

interface RemoteObject {
  readonly objectId?: string;
  readonly value?: unknown;
  readonly unserializableValue?: string;
}

interface EvaluateResponse {
  readonly result: RemoteObject;
  readonly exceptionDetails?: {
    readonly text: string;
    readonly lineNumber: number;
    readonly columnNumber: number;
    readonly exception?: RemoteObject;
  };
}

type Post = (
  method: string,
  parameters: Record<string, unknown>,
  callback: (error: Error | null, response: unknown) => void,
) => void;

const GROUP = "tensaur";

/** Evaluates scripts in the world of the cells. */
export class Evaluator {
  #session = connect();
  #handed: unknown;
  #global: string | undefined;
  #awaitsPromise = false;
  #promise: Promise<unknown> | undefined;
  #left = new Set<Promise<unknown>>();

  /** Connects to the inspector of this thread. */
  constructor() {
    Object.defineProperty(globalThis, Symbol.for("tensaur.hand"), {
      value: (value: unknown) => {
        this.#handed = value;
      },
    });
    watchPromises((promise) => {
      if (!this.#awaitsPromise) return;
      this.#awaitsPromise = false;
      this.#promise = promise;
    });
  }

  /**
   * Forgets what is evaluated now. Code that was cut off leaves a promise behind; once that is
   * collected, the inspector would say so to whoever waits, in the middle of collecting, where no
   * JavaScript may run: the process would end. A new session does not hear of it, but in Deno before
   * 2.9 the old one goes on; so the promise stays.
   */
  reset(): void {
    if (this.#promise) this.#left.add(this.#promise);
    this.#promise = undefined;
    this.#session.disconnect();
    this.#session = connect();
    this.#global = undefined;
  }

  /** Evaluates a script and waits for what it awaits. Call it from a turn of the event loop. */
  async evaluate(script: string): Promise<Outcome> {
    const answer = this.#post("Runtime.evaluate", {
      expression: script,
      replMode: true,
      awaitPromise: true,
      objectGroup: GROUP,
    });
    const response = await answer as EvaluateResponse;
    this.#promise = undefined;
    const { result, exceptionDetails } = response;
    try {
      if (!exceptionDetails) return { status: "value", value: await this.#take(result) };
      const { exception, lineNumber: line, columnNumber: column } = exceptionDetails;
      const error = exception ? await this.#take(exception) : new Error(exceptionDetails.text);
      const compiled = !(error instanceof SyntaxError) || error.stack?.includes("\n    at ");
      return { status: "error", error, ...(!compiled && { at: { line, column } }) };
    } finally {
      await this.#post("Runtime.releaseObjectGroup", { objectGroup: GROUP });
    }
  }

  /** The value itself, which the inspector only names. */
  async #take(object: RemoteObject): Promise<unknown> {
    const { objectId, value, unserializableValue } = object;
    if (objectId === undefined && unserializableValue === undefined) return value;
    await this.#post("Runtime.callFunctionOn", {
      functionDeclaration: 'function (value) { this[Symbol.for("tensaur.hand")](value); }',
      objectId: await this.#globalId(),
      arguments: [objectId === undefined ? { unserializableValue } : { objectId }],
    });
    const handed = this.#handed;
    this.#handed = undefined;
    return handed;
  }

  async #globalId(): Promise<string> {
    if (this.#global === undefined) {
      const response = await this.#post("Runtime.evaluate", { expression: "globalThis" });
      this.#global = (response as EvaluateResponse).result.objectId!;
    }
    return this.#global;
  }

  #post(method: string, parameters: Record<string, unknown>): Promise<unknown> {
    const post = this.#session.post.bind(this.#session) as unknown as Post;
    return new Promise((resolve, reject) => {
      // The next promise is the one that the script is.
      this.#awaitsPromise = method === "Runtime.evaluate" && parameters.replMode === true;
      post(method, parameters, (error, response) => error ? reject(error) : resolve(response));
    });
  }
}

function connect(): inspector.Session {
  const session = new inspector.Session();
  session.connect();
  return session;
}
