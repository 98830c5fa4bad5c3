/**
 * Where executed cells are kept.
 *
 * @module
 */

/**
 * Path of the history: `TENSAUR_KERNEL_HISTORY`, else a file in the platform's folder for state.
 *
 * @param env Reads a variable; the process's unless told.
 * @returns undefined where the variable is "off", or no folder is known.
 */
export function historyFile(
  env: (name: string) => string | undefined = Deno.env.get,
): string | undefined {
  const chosen = env("TENSAUR_KERNEL_HISTORY");
  if (chosen === "off") return undefined;
  if (chosen) return chosen;
  const folder = stateFolder(env);
  return folder && `${folder}/tensaur/kernel_history.jsonl`;
}

function stateFolder(env: (name: string) => string | undefined): string | undefined {
  const home = env("HOME");
  if (Deno.build.os === "windows") return env("LOCALAPPDATA");
  if (Deno.build.os === "darwin") return home && `${home}/Library/Application Support`;
  return env("XDG_STATE_HOME") || home && `${home}/.local/state`;
}
