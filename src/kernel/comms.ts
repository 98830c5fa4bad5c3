/**
 * Comms: lines between objects in the cells and objects in the page, such as widgets.
 *
 * @module
 */
import type { Content, Message } from "../jupyter/message.ts";
import type { CommMessage, CommType } from "../jupyter/side_message.ts";
import type { Child } from "./child.ts";
import type { FrontEnd, Request } from "./front_end.ts";

/** What comms pass through. */
export interface CommsOptions {
  /** The way to the pages. */
  readonly frontEnd: FrontEnd;
  /** The way to the cells. */
  readonly child: Child;
  /** The cell that runs, which caused what the child sends. */
  readonly current: () => Request | undefined;
}

/** Metadata of a message of the page, and of one of the cells that answers it: the one's header. */
const PARENT = "tensaur_parent";

const TYPES: readonly string[] = ["comm_open", "comm_msg", "comm_close"];

/** Passes messages of comms on, in order, and knows which comms are open. */
export class Comms {
  #options: CommsOptions;
  /** Target by comm. */
  #open = new Map<string, string>();
  #sending: Promise<void> = Promise.resolve();

  /** Opens nothing. */
  constructor(options: CommsOptions) {
    this.#options = options;
  }

  /** Whether a request is a message of a comm. */
  static handles(request: Request): boolean {
    return TYPES.includes(request.message.header.msg_type);
  }

  /** Takes a message of the cells. */
  fromCells({ type, content, metadata: all = {}, buffers = [] }: CommMessage): void {
    this.#note(type, content);
    const { [PARENT]: parent, ...metadata } = all;
    this.#options.frontEnd.publish(type, content, {
      metadata,
      buffers,
      parent: parent as Message["parentHeader"] | undefined ??
        this.#options.current()?.message.header ?? {},
    });
  }

  /** Takes a message of a page; resolves when it is on its way to the cells. */
  fromPage(request: Request): Promise<void> {
    const { header, content, buffers } = request.message;
    const metadata = { ...request.message.metadata, [PARENT]: header };
    const type = header.msg_type as CommType;
    if (typeof content.comm_id !== "string") return Promise.resolve();
    // A comm that nobody has, such as a widget of an earlier process: the page learns that it is over.
    if (type === "comm_msg" && !this.#open.has(content.comm_id)) {
      this.#close(content.comm_id);
      return Promise.resolve();
    }
    this.#note(type, content);
    const sent = this.#sending.then(async () => {
      const session = await this.#options.child.ready();
      session.sendComm({ type, content, metadata, buffers });
    });
    // A process that cannot be started says so where a cell runs.
    this.#sending = sent.catch(() => {});
    return this.#sending;
  }

  /** Content of a `comm_info_reply`. */
  info({ target_name }: Content): Content {
    const comms = [...this.#open].filter(([, target]) => !target_name || target === target_name)
      .map(([id, target]) => [id, { target_name: target }]);
    return { status: "ok", comms: Object.fromEntries(comms) };
  }

  /** The process of the cells ended, and with it what the comms lead to. */
  childEnded(): void {
    for (const id of this.#open.keys()) this.#close(id);
    this.#open.clear();
  }

  #close(id: string): void {
    this.#options.frontEnd.publish("comm_close", { comm_id: id, data: {} });
  }

  #note(type: CommType, { comm_id, target_name }: Content): void {
    if (typeof comm_id !== "string") return;
    if (type === "comm_open") this.#open.set(comm_id, String(target_name));
    if (type === "comm_close") this.#open.delete(comm_id);
  }
}
