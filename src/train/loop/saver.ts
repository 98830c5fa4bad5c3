/**
 * Checkpoints written while training goes on.
 *
 * @module
 */

import type { CheckpointContent } from "../checkpoint/checkpoint.ts";
import type { CheckpointStore } from "../checkpoint/checkpoint_store.ts";

/** Writes that failed in a row after which training ends. */
const MOST_FAILURES = 3;

/** Checkpoints could not be written, several times in a row. */
export class CheckpointError extends Error {
  /** Stands before the message. */
  override readonly name = "CheckpointError";
}

/** Writes one checkpoint at a time; the step goes on as soon as its state is copied. */
export class Saver {
  readonly #store: CheckpointStore;
  readonly #warn: (warning: string) => void;
  #writing: Promise<void> | undefined;
  #failures = 0;
  #savedStep = -1;
  #failure: unknown;

  /**
   * Writes into `store`.
   *
   * @param warn Is told of each checkpoint that could not be written.
   */
  constructor(store: CheckpointStore, warn: (warning: string) => void) {
    this.#store = store;
    this.#warn = warn;
  }

  /** The last step whose checkpoint is whole. */
  get savedStep(): number {
    return this.#savedStep;
  }

  /** Whether a checkpoint is being written: training shall let it have its turns. */
  get busy(): boolean {
    return this.#writing !== undefined;
  }

  /**
   * Begins to write; waits first for the one before.
   *
   * @throws {CheckpointError} When several in a row could not be written.
   */
  async save(step: number, content: CheckpointContent, score: number | undefined): Promise<void> {
    await this.settled();
    this.#writing = this.#write(step, content, score);
  }

  async #write(
    step: number,
    content: CheckpointContent,
    score: number | undefined,
  ): Promise<void> {
    try {
      await this.#store.save(step, content, score);
      [this.#savedStep, this.#failures] = [step, 0];
    } catch (error) {
      this.#failures++;
      this.#failure = error;
      const last = this.#savedStep >= 0 ? `checkpoint-${this.#savedStep}` : "what was there before";
      this.#warn(
        `Cannot write checkpoint-${step} in "${this.#store.path}": ` +
          `${
            error instanceof Error ? error.message : String(error)
          }; ${last} stays, and training ` +
          "goes on",
      );
    } finally {
      this.#writing = undefined;
    }
  }

  /** Waits for what is being written, whatever comes of it. */
  async idle(): Promise<void> {
    await this.#writing;
  }

  /**
   * Waits for what is being written.
   *
   * @throws {CheckpointError} When several in a row could not be written.
   */
  async settled(): Promise<void> {
    await this.#writing;
    if (this.#failures < MOST_FAILURES) return;
    throw new CheckpointError(
      `Cannot go on without checkpoints: ${MOST_FAILURES} in a row could not be written in ` +
        `"${this.#store.path}"; the model has what it learnt; make room, and go on with resume`,
      { cause: this.#failure },
    );
  }
}
