/** What code warns of, for tests. */

/** Runs `body` and returns what it wrote to `console.warn`, which is not shown. */
export async function warnings(body: () => void | Promise<void>): Promise<string[]> {
  const { warn } = console;
  const heard: string[] = [];
  console.warn = (...texts: unknown[]) => heard.push(texts.join(" "));
  try {
    await body();
  } finally {
    console.warn = warn;
  }
  return heard;
}
