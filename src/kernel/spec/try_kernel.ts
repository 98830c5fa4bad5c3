/**
 * Starting an installed kernel as Jupyter does, to see whether it answers.
 *
 * @module
 */
import { formatConnection, newConnection } from "../../jupyter/connection_file.ts";
import { type Content, newMessage, Wire } from "../../jupyter/message.ts";
import { connectPeer, type Peer } from "../../jupyter/zmtp.ts";
import type { KernelSpec } from "./kernel_spec.ts";

/** How a kernel did; times in milliseconds from the start of its process. */
export interface KernelTrial {
  /** Until it said what it is. */
  readonly answered: number;
  /** Until a first cell had run. */
  readonly ran: number;
  /** Its own word about itself. */
  readonly info: Content;
}

/** Thrown when a kernel does not start, answer, or compute; has what the process printed. */
export class KernelTrialError extends Error {
  /** Name of the class. */
  override readonly name = "KernelTrialError";
}

/**
 * Starts a kernel, runs one cell and ends it.
 *
 * @param spec How it is started.
 * @param timeout Milliseconds for all of it; 30,000 unless told.
 * @throws {KernelTrialError} If that does not work.
 */
export async function tryKernel(spec: KernelSpec, timeout = 30_000): Promise<KernelTrial> {
  const connection = newConnection();
  const file = await Deno.makeTempFile({ prefix: "tensaur-trial-", suffix: ".json" });
  const begun = performance.now();
  // Its own timer, which is cleared: AbortSignal.timeout() would keep the process alive until then.
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeout);
  const { signal } = late;
  let child: Deno.ChildProcess | undefined;
  const peers: Peer[] = [];
  try {
    await Deno.writeTextFile(file, formatConnection(connection), { mode: 0o600 });
    child = start(spec, file);
    const printed = collect(child);
    const work = (async () => {
      const { ip: hostname, ports, key } = connection;
      const shell = await connectPeer({ hostname, port: ports.shell, type: "DEALER", signal });
      const control = await connectPeer({ hostname, port: ports.control, type: "DEALER", signal });
      peers.push(shell, control);
      const wire = new Wire(key);
      const info = await ask(shell, wire, "kernel_info_request", {});
      const answered = performance.now() - begun;
      const reply = await ask(shell, wire, "execute_request", {
        code: "if (6 * 7 !== 42) throw new Error();",
        silent: true,
        store_history: false,
        allow_stdin: false,
        user_expressions: {},
      });
      if (reply.status !== "ok") throw new KernelTrialError(`A cell failed: ${reply.evalue}`);
      const ran = performance.now() - begun;
      await ask(control, wire, "shutdown_request", { restart: false });
      return { answered, ran, info };
    })();
    // Whichever comes first is what is told; the other will fail as well.
    work.catch(() => {});
    return await Promise.race([work, tooLate(signal, timeout), ended(child, printed)]);
  } catch (error) {
    if (error instanceof KernelTrialError) throw error;
    const text = error instanceof Error ? error.message : String(error);
    throw new KernelTrialError(`The kernel does not start: ${text}`, { cause: error });
  } finally {
    clearTimeout(timer);
    for (const peer of peers) peer.close();
    if (child) await stop(child);
    await Deno.remove(file);
  }
}

function start({ argv, env = {} }: KernelSpec, file: string): Deno.ChildProcess {
  const [program, ...args] = argv.map((it) => it.replaceAll("{connection_file}", file));
  return new Deno.Command(program!, {
    args,
    env: { ...env, TENSAUR_KERNEL_HISTORY: "off" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** What a process prints, as it grows. */
function collect(child: Deno.ChildProcess): string[] {
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    void stream.pipeThrough(new TextDecoderStream()).pipeTo(
      new WritableStream({ write: (text) => void printed.push(text) }),
    );
  }
  return printed;
}

async function ask(peer: Peer, wire: Wire, type: string, content: Content): Promise<Content> {
  const message = newMessage(type, { content, session: "tensaur-trial" });
  await peer.send(wire.encode(message));
  for (;;) {
    const frames = await peer.receive();
    if (!frames) throw new KernelTrialError("The kernel closed the connection");
    const reply = wire.decode(frames);
    if (reply.parentHeader.msg_id === message.header.msg_id) return reply.content;
  }
}

function tooLate(signal: AbortSignal, timeout: number): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener(
      "abort",
      () => reject(new KernelTrialError(`The kernel did not answer within ${timeout / 1000} s`)),
    )
  );
}

async function ended(child: Deno.ChildProcess, printed: readonly string[]): Promise<never> {
  const { code } = await child.status;
  // A kernel that was shut down has answered before.
  await new Promise((resolve) => setTimeout(resolve, 100));
  const said = printed.join("").trim();
  throw new KernelTrialError(`The kernel ended with exit code ${code}${said && `: ${said}`}`);
}

async function stop(child: Deno.ChildProcess): Promise<void> {
  // It ends its own processes; one that does not gets no more time.
  const timer = setTimeout(() => child.kill("SIGKILL"), 3000);
  try {
    child.kill("SIGTERM");
  } catch (error) {
    // It has ended by itself.
    if (!(error instanceof TypeError)) throw error;
  }
  await child.status;
  clearTimeout(timer);
}
