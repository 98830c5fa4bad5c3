/**
 * Whether who started the kernel is still there.
 *
 * @module
 */

/**
 * Calls back once the process that started this one has ended, where Jupyter asks for that.
 *
 * Jupyter names itself in `JPY_PARENT_PID`. A kernel that somebody else started on its behalf has
 * another parent, and lives on.
 */
export function watchParent(onEnd: () => void): void {
  const parent = Deno.ppid;
  if (Deno.env.get("JPY_PARENT_PID") !== String(parent)) return;
  const timer = setInterval(() => {
    if (Deno.ppid === parent) return;
    clearInterval(timer);
    onEnd();
  }, 1000);
  Deno.unrefTimer(timer);
}
