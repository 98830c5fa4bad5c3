/**
 * The demonstration's first step: the best engine this machine can have, installing it if need be.
 *
 * @module
 */
import { findLibraries } from "../engine/install/find.ts";
import { InstallError } from "../engine/install/install_error.ts";
import * as engine from "../engine/mod.ts";
import * as tf from "../engine/tf.ts";
import { installWithProgress } from "./setup.ts";

/** Where the lines go. */
type Print = (line: string) => void;

/** What the first line of an error says, without its trace. */
function firstLine(error: Error): string {
  return error.message.split("\n")[0]!;
}

/** Tries to install TensorFlow; the answer is undefined, or why it is not there. */
async function tryInstall(print: Print): Promise<string | undefined> {
  print("TensorFlow's library is not on this machine: installing it, this once");
  try {
    const { version, kind, via, seconds } = await installWithProgress({});
    print(`TensorFlow ${version} (${kind}) installed by ${via} in ${seconds.toFixed(1)} s`);
    return undefined;
  } catch (error) {
    if (!(error instanceof InstallError)) throw error;
    return firstLine(error);
  }
}

/** Says what runs, and for anything but TensorFlow why and what would be faster. */
function describeEngine(info: engine.EngineInfo, print: Print): void {
  const devices = info.devices.map(({ name }) => name).join(", ");
  const name = info.engine === "tensorflow" ? "TensorFlow" : `tfjs ${info.engine}`;
  print(`Engine: ${name} ${info.version} on ${devices}`);
  if (info.library !== undefined) print(`Library: ${info.library}`);
}

/**
 * Makes an engine ready. TensorFlow is installed when no library is found and nothing else was asked
 * for; when that fails, wasm trains instead and the lines say why.
 *
 * @param print Receives lines for the user.
 * @returns What runs the tensors.
 * @throws {NoTensorflowError} When TensorFlow was asked for by name or path and cannot be started.
 */
export async function startDemoEngine(print: Print): Promise<engine.EngineInfo> {
  const asked = Deno.env.get("TENSAUR_ENGINE");
  const named = Deno.env.get("TENSAUR_LIBTENSORFLOW");
  const other = asked === "wasm" || asked === "cpu";
  let failed: string | undefined;
  if (!other && !named && findLibraries().candidates.length === 0) failed = await tryInstall(print);
  let info = await tf.ready();
  if (info.engine !== "tensorflow" && !other && failed === undefined) {
    // What was found could not be opened, say because it is too old.
    failed = await tryInstall(print);
    if (failed === undefined) info = await engine.use();
  }
  describeEngine(info, print);
  if (info.engine !== "tensorflow") {
    const why = failed ?? info.notTaken.map(({ why }) => why).join("; ");
    print(`Not TensorFlow: ${other ? `TENSAUR_ENGINE=${asked} asks for another engine` : why}`);
    print(
      "TensorFlow's library would train two to three times as fast: " +
        (other ? "unset TENSAUR_ENGINE and run this again" : "see that pip or the network is at " +
          "hand and run `deno task setup`; `deno task tensaur engine doctor` says what is missing"),
    );
  }
  return info;
}
