/**
 * tfjs's wasm backend: XNNPACK compiled to WebAssembly, its binaries inside the npm package.
 *
 * Import it dynamically: evaluating it registers a backend and 157 kernels and costs 10 to 100 ms.
 *
 * @module
 */
export * from "npm:@tensorflow/tfjs-backend-wasm@4.22.0";
