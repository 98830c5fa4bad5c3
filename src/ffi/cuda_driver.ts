/**
 * NVIDIA's driver library, `libcuda.so.1`: what the GPUs are, and how full their memory is.
 *
 * It is asked before TensorFlow is, because TensorFlow says of a driver that it cannot use only that
 * there is no GPU.
 *
 * @module
 */

const i32 = "i32" as const;
const buf = "buffer" as const;
const u64 = "u64" as const;

/** The driver's calls that are used here; each returns a `CUresult`, 0 when it did what it should. */
// deno-fmt-ignore: one call a line
const DRIVER_SYMBOLS = {
  cuInit: { parameters: ["u32"], result: i32 }, // (flags)
  cuDriverGetVersion: { parameters: [buf], result: i32 }, // (version)
  cuDeviceGetCount: { parameters: [buf], result: i32 }, // (count)
  cuDeviceGet: { parameters: [buf, i32], result: i32 }, // (device, ordinal)
  cuDeviceGetName: { parameters: [buf, i32, i32], result: i32 }, // (name, length, device)
  cuDeviceGetAttribute: { parameters: [buf, i32, i32], result: i32 }, // (value, attribute, device)
  cuDeviceTotalMem: { name: "cuDeviceTotalMem_v2", parameters: [buf, i32], result: i32 }, // (bytes, device)
  cuGetErrorName: { parameters: [i32, buf], result: i32, optional: true }, // (error, text)
  cuDevicePrimaryCtxRetain: { parameters: [buf, i32], result: i32, optional: true }, // (context, device)
  cuDevicePrimaryCtxRelease: { name: "cuDevicePrimaryCtxRelease_v2", parameters: [i32], result: i32, optional: true }, // (device)
  cuCtxPushCurrent: { name: "cuCtxPushCurrent_v2", parameters: [u64], result: i32, optional: true }, // (context)
  cuCtxPopCurrent: { name: "cuCtxPopCurrent_v2", parameters: [buf], result: i32, optional: true }, // (context)
  cuMemGetInfo: { name: "cuMemGetInfo_v2", parameters: [buf, buf], result: i32, optional: true }, // (free, total)
} as const satisfies Deno.ForeignLibraryInterface;

type DriverCalls = Deno.DynamicLibrary<typeof DRIVER_SYMBOLS>["symbols"];

// CUdevice_attribute
const MULTIPROCESSORS = 16;
const CAPABILITY_MAJOR = 75;
const CAPABILITY_MINOR = 76;

const NAME_BYTES = 256;

/** A GPU as the driver describes it. */
export interface CudaGpu {
  /** Its place in the driver's list, from 0, which obeys `CUDA_VISIBLE_DEVICES`. */
  ordinal: number;
  /** Such as "NVIDIA H200". */
  name: string;
  /** Such as "9.0". */
  computeCapability: string;
  /** Bytes of memory on the card. */
  memoryBytes: number;
  /** Streaming multiprocessors: TensorFlow leaves out cards with fewer than 8. */
  multiprocessors: number;
}

/** A call of the driver that failed. */
export class CudaDriverError extends Error {
  /** Name of the class. */
  override name = "CudaDriverError";
  /** The call, such as `"cuInit"`. */
  readonly call: string;
  /** The driver's number of the error, a `CUresult`. */
  readonly code: number;
  /** The driver's name of it, such as `"CUDA_ERROR_NO_DEVICE"`, if it has one. */
  readonly codeName: string | undefined;

  /** Makes the error for `call`. */
  constructor(call: string, code: number, codeName?: string) {
    super(`NVIDIA's driver refuses ${call}: ${codeName ?? "error"} (${code})`);
    this.call = call;
    this.code = code;
    this.codeName = codeName;
  }
}

/** NVIDIA's driver, opened. */
export class CudaDriver {
  /** File or name it was opened by. */
  readonly path: string;
  readonly #calls: DriverCalls;

  /**
   * Opens the driver's library at `path`.
   *
   * @throws {Error} If it cannot be opened or is something else, in the words of the loader.
   */
  constructor(path: string) {
    this.path = path;
    this.#calls = Deno.dlopen(path, DRIVER_SYMBOLS).symbols;
  }

  /**
   * Newest CUDA that the driver runs, such as `"12.4"`.
   *
   * @throws {CudaDriverError} If the driver does not say.
   */
  cudaVersion(): string {
    const version = new Int32Array(1);
    this.#check("cuDriverGetVersion", this.#calls.cuDriverGetVersion(bytes(version)));
    return `${Math.floor(version[0]! / 1000)}.${Math.floor(version[0]! % 1000 / 10)}`;
  }

  /**
   * Starts the driver and lists its GPUs.
   *
   * @throws {CudaDriverError} If the driver does not start, also where it sees no GPU.
   */
  gpus(): CudaGpu[] {
    this.#check("cuInit", this.#calls.cuInit(0));
    const count = new Int32Array(1);
    this.#check("cuDeviceGetCount", this.#calls.cuDeviceGetCount(bytes(count)));
    return Array.from({ length: count[0]! }, (_, ordinal) => this.#describe(ordinal));
  }

  /**
   * Bytes of memory on the card that are free, for all programs together, and in all.
   *
   * @param ordinal Place of the GPU in {@linkcode CudaDriver.gpus}, which TensorFlow already uses: on
   * another one a context would be made for it.
   * @returns undefined for a driver without these calls.
   * @throws {CudaDriverError} If the driver does not say.
   */
  memory(ordinal: number): { free: number; total: number } | undefined {
    const calls = this.#calls;
    const { cuDevicePrimaryCtxRetain, cuCtxPushCurrent, cuMemGetInfo, cuCtxPopCurrent } = calls;
    const { cuDevicePrimaryCtxRelease } = calls;
    if (
      !cuDevicePrimaryCtxRetain || !cuCtxPushCurrent || !cuMemGetInfo || !cuCtxPopCurrent ||
      !cuDevicePrimaryCtxRelease
    ) return undefined;
    const device = this.#device(ordinal);
    const context = new BigUint64Array(1);
    this.#check("cuDevicePrimaryCtxRetain", cuDevicePrimaryCtxRetain(bytes(context), device));
    try {
      this.#check("cuCtxPushCurrent", cuCtxPushCurrent(context[0]!));
      const sizes = new BigUint64Array(2);
      const code = cuMemGetInfo(bytes(sizes.subarray(0, 1)), bytes(sizes.subarray(1)));
      cuCtxPopCurrent(bytes(context));
      this.#check("cuMemGetInfo", code);
      return { free: Number(sizes[0]), total: Number(sizes[1]) };
    } finally {
      cuDevicePrimaryCtxRelease(device);
    }
  }

  #describe(ordinal: number): CudaGpu {
    const device = this.#device(ordinal);
    const name = new Uint8Array(NAME_BYTES);
    const written = this.#calls.cuDeviceGetName(name, NAME_BYTES, device);
    this.#check("cuDeviceGetName", written);
    const memory = new BigUint64Array(1);
    this.#check("cuDeviceTotalMem", this.#calls.cuDeviceTotalMem(bytes(memory), device));
    const attribute = (number: number) => {
      const value = new Int32Array(1);
      const code = this.#calls.cuDeviceGetAttribute(bytes(value), number, device);
      this.#check("cuDeviceGetAttribute", code);
      return value[0]!;
    };
    return {
      ordinal,
      name: new TextDecoder().decode(name.subarray(0, name.indexOf(0))),
      computeCapability: `${attribute(CAPABILITY_MAJOR)}.${attribute(CAPABILITY_MINOR)}`,
      memoryBytes: Number(memory[0]),
      multiprocessors: attribute(MULTIPROCESSORS),
    };
  }

  #device(ordinal: number): number {
    const device = new Int32Array(1);
    this.#check("cuDeviceGet", this.#calls.cuDeviceGet(bytes(device), ordinal));
    return device[0]!;
  }

  #check(call: string, code: number): void {
    if (code !== 0) throw new CudaDriverError(call, code, this.#nameOf(code));
  }

  #nameOf(code: number): string | undefined {
    const text = new BigUint64Array(1);
    if (this.#calls.cuGetErrorName?.(code, bytes(text)) !== 0 || text[0] === 0n) return undefined;
    const pointer = Deno.UnsafePointer.create(text[0]!);
    return pointer === null ? undefined : Deno.UnsafePointerView.getCString(pointer);
  }
}

/** The memory of a view, for the driver to write into. */
function bytes(
  view: Int32Array<ArrayBuffer> | BigUint64Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
