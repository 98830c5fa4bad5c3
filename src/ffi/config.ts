/**
 * TensorFlow's session configuration (`ConfigProto` in `tensorflow/core/protobuf/config.proto`).
 *
 * @module
 */

import { MessageWriter } from "./protobuf.ts";

/** How TensorFlow uses the machine. */
export interface SessionConfig {
  /** Take GPU memory as it is needed instead of nearly all at once. Default: true. */
  memoryGrowth?: boolean;
  /** Share of each GPU's memory to use at most, between 0 and 1. Default: no limit. */
  memoryFraction?: number;
  /** Threads that one op may use. Default: one per core. */
  intraOpThreads?: number;
  /** Ops of one function that may run at the same time. Default: one per core. */
  interOpThreads?: number;
  /** Ordinals of the GPUs to use, such as `[0]`; empty hides them all. Default: all of them. */
  gpus?: readonly number[];
  /** Devices into which the CPU is divided, for trying out placement. Default: 1. */
  cpuDevices?: number;
  /** Whether graphs are compiled by XLA where TensorFlow thinks it pays. Default: false. */
  xla?: boolean;
  /** Whether TensorFlow rewrites graphs to run faster. Default: true. */
  rewrites?: boolean;
}

/** Numbers of the fields in `config.proto`. */
const Config = {
  deviceCount: 1,
  intraOpThreads: 2,
  interOpThreads: 5,
  gpuOptions: 6,
  allowSoftPlacement: 7,
  graphOptions: 10,
} as const;
const Gpu = { memoryFraction: 1, allowGrowth: 4, visibleDevices: 5 } as const;
const GLOBAL_JIT_ON_1 = 1;

/**
 * Encodes `config` as a `ConfigProto`.
 *
 * @throws {RangeError} If a count is no positive integer, the fraction is outside 0 to 1, or a GPU's
 * ordinal is no integer from 0 on.
 */
export function encodeConfig(config: SessionConfig): Uint8Array<ArrayBuffer> {
  const message = new MessageWriter();
  if (config.gpus?.length === 0) {
    message.message(
      Config.deviceCount,
      (entry) => entry.text(1, "GPU").varint(2, 0),
    );
  }
  if (config.cpuDevices !== undefined) {
    const devices = count("cpuDevices", config.cpuDevices);
    message.message(Config.deviceCount, (entry) => entry.text(1, "CPU").varint(2, devices));
  }
  if (config.intraOpThreads !== undefined) {
    message.varint(
      Config.intraOpThreads,
      count("intraOpThreads", config.intraOpThreads),
    );
  }
  if (config.interOpThreads !== undefined) {
    message.varint(
      Config.interOpThreads,
      count("interOpThreads", config.interOpThreads),
    );
  }
  message.message(Config.gpuOptions, (gpu) => {
    const fraction = config.memoryFraction;
    if (fraction !== undefined) {
      if (!(fraction > 0 && fraction <= 1)) {
        throw new RangeError(
          `Cannot configure TensorFlow: memoryFraction must be above 0 and at most 1, not ${fraction}`,
        );
      }
      gpu.double(Gpu.memoryFraction, fraction);
    }
    gpu.varint(Gpu.allowGrowth, config.memoryGrowth ?? true);
    if (config.gpus?.length) {
      gpu.text(Gpu.visibleDevices, config.gpus.map(ordinal).join(","));
    }
  });
  message.varint(Config.allowSoftPlacement, true);
  message.message(Config.graphOptions, (graph) => {
    // optimizer_options.global_jit_level, rewrite_options.disable_meta_optimizer
    if (config.xla) graph.message(3, (optimizer) => optimizer.varint(5, GLOBAL_JIT_ON_1));
    if (config.rewrites === false) graph.message(10, (rewriter) => rewriter.varint(19, true));
  });
  return message.finish();
}

function count(name: string, value: number): number {
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(
      `Cannot configure TensorFlow: ${name} must be a positive integer, not ${value}`,
    );
  }
  return value;
}

function ordinal(gpu: number): number {
  if (!Number.isInteger(gpu) || gpu < 0) {
    throw new RangeError(
      `Cannot configure TensorFlow: gpus must be integers of 0 or more, not ${gpu}; ` +
        "the first GPU is 0, and [] hides them all",
    );
  }
  return gpu;
}
