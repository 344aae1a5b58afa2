/**
 * The stream on which a server says what belongs to no request. A server need not have one; where it breaks off it is
 * read on, and where that does not succeed for long enough it rests until the server answers again.
 *
 * @spec 2025-11-25/basic/transports#listening-for-messages-from-the-server
 * @since 0.1.0
 */
import type { ClientTransport } from "@effect-mcp/protocol"
import { JsonRpc } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"

import type { Reason } from "./failure.ts"
import { Inbox } from "./inbox.ts"
import { type Patience, Position } from "./position.ts"
import * as Resumption from "./resumption.ts"

/** @since 0.1.0 */
export interface Options {
  readonly sink: ClientTransport.Sink
  readonly patience: Patience
  readonly get: Resumption.Get
  /** Runs in the background, until the channel is closed. */
  readonly run: (work: Effect.Effect<void>) => void
}

/** @since 0.1.0 */
export class Standalone implements Resumption.Reader {
  position: Position
  readonly #options: Options
  #inbox: Inbox | undefined
  #state: "Closed" | "Reading" | "Resting" = "Closed"

  constructor(options: Options) {
    this.#options = options
    this.position = new Position(options.patience, true)
  }

  /** `batches` is what the revision says. */
  open(batches: boolean): void {
    this.#inbox = new Inbox(this.#options.sink, undefined, batches)
    this.#read()
  }

  /** The server is there. */
  wake(): void {
    if (this.#state !== "Resting") return
    this.position.message()
    this.#read()
  }

  message(data: string): void {
    this.position.message()
    this.#inbox?.receive(JsonRpc.parse(data))
  }

  isDone(): boolean {
    return false
  }

  #read(): void {
    this.#state = "Reading"
    this.#options.run(
      Effect.match(Resumption.begin(this.#options.get, this), {
        onSuccess: () => undefined,
        onFailure: (reason) => this.#ended(reason)
      })
    )
  }

  /** A refusal is meant for as long as the session lasts. */
  #ended(reason: Reason): void {
    const isRefused = reason._tag === "Rejected" && !Resumption.isPassing(reason.status)
    this.#state = isRefused ? "Closed" : "Resting"
  }
}
