/**
 * Losses that are no numbers.
 *
 * @module
 */

/** A loss became NaN or infinite: what follows teaches the model nothing. */
export class NonFiniteLossError extends Error {
  /** Stands before the message. */
  override readonly name = "NonFiniteLossError";
  /** The epoch, from 1. */
  readonly epoch: number;
  /** The batch of the epoch, from 1. */
  readonly batch: number;

  /** Says where, and what is wrong with the data there, if anything is. */
  constructor(
    { epoch, batch, fault }: {
      readonly epoch: number;
      readonly batch: number;
      readonly fault: string | undefined;
    },
  ) {
    const why = fault === undefined
      ? "the data of this batch are finite: take a smaller learning rate, or clip gradients"
      : `${fault}: clean the data`;
    super(
      `Cannot go on with training: the loss of batch ${batch} in epoch ${epoch} is no finite ` +
        `number; ${why} (onNaN says whether training stops or goes on then)`,
    );
    this.epoch = epoch;
    this.batch = batch;
  }
}
