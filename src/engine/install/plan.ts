/**
 * Which package brings libtensorflow to a machine, and which of its files are kept.
 *
 * @module
 */

import type { Host } from "./host.ts";
import { InstallError } from "./install_error.ts";
import type { LibraryKind } from "./manifest.ts";

/** The version of TensorFlow that Tensaur is tested with first. */
export const DEFAULT_VERSION = "2.21.0";

/**
 * Python versions whose wheels are asked for, in turn. Only libraries are taken from the wheel, so
 * it need not fit the Python of the user's pip; TensorFlow builds each version for several.
 */
export const PYTHON_VERSIONS = ["3.11", "3.13"];

/** What to ask pip for. */
export interface Plan {
  /** CPU or CUDA. */
  kind: LibraryKind;
  /** Version of TensorFlow. */
  version: string;
  /** Requirement of the wheel with libtensorflow. */
  requirement: string;
  /** Platform tags as `pip --platform` takes them. */
  platforms: string[];
  /** Platform as `uv --python-platform` takes it. */
  uvPlatform: string;
}

/** Decides what to ask for; fails with what to do when there is no such package. */
export function planInstall(kind: LibraryKind, version: string, host: Host): Plan {
  if (!/^\d+\.\d+\.\d+([a-z0-9.]*)$/.test(version)) {
    throw new InstallError(
      "unsupported",
      `Cannot install libtensorflow: the version must look like ${DEFAULT_VERSION}, current ` +
        `value is ${JSON.stringify(version)}`,
    );
  }
  const target = `${host.os} ${host.arch}`;
  if (kind === "cuda" && target !== "linux x86_64") {
    throw new InstallError(
      "unsupported",
      `Cannot install libtensorflow with CUDA on ${target}: TensorFlow is built with CUDA for ` +
        "linux x86_64 only: use --cpu here",
    );
  }
  // The package with "-cpu" leaves out CUDA kernels; elsewhere the plain one has none anyway.
  const slim = kind === "cpu" && host.arch === "x86_64" && host.os !== "darwin";
  const requirement = `${slim ? "tensorflow-cpu" : "tensorflow"}==${version}`;
  return { kind, version, requirement, ...platformsOf(target) };
}

/** Whether a file of a wheel is needed at run time. */
export function isKept(path: string): boolean {
  const segments = path.split("/");
  if (segments.includes("..") || path.includes("\\")) return false;
  return KEPT.some((pattern) => pattern.test(path));
}

const KEPT = [
  /^tensorflow\/libtensorflow(_cc|_framework)?[.\d]*\.(so|dylib)[.\d]*$/,
  /^tensorflow\/python\/_pywrap_tensorflow_common\.dll$/,
  /^tensorflow\/include\/LICENSE$/,
  /^[^/]+\.dist-info\/.*(licen[cs]e|notice)[^/]*$/i,
  // TensorFlow's library looks for these beside its own folder, in just this layout.
  /^nvidia\/[^/]+\/lib\/[^/]+\.so[.\d]*$/,
  /^nvidia\/cuda_nvcc\/(bin\/(ptxas|nvlink|fatbinary)|nvvm\/libdevice\/.*\.bc|nvvm\/lib64\/[^/]+)$/,
];

/**
 * The packages with CUDA's libraries that a `tensorflow` wheel names for its extra `and-cuda`, as
 * requirements without the marker, read from the wheel's METADATA.
 */
export function cudaRequirements(metadata: string): string[] {
  const requirements: string[] = [];
  for (const line of metadata.split(/\r?\n/)) {
    const [, requirement, marker] = line.match(/^Requires-Dist:\s*([^;]+);(.*)$/) ?? [];
    if (requirement === undefined || !/extra\s*==\s*["']and-cuda["']/.test(marker ?? "")) continue;
    requirements.push(requirement.replaceAll(/[()\s]/g, ""));
  }
  return requirements;
}

function platformsOf(target: string): Pick<Plan, "platforms" | "uvPlatform"> {
  switch (target) {
    case "linux x86_64":
    case "linux aarch64": {
      const arch = target.slice("linux ".length);
      // pip takes each tag as it is: a newer glibc does not stand for the older ones.
      const glibc = [17, 18, 24, 25, 26, 27, 28, 31, 34].reverse();
      const platforms = [
        ...glibc.map((minor) => `manylinux_2_${minor}_${arch}`),
        `manylinux2014_${arch}`,
        `linux_${arch}`,
      ];
      return { platforms, uvPlatform: `${arch}-manylinux_2_28` };
    }
    case "darwin aarch64":
      return { platforms: ["macosx_14_0_arm64"], uvPlatform: "aarch64-apple-darwin" };
    case "darwin x86_64":
      return { platforms: ["macosx_14_0_x86_64"], uvPlatform: "x86_64-apple-darwin" };
    case "windows x86_64":
      return { platforms: ["win_amd64"], uvPlatform: "x86_64-pc-windows-msvc" };
    default:
      throw new InstallError(
        "unsupported",
        `Cannot install libtensorflow: there is no package for ${target}: build TensorFlow and ` +
          "set TENSAUR_LIBTENSORFLOW to the library, or use TENSAUR_ENGINE=wasm",
      );
  }
}
