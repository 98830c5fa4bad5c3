/**
 * What an optimizer remembers: variables with names that say whose they are.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";

/** One of them, under the name that it is saved by: the same in each program. */
export interface StateEntry {
  readonly name: string;
  readonly variable: tf.Variable;
}

/** The variables of one optimizer: some of each weight, some of all. */
export class OptimizerState {
  readonly #scope: string;
  readonly #shared = new Map<string, tf.Variable>();
  readonly #slots = new Map<tf.Variable, Map<string, tf.Variable>>();
  /** What was restored for weights that have not been seen yet, by the name it was saved under. */
  readonly #waiting = new Map<string, tf.Variable>();
  /** Names of the weights of what was restored, in order. */
  #restoredWeights: readonly string[] = [];

  /** @param scope Beginning of the variables' names. */
  constructor(scope: string) {
    this.#scope = scope;
  }

  /** The weights that something is remembered of, in the order in which they were seen. */
  get weights(): readonly tf.Variable[] {
    return [...this.#slots.keys()];
  }

  /** A variable of all weights; `initial` makes its first value. */
  shared(name: string, initial: () => tf.Tensor): tf.Variable {
    const kept = this.#shared.get(name);
    if (kept !== undefined && !kept.isDisposed) return kept;
    const variable = this.#take(name, initial) ?? this.#make(name, initial);
    this.#shared.set(name, variable);
    return variable;
  }

  /** A variable of one weight; `initial` makes its first value: zeros like the weight unless told. */
  slot(
    weight: tf.Variable,
    name: string,
    initial: () => tf.Tensor = () => tf.zeros(weight.shape),
  ): tf.Variable {
    const slots = this.#slots.get(weight) ?? new Map<string, tf.Variable>();
    this.#slots.set(weight, slots);
    const kept = slots.get(name);
    // A trace that fails may take away what was made in it.
    if (kept !== undefined && !kept.isDisposed) return kept;
    const variable = this.#take(`${this.#savedNameOf(weight)}/${name}`, initial) ??
      this.#make(`${weight.name}/${name}`, initial);
    slots.set(name, variable);
    return variable;
  }

  /** Gives weights what was restored for them, before they are first updated. */
  claim(weights: readonly tf.Variable[]): void {
    for (const weight of weights) {
      if (!this.#slots.has(weight)) this.#slots.set(weight, new Map());
      const saved = this.#savedNameOf(weight);
      for (const [name, { shape }] of [...this.#waiting]) {
        if (weightOf(name) !== saved) continue;
        this.slot(weight, name.slice(saved.length + 1), () => tf.zeros(shape));
      }
    }
  }

  /** A variable of a weight, if there is one. */
  find(weight: tf.Variable, name: string): tf.Variable | undefined {
    return this.#slots.get(weight)?.get(name);
  }

  /** All variables, in an order that does not depend on when they were made. */
  entries(): StateEntry[] {
    const shared = [...this.#shared].sort(([a], [b]) => a < b ? -1 : 1);
    return [
      ...shared.map(([name, variable]) => ({ name, variable })),
      ...[...this.#slots].flatMap(([weight, slots]) =>
        [...slots].map(([name, variable]) => ({ name: `${weight.name}/${name}`, variable }))
      ),
      ...[...this.#waiting].map(([name, variable]) => ({ name, variable })),
    ];
  }

  /**
   * Gives the variables values that were saved. Weights are recognised by their names, or else by their
   * place; those that are not known yet get theirs when they are first seen.
   *
   * @throws {RangeError} When a shape differs, or a variable that is there gets no value; then nothing
   * has changed.
   */
  restore(saved: readonly { readonly name: string; readonly tensor: tf.Tensor }[]): void {
    const before = this.#restoredWeights;
    this.#restoredWeights = [...new Set(saved.flatMap(({ name }) => weightOf(name) ?? []))];
    const known = new Map([
      ...[...this.#shared],
      ...[...this.#slots].flatMap(([weight, slots]) =>
        [...slots].map(([name, variable]) =>
          [`${this.#savedNameOf(weight)}/${name}`, variable] as const
        )
      ),
    ]);
    try {
      const given = new Set(saved.map(({ name }) => name));
      const missing = [...known.keys()].filter((name) => !given.has(name));
      if (missing.length > 0) {
        throw new RangeError(
          `Cannot restore the optimizer's state: nothing was given for ${missing.join(", ")}; ` +
            "restore into a new optimizer, or what one of the same settings has saved",
        );
      }
      for (const { name, tensor } of saved) {
        requireShape(name, known.get(name)?.shape, tensor.shape);
      }
    } catch (error) {
      this.#restoredWeights = before;
      throw error;
    }
    tf.dispose([...this.#waiting.values()]);
    this.#waiting.clear();
    for (const { name, tensor } of saved) {
      const variable = known.get(name);
      if (variable === undefined) this.#waiting.set(name, this.#make(name, () => tf.clone(tensor)));
      else variable.assign(tensor);
    }
  }

  /** Frees all variables. */
  dispose(): void {
    tf.dispose(this.entries().map(({ variable }) => variable));
    this.#shared.clear();
    this.#slots.clear();
    this.#waiting.clear();
  }

  /** The name that a weight had when what was restored was saved. */
  #savedNameOf(weight: tf.Variable): string {
    if (this.#restoredWeights.includes(weight.name)) return weight.name;
    const place = [...this.#slots.keys()].indexOf(weight);
    return this.#restoredWeights[place] ?? weight.name;
  }

  /** What was restored for a variable that is made now. */
  #take(savedName: string, initial: () => tf.Tensor): tf.Variable | undefined {
    const variable = this.#waiting.get(savedName);
    if (variable === undefined) return undefined;
    requireShape(savedName, tf.tidy(() => initial().shape), variable.shape);
    this.#waiting.delete(savedName);
    return variable;
  }

  #make(name: string, initial: () => tf.Tensor): tf.Variable {
    return tf.tidy(() => tf.variable(initial(), false, this.#freeName(`${this.#scope}/${name}`)));
  }

  /** A name that no variable has. */
  #freeName(name: string): string {
    const { registeredVariables } = tf.engine().state;
    let free = name;
    for (let i = 1; free in registeredVariables; i++) free = `${name}_${i}`;
    return free;
  }
}

/** The weight's name in the name of what is remembered of it. */
function weightOf(name: string): string | undefined {
  const end = name.lastIndexOf("/");
  return end === -1 ? undefined : name.slice(0, end);
}

function requireShape(
  name: string,
  wanted: readonly number[] | undefined,
  shape: readonly number[],
): void {
  if (wanted === undefined || wanted.join() === shape.join()) return;
  throw new RangeError(
    `Cannot restore the optimizer's state: ${name} has shape [${wanted}], and [${shape}] was given`,
  );
}
