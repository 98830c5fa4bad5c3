/**
 * The GRU that Keras makes unless told otherwise: the reset gate acts after the matrix product, and
 * there are two rows of biases (`reset_after`). tfjs has the other one only.
 *
 * @see {@link https://arxiv.org/abs/1406.1078v1} for this form, version 3 for the other
 * @module
 */

import * as tf from "../../engine/tf.ts";
import type { TfjsConfig } from "./parts.ts";

type Layer = tf.layers.Layer;

interface Variable {
  read(): tf.Tensor;
}

interface Activation {
  apply(x: tf.Tensor): tf.Tensor;
}

/** What is used of tfjs' own cell. */
interface GruCellBase extends Layer {
  readonly units: number;
  readonly useBias: boolean;
  readonly activation: Activation;
  readonly recurrentActivation: Activation;
  readonly dropout: number;
  readonly recurrentDropout: number;
  readonly kernel: Variable;
  readonly recurrentKernel: Variable;
  /** Undefined without biases. */
  bias: Variable | null;
  readonly biasInitializer: Parameters<Layer["addWeight"]>[3];
  readonly biasRegularizer: Parameters<Layer["addWeight"]>[4];
  readonly biasConstraint: Parameters<Layer["addWeight"]>[6];
  dropoutMask: tf.Tensor | tf.Tensor[] | null;
  recurrentDropoutMask: tf.Tensor | tf.Tensor[] | null;
}

interface GruBase extends Layer {
  cell: Layer;
}

type Class<T> = new (config: TfjsConfig) => T;
type Registered<T> =
  & tf.serialization.SerializableConstructor<tf.serialization.Serializable>
  & Class<T>;

/** The classes of layer and cell. */
export interface GruClasses {
  /** The whole layer. */
  readonly Gru: Class<Layer>;
  /** One step of it. */
  readonly GruCell: Class<Layer>;
}

/** Under which names tfjs knows them, and Keras' names for them. */
export const GRU_NAMES: Readonly<Record<string, string>> = {
  "tensaur>GRU": "GRU",
  "tensaur>GRUCell": "GRUCell",
};

let made: GruClasses | undefined;

/** The classes, which tfjs can load and save from the first call on. */
export function gruClasses(): GruClasses {
  return made ??= makeClasses();
}

function makeClasses(): GruClasses {
  const classes = tf.serialization.SerializationMap.getMap().classNameMap;
  const Base = classes.GRUCell![0] as unknown as Class<GruCellBase>;
  const LayerBase = classes.GRU![0] as unknown as Class<GruBase>;

  class GruCell extends Base {
    static readonly className = "tensaur>GRUCell";

    constructor(config: TfjsConfig) {
      super({ ...config, resetAfter: false });
    }

    static fromConfig(_cls: unknown, config: TfjsConfig): Layer {
      return new GruCell(config);
    }

    override build(inputShape: tf.Shape | tf.Shape[]): void {
      const mutable = this as { useBias: boolean };
      const { useBias } = this;
      // One row of biases is what tfjs would make; here it is made with two.
      mutable.useBias = false;
      super.build(inputShape);
      mutable.useBias = useBias;
      if (!useBias) return;
      this.bias = this.addWeight(
        "bias",
        [2, 3 * this.units],
        "float32",
        this.biasInitializer,
        this.biasRegularizer,
        true,
        this.biasConstraint,
      ) as unknown as Variable;
    }

    override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor[] {
      return tf.tidy(() => {
        const [x, h] = inputs as [tf.Tensor, tf.Tensor]; // [batch, features], [batch, units]
        const training = kwargs.training === true;
        const given = this.#dropped(x, "dropoutMask", training ? this.dropout : 0);
        const state = this.#dropped(
          h,
          "recurrentDropoutMask",
          training ? this.recurrentDropout : 0,
        );
        const [inner, recurrent] = this.bias === null ? [0, 0] : tf.unstack(this.bias.read());
        const [xz, xr, xh] = tf.split(
          tf.add(tf.matMul(given as tf.Tensor2D, this.kernel.read() as tf.Tensor2D), inner!),
          3,
          1,
        ); // [batch, units] each
        const [hz, hr, hh] = tf.split(
          tf.add(
            tf.matMul(state as tf.Tensor2D, this.recurrentKernel.read() as tf.Tensor2D),
            recurrent!,
          ),
          3,
          1,
        );
        const z = this.recurrentActivation.apply(tf.add(xz!, hz!));
        const r = this.recurrentActivation.apply(tf.add(xr!, hr!));
        const next = this.activation.apply(tf.add(xh!, tf.mul(r, hh!)));
        const result = tf.add(tf.mul(z, state), tf.mul(tf.sub(1, z), next));
        return [result, result];
      });
    }

    /** One mask for all steps; the layer drops it before the next call. */
    #dropped(x: tf.Tensor, mask: "dropoutMask" | "recurrentDropoutMask", rate: number): tf.Tensor {
      if (rate <= 0 || rate >= 1) return x;
      this[mask] ??= tf.keep(tf.dropout(tf.onesLike(x), rate));
      return tf.mul(x, this[mask] as tf.Tensor);
    }

    override getConfig(): TfjsConfig {
      return { ...super.getConfig(), resetAfter: true };
    }
  }

  class Gru extends LayerBase {
    static readonly className = "tensaur>GRU";

    constructor(config: TfjsConfig) {
      super({ ...config, resetAfter: false });
      this.cell = new GruCell(config);
    }

    static fromConfig(_cls: unknown, config: TfjsConfig): Layer {
      return new Gru(config);
    }
  }

  tf.serialization.registerClass(GruCell as unknown as Registered<Layer>);
  tf.serialization.registerClass(Gru as unknown as Registered<Layer>);
  return { Gru, GruCell };
}
