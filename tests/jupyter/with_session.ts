/** Starts a session for a test and ends it. */
import { Session, type SessionOptions } from "../../src/jupyter/mod.ts";

/** The Deno to test with; the one that runs the tests unless told. */
export const deno: string = Deno.env.get("TENSAUR_TEST_DENO") ?? Deno.execPath();

/** Runs a test with a session of its own, and closes it whatever happens. */
export async function withSession(
  test: (session: Session) => Promise<void>,
  options: SessionOptions = {},
): Promise<void> {
  const session = await Session.start({ deno, ...options });
  try {
    await test(session);
  } finally {
    await session.close();
  }
}
