/**
 * The file that tells a kernel where to listen.
 *
 * @module
 */

/** Names of the five sockets of a kernel. */
export type Channel = "shell" | "iopub" | "stdin" | "control" | "hb";

/** Where the sockets of a kernel are, and the key that signs messages. */
export interface ConnectionInfo {
  /** Only `tcp` is known. */
  readonly transport: "tcp";
  /** Address that the sockets are on. */
  readonly ip: string;
  /** Port of each socket. */
  readonly ports: Readonly<Record<Channel, number>>;
  /** Secret that signs messages; empty for none. */
  readonly key: string;
  /** Such as `hmac-sha256`. */
  readonly signatureScheme: string;
}

const channels: readonly Channel[] = ["shell", "iopub", "stdin", "control", "hb"];

/**
 * Reads a connection file.
 *
 * @throws {TypeError} If it is not what Jupyter writes.
 * @throws {Deno.errors.NotFound} If there is no such file.
 */
export async function readConnectionFile(path: string): Promise<ConnectionInfo> {
  return parseConnection(await Deno.readTextFile(path));
}

/**
 * The text of a connection file as values.
 *
 * @throws {TypeError} If it is not what Jupyter writes; the message names the field.
 */
export function parseConnection(text: string): ConnectionInfo {
  const fields = parseObject(text);
  const transport = fields.transport ?? "tcp";
  if (transport !== "tcp") {
    throw new TypeError(`The connection file asks for transport "${transport}"; only tcp is known`);
  }
  const ports = Object.fromEntries(
    channels.map((name) => [name, checkPort(`${name}_port`, fields[`${name}_port`])]),
  );
  return {
    transport,
    ip: checkText("ip", fields.ip ?? "127.0.0.1"),
    ports: ports as Record<Channel, number>,
    key: checkText("key", fields.key ?? ""),
    signatureScheme: checkText("signature_scheme", fields.signature_scheme ?? "hmac-sha256"),
  };
}

function parseObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new TypeError("The connection file is not JSON", { cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError("The connection file is not a JSON object");
  }
  return value as Record<string, unknown>;
}

function checkPort(name: string, value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 65536) {
    return value;
  }
  throw new TypeError(`"${name}" of the connection file must be a port, got ${value}`);
}

function checkText(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  throw new TypeError(`"${name}" of the connection file must be text, got ${value}`);
}

/** The text of a connection file. */
export function formatConnection(info: ConnectionInfo): string {
  const ports = Object.fromEntries(channels.map((name) => [`${name}_port`, info.ports[name]]));
  const fields = {
    transport: info.transport,
    ip: info.ip,
    ...ports,
    key: info.key,
    signature_scheme: info.signatureScheme,
    kernel_name: "deno",
  };
  return JSON.stringify(fields, undefined, 2);
}

/** A connection on this machine with free ports and a key of its own. */
export function newConnection(): ConnectionInfo {
  // All five are open before the first is closed, so that none comes twice.
  const listeners = channels.map(() => Deno.listen({ hostname: "127.0.0.1", port: 0 }));
  const ports = Object.fromEntries(channels.map((name, i) => [name, listeners[i]!.addr.port]));
  for (const listener of listeners) listener.close();
  return {
    transport: "tcp",
    ip: "127.0.0.1",
    ports: ports as Record<Channel, number>,
    key: crypto.randomUUID(),
    signatureScheme: "hmac-sha256",
  };
}
