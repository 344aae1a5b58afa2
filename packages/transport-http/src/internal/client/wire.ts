/**
 * The HTTP requests of one channel, put together from what the address, the session and the revision ask for.
 *
 * @spec 2025-11-25/basic/transports#sending-messages-to-the-server
 * @since 0.1.0
 */
import type { ClientTransport } from "@effect-mcp/protocol"
import type { Revision } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"

import type { HttpConnector, Request } from "../../HttpConnector.ts"
import type { Address } from "./address.ts"
import { Call, type Line, type Receiver } from "./call.ts"
import type { Reason } from "./failure.ts"
import { Flow } from "./flow.ts"
import { type List, RequestHeaders } from "./requestHeaders.ts"

/** @since 0.1.0 */
export interface Options {
  readonly connector: HttpConnector
  readonly address: Address
  readonly maxBytes: number
}

/** Credentials are what the address says has to be asked for; calls are not started yet. @since 0.1.0 */
export class Wire {
  readonly flow = new Flow()
  /** What was agreed. */
  revision: Revision.Revision | undefined
  readonly #address: Address
  readonly #line: Line
  readonly #headers: RequestHeaders

  constructor({ address, connector, maxBytes }: Options) {
    this.#address = address
    this.#headers = new RequestHeaders(address.headers)
    this.#line = { connector, flow: this.flow, maxBytes, calls: new Set() }
  }

  get url(): string {
    return this.#address.origin + this.#address.path
  }

  get session(): string | undefined {
    return this.#headers.session
  }

  /** Whether credentials have to be asked for. */
  get asks(): boolean {
    return this.#address.credentials !== undefined
  }

  begin(session: string): void {
    this.#headers.begin(session)
  }

  /** Asks for credentials, if there are any to be asked for. */
  prepared<A, E>(
    use: (credentials: List) => Effect.Effect<A, E>,
    failed: (reason: Reason) => E
  ): Effect.Effect<A, E> {
    const { credentials } = this.#address
    return credentials === undefined
      ? use([])
      : Effect.flatMap(Effect.mapError(credentials, failed), use)
  }

  post(
    out: ClientTransport.Outbound,
    credentials: List,
    receiver: Receiver,
    path: string | undefined
  ): Call {
    const { frame, headers, message, revision = this.revision } = out
    return this.#call({ method: "POST", body: frame, path }, receiver, [
      ...(message.method === "initialize"
        ? this.#headers.initialize(credentials)
        : this.#headers.post(revision, credentials, headers))
    ])
  }

  get(lastEventId: string | undefined, credentials: List, receiver: Receiver): Call {
    const headers = this.#headers.get(this.revision, credentials, lastEventId)
    return this.#call({ method: "GET" }, receiver, headers)
  }

  delete(credentials: List, receiver: Receiver): Call {
    return this.#call(
      { method: "DELETE" },
      receiver,
      this.#headers.delete(this.revision, credentials)
    )
  }

  /** Everything that is under way has ended. */
  end(reason: Reason): void {
    for (const call of this.#line.calls) call.give(reason)
  }

  #call(
    {
      body,
      method,
      path = this.#address.path
    }: Pick<Request, "body" | "method"> & { path?: string | undefined },
    receiver: Receiver,
    headers: List
  ): Call {
    const { origin } = this.#address
    return new Call(this.#line, { method, origin, path, headers, body }, receiver)
  }
}
