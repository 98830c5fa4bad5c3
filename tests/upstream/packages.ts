/** The tfjs release whose tests run here; the engine is built on the same one. */
export const TFJS_VERSION = "4.22.0";

/**
 * What the bundles are made of, exact versions only: the packages under test, the test framework
 * that tfjs itself uses, and the modules which its tests import without declaring them.
 */
export const PACKAGES: Readonly<Record<string, string>> = {
  "@tensorflow/tfjs": TFJS_VERSION,
  "@tensorflow/tfjs-backend-cpu": TFJS_VERSION,
  "@tensorflow/tfjs-converter": TFJS_VERSION,
  "@tensorflow/tfjs-core": TFJS_VERSION,
  "@tensorflow/tfjs-data": TFJS_VERSION,
  "@tensorflow/tfjs-layers": TFJS_VERSION,
  "@tensorflow/tfjs-node": TFJS_VERSION,
  "adm-zip": "0.5.16",
  "google-protobuf": "3.21.4",
  "https-proxy-agent": "2.2.4",
  "jasmine-core": "4.2.0",
  "long": "4.0.0",
  "node-fetch": "2.6.13",
  "progress": "2.0.3",
  "rimraf": "2.7.1",
  "seedrandom": "3.0.5",
  "string_decoder": "1.3.0",
  "tar": "6.2.1",
  "tmp": "0.0.33",
};
