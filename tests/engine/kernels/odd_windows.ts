import { type Attrs, describe, kernel, odd, type OddCall } from "./odd_call.ts";

/** Windows of every kind with sizes of zero, strides of zero and paddings past the input. */
export function windowCalls(): OddCall[] {
  const inputs: (readonly number[])[] = [[1, 5, 5, 2], [0, 5, 5, 2], [1, 0, 5, 2], [1, 5, 5, 0], [
    4,
  ]];
  const filters: (readonly number[])[] = [[2, 2, 2, 3], [2, 2, 1, 3], [0, 2, 2, 3], [9, 9, 2, 3], [
    4,
  ]];
  const settings: Attrs[] = [
    { strides: 1, pad: "valid" },
    { strides: 2, pad: "same" },
    { strides: [1, 2], pad: "same" },
    { strides: 0, pad: "valid" },
    { strides: -1, pad: "same" },
    { strides: 1, pad: 1 },
    { strides: 1, pad: -1 },
    { strides: 1, pad: [[0, 0], [1, 1], [2, 0], [0, 0]] },
    { strides: 1, pad: [[0, 0], [-1, 0], [0, 0], [0, 0]] },
    { strides: 3, pad: 1, dimRoundingMode: "ceil" },
    { strides: 1, pad: "same", dilations: 2 },
    { strides: 1, pad: "valid", dilations: 0 },
  ];
  const calls: OddCall[] = [];
  for (const attrs of settings) {
    const text = JSON.stringify(attrs);
    for (const x of inputs) {
      const isFirst = attrs === settings[0];
      for (const dtype of isFirst ? ["float32", "int32", "bool"] as const : ["float32"] as const) {
        for (const filterSize of [[2, 3], 0, 9]) {
          for (const name of ["MaxPool", "AvgPool", "MaxPoolWithArgmax"]) {
            calls.push({
              name: `${name}(${describe(x, dtype)}, ${filterSize}, ${text})`,
              run: () =>
                kernel(name, { x: odd(x, dtype) }, {
                  ...attrs,
                  filterSize,
                  includeBatchInIndex: true,
                }),
              // The maximum and the mean of nothing, which these windows come to.
              incomparable: dtype !== "float32" || x.includes(0) || "dimRoundingMode" in attrs,
            });
          }
        }
        for (const filter of filters) {
          for (const name of ["Conv2D", "DepthwiseConv2dNative", "FusedConv2D"]) {
            for (const dataFormat of isFirst ? ["NHWC", "NCHW"] : ["NHWC"]) {
              calls.push({
                name: `${name}(${describe(x, dtype)}, [${filter}], ${text}, ${dataFormat})`,
                run: () =>
                  kernel(name, { x: odd(x, dtype), filter: odd(filter, dtype) }, {
                    dilations: 1,
                    activation: "relu",
                    ...attrs,
                    dataFormat,
                  }),
                incomparable: dtype !== "float32" || dataFormat === "NCHW" && name[0] === "D",
              });
            }
          }
          if (dtype === "float32") calls.push(...gradientCalls(x, filter, attrs));
        }
      }
    }
  }
  return calls;
}

function gradientCalls(x: readonly number[], filter: readonly number[], attrs: Attrs): OddCall[] {
  const common = { dilations: 1, dataFormat: "NHWC", ...attrs };
  const text = JSON.stringify(attrs);
  return [[1, 4, 4, 3], [1, 5, 5, 6], [4]].flatMap((dy) =>
    ["Conv2DBackprop", "DepthwiseConv2dNativeBackprop"].flatMap((name) => [
      {
        name: `${name}Input([${x}], [${filter}], dy [${dy}], ${text})`,
        run: () =>
          kernel(`${name}Input`, { dy: odd(dy), filter: odd(filter) }, {
            ...common,
            inputShape: [...x],
          }),
        incomparable: true,
      },
      {
        name: `${name}Filter([${x}], [${filter}], dy [${dy}], ${text})`,
        run: () =>
          kernel(`${name}Filter`, { dy: odd(dy), x: odd(x) }, {
            ...common,
            filterShape: [...filter],
          }),
        incomparable: true,
      },
    ])
  );
}

/** Pools and convolutions over volumes. */
export function volumeCalls(): OddCall[] {
  const settings: Attrs[] = [
    { strides: 1, pad: "valid" },
    { strides: 2, pad: "same" },
    { strides: 1, pad: 1 },
    { strides: 0, pad: "same" },
    { strides: 1, pad: "same", dilations: 2 },
  ];
  return settings.flatMap((attrs) =>
    [[1, 4, 4, 4, 1], [1, 0, 4, 4, 1], [0, 4, 4, 4, 1], [4]].flatMap((x) => [
      ...["MaxPool3D", "AvgPool3D"].flatMap((name) =>
        [2, 0, 9].map((filterSize) => ({
          name: `${name}([${x}], ${filterSize}, ${JSON.stringify(attrs)})`,
          run: () =>
            kernel(name, { x: odd(x) }, {
              ...attrs,
              filterSize: [filterSize, filterSize, filterSize],
              strides: [attrs.strides, attrs.strides, attrs.strides],
              dataFormat: "NDHWC",
            }),
        }))
      ),
      ...[[2, 2, 2, 1, 2], [9, 2, 2, 1, 2], [2, 2, 2, 3, 2], [0, 2, 2, 1, 2]].map((filter) => ({
        name: `Conv3D([${x}], [${filter}], ${JSON.stringify(attrs)})`,
        run: () => kernel("Conv3D", { x: odd(x), filter: odd(filter) }, { dilations: 1, ...attrs }),
      })),
    ])
  );
}
