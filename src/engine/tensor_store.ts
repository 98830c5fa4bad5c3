/**
 * Keeps the native tensors behind tfjs's data ids: makes them, uploads their values when they are
 * first wanted, and frees them when they are disposed or, failing that, when nobody holds them.
 *
 * @module
 */

import { DType } from "../core/dtype.ts";
import { shapeSize } from "../core/shape.ts";
import type { EagerContext } from "../ffi/eager.ts";
import { shortDeviceName } from "./info.ts";
import { ledger, type OpTally } from "./memory.ts";
import { missingValues } from "./missing_values.ts";
import type { OpContext } from "./op_context.ts";
import { placed, ScalarCache } from "./scalar_cache.ts";
import { DataHandle, type HostValues, type TensorRecord } from "./tensor_record.ts";

/**
 * Most tensors are disposed a few ops after they were made. Watching one for the garbage collector
 * costs a tenth of a small op, so the youngest small ones are held instead, and watched when newer
 * ones take their places.
 */
const NURSERY_SIZE = 64;
const NURSERY_BYTES = 2 ** 20;

const EMPTY_TEXT = new Uint8Array();

/** The native tensors of one context. */
export class TensorStore {
  /** Data ids that are in use. */
  size = 0;

  readonly #context: EagerContext;
  readonly #collected: (record: TensorRecord) => void;
  readonly #scalars: ScalarCache;
  readonly #gpu: string | undefined;
  readonly #foreign = new WeakMap<object, TensorRecord>();
  readonly #finaliser = new FinalizationRegistry<TensorRecord>((record) => this.#collect(record));
  readonly #nursery: DataHandle[] = [];
  #nurseryNext = 0;

  /** Makes an empty store; `collected` hears of each tensor that the garbage collector frees. */
  constructor(context: EagerContext, collected: (record: TensorRecord) => void) {
    this.#context = context;
    this.#collected = collected;
    this.#scalars = new ScalarCache(context);
    this.#gpu = context.devices.find((device) => device.type === "GPU")?.name;
  }

  /** The record behind `dataId`, or undefined if it is another backend's or was disposed. */
  find(dataId: object): TensorRecord | undefined {
    return dataId instanceof DataHandle ? dataId.record ?? undefined : this.#foreign.get(dataId);
  }

  /** Takes a new tensor in and gives it a data id. */
  enter(record: TensorRecord): DataHandle {
    const dataId = new DataHandle(record);
    // A traced tensor is no memory: nothing is to be counted or freed.
    if (record.owner !== this.#context) return dataId;
    this.#count(record);
    if (record.bytes > NURSERY_BYTES) {
      this.#watch(dataId, record);
      return dataId;
    }
    const elder = this.#nursery[this.#nurseryNext];
    if (elder !== undefined && elder.record !== null && !elder.record.watched) {
      this.#watch(elder, elder.record);
    }
    this.#nursery[this.#nurseryNext] = dataId;
    this.#nurseryNext = (this.#nurseryNext + 1) % NURSERY_SIZE;
    return dataId;
  }

  /** Takes a tensor in under the data id that another backend gave it. */
  adopt(dataId: object, record: TensorRecord): void {
    this.#count(record);
    if (dataId instanceof DataHandle) dataId.record = record;
    else this.#foreign.set(dataId, record);
    this.#watch(dataId, record);
  }

  /** Frees the tensor behind `dataId`, which is none any more. */
  dispose(dataId: object, record: TensorRecord): void {
    if (dataId instanceof DataHandle) dataId.record = null;
    else this.#foreign.delete(dataId);
    if (record.owner !== this.#context) return;
    if (record.watched) this.#finaliser.unregister(record);
    ledger.remove(record.tally, record.bytes);
    this.#free(record);
  }

  /** The handle of a tensor, its values uploaded if they were not yet. */
  handleOf(record: TensorRecord): bigint {
    if (record.handle !== 0n) return record.handle;
    return record.resource === null
      ? this.#upload(record)
      : record.handle = record.resource.read(this.#context);
  }

  /** The tally for a tensor that `op` has made in `owner`; handles of a trace are on no device. */
  tally(op: string, handle: bigint, owner: OpContext): OpTally {
    return owner !== this.#context || this.#context.devices.length === 1
      ? ledger.tally(op)
      : ledger.tally(op, shortDeviceName(this.#context.deviceOf(handle)));
  }

  #count(record: TensorRecord): void {
    if (!sharesItsData(record)) this.size++;
    ledger.add(record.tally, record.bytes);
  }

  #watch(dataId: object, record: TensorRecord): void {
    record.watched = true;
    this.#finaliser.register(dataId, record, record);
  }

  #collect(record: TensorRecord): void {
    this.#collected(record);
    ledger.collect(record.tally, record.bytes);
    this.#free(record);
  }

  #free(record: TensorRecord): void {
    if (record.handle !== 0n) record.owner.deleteTensor(record.handle);
    record.handle = 0n;
    record.resource?.dispose(this.#context);
    record.resource = null;
    record.values = null;
    if (!sharesItsData(record)) this.size--;
  }

  #upload(record: TensorRecord): bigint {
    const { owner, values, shape, dtype } = record;
    if (values === null) throw new Error("Internal: a tensor has neither values nor a handle");
    if (owner !== this.#context) {
      // What traced code makes of JavaScript's values is a constant of the compiled function.
      return record.handle = owner.createTensor(dtype, shape, filledIn(values, record));
    }
    const device = this.#deviceFor(record);
    const scalar = shape.length === 0 && this.#scalars.holds(dtype);
    record.handle = scalar
      ? this.#scalars.get(values as ArrayBufferView<ArrayBuffer>, dtype, device)
      : placed(this.#context, {
        handle: this.#context.createTensor(dtype, shape, filledIn(values, record)),
        device,
      });
    record.values = null;
    if (device !== undefined) {
      ledger.remove(record.tally, record.bytes);
      record.tally = ledger.tally("tensor", shortDeviceName(device));
      ledger.add(record.tally, record.bytes);
    }
    return record.handle;
  }

  /** int32 stays on the host, where shapes and axes are wanted; the rest is wanted on the GPU. */
  #deviceFor({ dtype, device }: TensorRecord): string | undefined {
    if (dtype === DType.int32 || dtype === DType.string) return undefined;
    return device ?? this.#gpu;
  }
}

/**
 * Whether a tensor is its op's input in another shape. tfjs's backends give it the input's data id,
 * and tfjs's leak check, which compares the number of ids, counts on it.
 */
function sharesItsData({ tally }: TensorRecord): boolean {
  return tally.op === "Reshape" || tally.op === "ExpandDims";
}

/** What TensorFlow is given where JavaScript left values out. */
function filledIn(values: HostValues, { shape, dtype }: TensorRecord): HostValues {
  // A tfjs buffer of strings has holes where nothing was set; JavaScript reads them back as such.
  if (Array.isArray(values)) return Array.from(values, (text) => text ?? EMPTY_TEXT);
  const { byteLength } = values as ArrayBufferView;
  if (byteLength > 0 || dtype !== DType.float32 || shapeSize(shape) === 0) return values;
  return missingValues(shape);
}
