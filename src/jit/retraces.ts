/**
 * Why a function is traced again and again.
 *
 * @module
 */

import { type ArgumentText, describeArguments } from "./signature.ts";

/** Past this many traces of one function something is amiss. */
const MANY_TRACES = 8;

/** Values that are named in the warning. */
const EXAMPLES = 3;

/** The first traces of a function, and what they were made for. */
export class Retraces {
  readonly #signatures: Map<string, ArgumentText>[] = [];
  readonly #reasons = new Map<string, number>();
  #traces = 0;

  /**
   * Notes a trace.
   *
   * @param args What the function was called with.
   * @param why Why a trace of the same kind could not be used, if there was one.
   * @returns Whether this was one too many, which is said of one trace only.
   */
  note(args: readonly unknown[], why?: string): boolean {
    this.#traces++;
    if (this.#traces > MANY_TRACES) return false;
    if (why === undefined) this.#signatures.push(describeArguments(args));
    else this.#reasons.set(why, (this.#reasons.get(why) ?? 0) + 1);
    return this.#traces === MANY_TRACES;
  }

  /** What was different from trace to trace, and what can be done about it. */
  reason(): string {
    const [why, times = 0] = [...this.#reasons].sort(([, a], [, b]) => b - a)[0] ?? [];
    if (why !== undefined && times > this.#signatures.length) {
      return `${why} each time: keep it, or pass it as an argument`;
    }
    const varied = this.#mostVaried();
    return varied === undefined
      ? "each tree of arguments makes a trace of its own"
      : `${varied.name} is ${named(varied.texts)}: ${adviceFor(varied.texts[0]!)}`;
  }

  /** The place whose value is another one most often. */
  #mostVaried(): { name: string; texts: ArgumentText[] } | undefined {
    const found = new Map<string, Map<string, ArgumentText>>();
    this.#signatures.forEach((signature, i) => {
      for (const [name, text] of signature) {
        const texts = found.get(name) ?? new Map<string, ArgumentText>();
        // What has no name of its own is another one each time.
        texts.set(text.value === "" ? `${text.kind} ${i}` : `${text.kind} ${text.value}`, text);
        found.set(name, texts);
      }
    });
    const [most] = [...found].sort(([, a], [, b]) => b.size - a.size);
    if (most === undefined || most[1].size < 2) return undefined;
    return { name: most[0], texts: [...most[1].values()] };
  }
}

function named(texts: readonly ArgumentText[]): string {
  const { kind, value } = texts[0]!;
  if (value === "") return `${kind} each time`;
  const examples = texts.filter((text) => text.kind === kind).slice(0, EXAMPLES)
    .map(({ value }) => value).join(", ");
  return `${kind}${kind === "" ? "" : " "}${examples}${texts.length > EXAMPLES ? ", …" : ""}`;
}

function adviceFor({ kind }: ArgumentText): string {
  switch (kind) {
    case "the number":
      return "each number makes a trace of its own; pass tf.scalar(value), whose value may change";
    case "a tensor":
      return "each shape and dtype makes a trace of its own; bring them to one, by padding say";
    case "another object":
    case "another function":
      return "each makes a trace of its own; make it once and pass the same one";
    default:
      return "each value makes a trace of its own";
  }
}
