/**
 * Which notebook a kernel belongs to.
 *
 * @module
 */

/**
 * The path of the notebook, as far as the front end tells.
 *
 * JupyterLab gives it in `JPY_SESSION_NAME`, VS Code in `__vsc_ipynb_file__`; programs that run
 * notebooks may set `TENSAUR_NOTEBOOK`.
 *
 * @param env Reads a variable; the process's unless told.
 */
export function notebookPath(
  env: (name: string) => string | undefined = Deno.env.get,
): string | undefined {
  const names = ["TENSAUR_NOTEBOOK", "JPY_SESSION_NAME", "__vsc_ipynb_file__"];
  return names.map(env).find((path) => path?.endsWith(".ipynb"));
}
