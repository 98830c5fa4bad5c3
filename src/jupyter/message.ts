/**
 * Messages of the Jupyter protocol and how they are signed.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";

/** Version of the protocol that messages say they follow. */
export const PROTOCOL_VERSION = "5.3";

/** Who sent a message, and what it is. */
export interface Header {
  /** Names this message. */
  readonly msg_id: string;
  /** Names the sender. */
  readonly session: string;
  /** Name of the user. */
  readonly username: string;
  /** When it was made, ISO 8601. */
  readonly date: string;
  /** Such as `execute_request`. */
  readonly msg_type: string;
  /** Of the protocol. */
  readonly version: string;
}

/** What a message carries. */
export type Content = Record<string, unknown>;

/** A message of the Jupyter protocol. */
export interface Message {
  /** Who sent it, and what it is. */
  readonly header: Header;
  /** Header of the message that caused this one; empty if none did. */
  readonly parentHeader: Header | Record<string, never>;
  /** About the message. */
  readonly metadata: Content;
  /** What it says. */
  readonly content: Content;
  /** Bytes that go with it. */
  readonly buffers: readonly Uint8Array[];
  /** Frames in front: routes or the topic. */
  readonly identities: readonly Uint8Array[];
}

/** What a message was received as is no message, or nobody with the key signed it. */
export class MessageError extends Error {
  /** Name of the class. */
  override name = "MessageError";
}

/** Parts of a new message; what is not told is empty. */
export interface MessageOptions {
  /** What it says. */
  readonly content?: Content;
  /** Header of the message that caused it. */
  readonly parent?: Message["parentHeader"];
  /** About the message. */
  readonly metadata?: Content;
  /** Bytes that go with it. */
  readonly buffers?: readonly Uint8Array[];
  /** Frames in front. */
  readonly identities?: readonly Uint8Array[];
  /** Names the sender. */
  readonly session: string;
}

/**
 * A new message with a header of its own.
 *
 * @param type Such as `execute_request`.
 */
export function newMessage(type: string, options: MessageOptions): Message {
  const { content = {}, parent = {}, metadata = {}, buffers = [], identities = [], session } =
    options;
  const header = {
    msg_id: crypto.randomUUID(),
    session,
    username: "kernel",
    date: new Date().toISOString(),
    msg_type: type,
    version: PROTOCOL_VERSION,
  };
  return { header, parentHeader: parent, metadata, content, buffers, identities };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });
const DELIMITER = encoder.encode("<IDS|MSG>");
const PARTS = ["header", "parent header", "metadata", "content"] as const;

/** Turns messages into frames and back, signed with the key of a connection. */
export class Wire {
  #key: string;
  #algorithm: string;

  /**
   * Signs with a key.
   *
   * @param key Secret that both sides know; empty for no signatures.
   * @param scheme Such as `hmac-sha256`.
   * @throws {TypeError} If the scheme is not an HMAC.
   */
  constructor(key: string, scheme = "hmac-sha256") {
    const [kind, algorithm] = scheme.split(/-(.*)/);
    if (kind !== "hmac" || !algorithm) {
      throw new TypeError(`Cannot sign messages: signature scheme "${scheme}" is not an HMAC`);
    }
    this.#key = key;
    this.#algorithm = algorithm;
  }

  /** Frames of a message, signed. */
  encode(message: Message): Uint8Array[] {
    const { header, parentHeader, metadata, content, buffers, identities } = message;
    const parts = [header, parentHeader, metadata, content]
      .map((part) => encoder.encode(JSON.stringify(part)));
    return [...identities, DELIMITER, encoder.encode(this.#sign(parts)), ...parts, ...buffers];
  }

  /**
   * The message in frames.
   *
   * @throws {MessageError} If the frames are no message, or their signature is wrong.
   */
  decode(frames: readonly Uint8Array[]): Message {
    const at = frames.findIndex(isDelimiter);
    if (at < 0) throw new MessageError("The frames have no <IDS|MSG>, so they are no message");
    const parts = frames.slice(at + 2, at + 6);
    if (parts.length < 4) throw new MessageError(`A message needs 4 parts, got ${parts.length}`);
    this.#verify(frames[at + 1]!, parts, frames.slice(at + 6));
    const [header, parentHeader, metadata, content] = parts.map(parsePart);
    if (typeof header?.msg_type !== "string" || typeof header.msg_id !== "string") {
      throw new MessageError("The header of a message lacks msg_type or msg_id");
    }
    return {
      header: header as unknown as Header,
      parentHeader: parentHeader as unknown as Header,
      metadata: metadata!,
      content: content!,
      buffers: frames.slice(at + 6),
      identities: frames.slice(0, at),
    };
  }

  #sign(parts: readonly Uint8Array[]): string {
    if (this.#key === "") return "";
    const hmac = createHmac(this.#algorithm, this.#key);
    for (const part of parts) hmac.update(part);
    return hmac.digest("hex");
  }

  #verify(
    signature: Uint8Array,
    parts: readonly Uint8Array[],
    buffers: readonly Uint8Array[],
  ): void {
    if (this.#key === "") return;
    if (isSame(signature, this.#sign(parts))) return;
    // The kernels of Deno 2.7 and 2.8 sign the buffers, too.
    if (buffers.length > 0 && isSame(signature, this.#sign([...parts, ...buffers]))) return;
    throw new MessageError("The signature of a message is wrong: its sender lacks the key");
  }
}

function isSame(signature: Uint8Array, wanted: string): boolean {
  const bytes = Buffer.from(wanted);
  return bytes.length === signature.length && timingSafeEqual(bytes, signature);
}

/** The signature in the frames of a message, which no other message has. */
export function signatureOf(frames: readonly Uint8Array[]): string {
  const signature = frames[frames.findIndex(isDelimiter) + 1];
  return String.fromCharCode(...signature ?? []);
}

function isDelimiter(frame: Uint8Array): boolean {
  return frame.length === DELIMITER.length && frame.every((byte, i) => byte === DELIMITER[i]);
}

function parsePart(bytes: Uint8Array, i: number): Content {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(bytes));
  } catch (cause) {
    throw new MessageError(`The ${PARTS[i]} of a message is not JSON`, { cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new MessageError(`The ${PARTS[i]} of a message is not an object`);
  }
  return value as Content;
}
