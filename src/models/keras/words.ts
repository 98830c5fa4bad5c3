/**
 * Spelling: Keras writes `data_format: "channels_last"`, tfjs `dataFormat: "channelsLast"`.
 *
 * @module
 */

/** `kernel_size` as `kernelSize`. */
export function camelCase(name: string): string {
  return name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `kernelSize` as `kernel_size`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** A class name as Keras names the group of its weights: `Conv2DTranspose` as `conv2d_transpose`. */
export function groupName(className: string): string {
  return className
    .replace(/\W+/g, "")
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}
