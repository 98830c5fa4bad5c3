/**
 * The layers that Keras and tfjs both have, with their options: what is read, what is written.
 *
 * @module
 */

/**
 * How an option is carried over. A `value` stays as it is, `word` is an enumeration, whose
 * words are spelt differently; `padding` is one of which tfjs has two words; an object with `only` is an option that tfjs does not have: any other
 * value of it is refused.
 */
export type OptionKind =
  | "value"
  | "word"
  | "padding"
  | "activation"
  | "initializer"
  | "regularizer"
  | "constraint"
  | { readonly only: readonly unknown[] };

/** One kind of layer. */
export interface KerasLayer {
  /** Options by Keras' name. */
  readonly options: Readonly<Record<string, OptionKind>>;
  /** Options whose name in Keras 3 differs from the one that tfjs and Keras 2 have. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Whether Keras 3 keeps the state of random numbers with it. */
  readonly seeds?: boolean;
  /** Whether Keras 3 has it no longer. */
  readonly gone?: boolean;
}

const FALSE = { only: [false] } as const;
const ONE = { only: [1] } as const;

function weight(name: string): Record<string, OptionKind> {
  return {
    [`${name}_initializer`]: "initializer",
    [`${name}_regularizer`]: "regularizer",
    [`${name}_constraint`]: "constraint",
  };
}

function layer(
  options: Record<string, OptionKind> = {},
  rest: Omit<KerasLayer, "options"> = {},
): KerasLayer {
  return { options, ...rest };
}

const image = { data_format: "word" } as const;
const bias = { activation: "activation", use_bias: "value", ...weight("bias") } as const;
const window = { kernel_size: "value", strides: "value", padding: "padding", ...image } as const;
const convolution = {
  filters: "value",
  ...window,
  dilation_rate: "value",
  groups: ONE,
  ...bias,
  ...weight("kernel"),
} as const;
const transposed = { ...convolution, output_padding: { only: [] } } as const;
const pooling = { pool_size: "value", strides: "value", padding: "padding", ...image } as const;
const global = { ...image, keepdims: FALSE } as const;

const cell = {
  units: "value",
  ...bias,
  ...weight("kernel"),
  ...weight("recurrent"),
  dropout: "value",
  recurrent_dropout: "value",
  implementation: { only: [0, 1, 2] },
} as const;
const recurrence = {
  return_sequences: "value",
  return_state: "value",
  go_backwards: "value",
  stateful: "value",
  unroll: "value",
  time_major: FALSE,
  // What is put out where a mask hides a step; it is checked where masks are.
  zero_output_for_mask: { only: [true, false] },
  use_cudnn: { only: ["auto", true, false] },
} as const;
const gate = { recurrent_activation: "activation" } as const;
const gru = { ...cell, ...gate, reset_after: "value" } as const;
const lstm = { ...cell, ...gate, unit_forget_bias: "value" } as const;
const random = { seed: "value" } as const;

/** By Keras' and tfjs' class name. */
export const LAYERS: Readonly<Record<string, KerasLayer>> = {
  Dense: layer({ units: "value", ...bias, ...weight("kernel") }),
  Conv1D: layer(convolution),
  Conv2D: layer(convolution),
  Conv3D: layer(convolution),
  Conv2DTranspose: layer(transposed),
  Conv3DTranspose: layer(transposed),
  DepthwiseConv2D: layer({
    ...window,
    dilation_rate: "value",
    depth_multiplier: "value",
    groups: ONE,
    ...bias,
    ...weight("depthwise"),
  }),
  SeparableConv2D: layer({
    filters: "value",
    ...window,
    dilation_rate: "value",
    depth_multiplier: "value",
    groups: ONE,
    ...bias,
    ...weight("depthwise"),
    ...weight("pointwise"),
  }),
  MaxPooling1D: layer({ ...pooling, data_format: { only: ["channels_last"] } }),
  MaxPooling2D: layer(pooling),
  MaxPooling3D: layer(pooling),
  AveragePooling1D: layer({ ...pooling, data_format: { only: ["channels_last"] } }),
  AveragePooling2D: layer(pooling),
  AveragePooling3D: layer(pooling),
  GlobalAveragePooling1D: layer({ ...global, data_format: { only: ["channels_last"] } }),
  GlobalAveragePooling2D: layer(global),
  GlobalMaxPooling1D: layer({ ...global, data_format: { only: ["channels_last"] } }),
  GlobalMaxPooling2D: layer(global),
  ZeroPadding2D: layer({ padding: "value", ...image }),
  Cropping2D: layer({ cropping: "value", ...image }),
  UpSampling2D: layer({ size: "value", interpolation: "word", ...image }),
  Flatten: layer(image),
  Reshape: layer({ target_shape: "value" }),
  Permute: layer({ dims: "value" }),
  RepeatVector: layer({ n: "value" }),
  Embedding: layer({
    input_dim: "value",
    output_dim: "value",
    ...weight("embeddings"),
    mask_zero: "value",
    sparse: FALSE,
    input_length: { only: [] },
  }),
  Masking: layer({ mask_value: "value" }),
  Activation: layer({ activation: "activation" }),
  ReLU: layer({ max_value: "value", negative_slope: { only: [0] }, threshold: { only: [0] } }),
  LeakyReLU: layer({ alpha: "value" }, { renamed: { alpha: "negative_slope" } }),
  PReLU: layer({ ...weight("alpha"), shared_axes: "value" }),
  ELU: layer({ alpha: { only: [1] } }),
  ThresholdedReLU: layer({ theta: "value" }, { gone: true }),
  Softmax: layer({ axis: "value" }),
  BatchNormalization: layer({
    axis: "value",
    momentum: "value",
    epsilon: "value",
    center: "value",
    scale: "value",
    ...weight("beta"),
    ...weight("gamma"),
    moving_mean_initializer: "initializer",
    moving_variance_initializer: "initializer",
    synchronized: FALSE,
    renorm: FALSE,
    // Of no effect without renorm.
    renorm_momentum: { only: [0.99] },
    fused: { only: [true, false] },
    virtual_batch_size: { only: [] },
  }),
  LayerNormalization: layer({
    axis: "value",
    epsilon: "value",
    center: "value",
    scale: "value",
    beta_initializer: "initializer",
    gamma_initializer: "initializer",
    beta_regularizer: "regularizer",
    gamma_regularizer: "regularizer",
    rms_scaling: FALSE,
  }),
  Dropout: layer({ rate: "value", noise_shape: "value", ...random }, { seeds: true }),
  SpatialDropout1D: layer({ rate: "value", noise_shape: { only: [] }, ...random }, { seeds: true }),
  GaussianNoise: layer({ stddev: "value", seed: { only: [] } }, { seeds: true }),
  GaussianDropout: layer({ rate: "value", seed: { only: [] } }, { seeds: true }),
  AlphaDropout: layer({ rate: "value", noise_shape: { only: [] }, seed: { only: [] } }, {
    seeds: true,
  }),
  Add: layer(),
  Multiply: layer(),
  Average: layer(),
  Maximum: layer(),
  Minimum: layer(),
  Concatenate: layer({ axis: "value" }),
  Dot: layer({ axes: "value", normalize: "value" }),
  Rescaling: layer({ scale: "value", offset: "value" }),
  SimpleRNN: layer({ ...cell, ...recurrence, ...random }),
  SimpleRNNCell: layer({ ...cell, ...random }),
  LSTM: layer({ ...lstm, ...recurrence, ...random }),
  LSTMCell: layer({ ...lstm, ...random }),
  ConvLSTM2D: layer({
    filters: "value",
    ...window,
    dilation_rate: "value",
    ...bias,
    ...weight("kernel"),
    ...weight("recurrent"),
    ...gate,
    unit_forget_bias: "value",
    dropout: "value",
    recurrent_dropout: "value",
    ...recurrence,
    ...random,
  }),
  GRU: layer({ ...gru, ...recurrence, ...random }),
  GRUCell: layer({ ...gru, ...random }),
};
