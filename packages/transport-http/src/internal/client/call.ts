/**
 * One HTTP exchange, read as what its answer says it is: a stream of events, a JSON text, or something else of which
 * only the beginning is of interest. Whatever the server does, no more is kept than the limits say.
 *
 * A redirect is followed within the server's own origin, a few times, and only if it keeps method and body: a call
 * carries credentials and arguments that no other origin is to see.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#receiving-messages
 * @since 0.1.0
 */
import { TransportError } from "@effect-mcp/protocol"

import type * as HttpConnector from "../../HttpConnector.ts"
import { Body } from "./body.ts"
import { EventReader } from "./eventReader.ts"
import { excerpt, lost, type Reason, unreached } from "./failure.ts"
import type { Flow } from "./flow.ts"
import { first, type Head, read } from "./head.ts"

/** Who is told; one of `body` and `ended` comes last. @since 0.1.0 */
export interface Receiver {
  /** All of an answer that is no stream; what is no JSON may be cut. */
  readonly body: (head: Head, text: string) => void
  /** A stream has begun. */
  readonly opened: (head: Head) => void
  readonly event: (data: string, type: string) => void
  readonly id: (id: string) => void
  readonly retry: (after: number) => void
  /** There is no answer, or no more of the stream. */
  readonly ended: (reason: Reason) => void
}

/** What all calls of a channel have in common. @since 0.1.0 */
export interface Line {
  readonly connector: HttpConnector.HttpConnector
  readonly flow: Flow
  readonly maxBytes: number
  /** Those that have not ended. */
  readonly calls: Set<Call>
}

const maxRedirects = 3

/** @since 0.1.0 */
export class Call implements HttpConnector.Handler {
  readonly #line: Line
  readonly #receiver: Receiver
  #request: HttpConnector.Request
  #exchange: HttpConnector.Exchange | undefined
  #over = false
  #redirects = 0
  #head: Head | undefined
  #body: Body | undefined
  #events: EventReader | undefined

  constructor(line: Line, request: HttpConnector.Request, receiver: Receiver) {
    this.#line = line
    this.#request = request
    this.#receiver = receiver
  }

  start(): void {
    this.#line.calls.add(this)
    const exchange = this.#line.connector.request(this.#request, this)
    this.#exchange = exchange
    if (this.#over) exchange.abort()
  }

  /** Nothing is told any more. */
  abort(): void {
    if (this.#over) return
    this.#finish()
    this.#exchange?.abort()
  }

  /** As if the connection had ended. */
  give(reason: Reason): void {
    if (this.#over) return
    this.abort()
    this.#receiver.ended(reason)
  }

  /** Nobody waits for more. The server is left to end it, so that the connection can be used again. */
  leave(): void {
    if (!this.#over) this.#line.flow.leave(this)
  }

  drop(): void {
    this.give(lost("Left to the server, which did not end it"))
  }

  pause(): void {
    this.#exchange?.pause()
  }

  resume(): void {
    this.#exchange?.resume()
  }

  head(status: number, headers: HttpConnector.Headers): void {
    if (this.#over) return
    if (this.#redirected(status, headers)) return
    const head = read(status, headers)
    this.#head = head
    if (head.kind !== "Events") {
      this.#body = new Body(head.kind === "Json" ? this.#line.maxBytes : excerpt)
      return
    }
    this.#events = new EventReader(
      { ...this.#forward, tooLarge: () => this.#tooLarge() },
      this.#line.maxBytes
    )
    this.#line.flow.add(this)
    this.#receiver.opened(head)
  }

  chunk(bytes: Uint8Array): void {
    if (this.#over) return
    if (this.#events !== undefined) return this.#events.push(bytes)
    if (this.#body?.push(bytes) !== false) return
    if (this.#head?.kind === "Json") return this.#tooLarge()
    this.#exchange?.abort()
    this.end()
  }

  end(): void {
    if (this.#over) return
    this.#finish()
    if (this.#head === undefined || this.#body === undefined) {
      return this.#receiver.ended(lost("The stream ended"))
    }
    this.#receiver.body(this.#head, this.#body.text())
  }

  error(cause: unknown, reached: boolean): void {
    if (this.#over) return
    this.#finish()
    this.#receiver.ended(reached ? lost(cause) : unreached(cause))
  }

  #finish(): void {
    this.#over = true
    this.#line.calls.delete(this)
    this.#line.flow.remove(this)
    this.#events?.stop()
  }

  #tooLarge(): void {
    this.give(new TransportError.FrameTooLarge({ limit: this.#line.maxBytes }))
  }

  get #forward() {
    const receiver = this.#receiver
    return {
      event: (data: string, type: string) => receiver.event(data, type),
      id: (id: string) => receiver.id(id),
      retry: (after: number) => receiver.retry(after)
    }
  }

  #redirected(status: number, headers: HttpConnector.Headers): boolean {
    if (status !== 307 && status !== 308) return false
    const path = pathWithin(this.#request, first(headers["location"]))
    if (path === undefined || ++this.#redirects > maxRedirects) return false
    this.#exchange?.abort()
    this.#request = { ...this.#request, path }
    this.start()
    return true
  }
}

/** Where a location leads, if it stays where the request went. */
const pathWithin = (
  { origin, path }: HttpConnector.Request,
  location: string | undefined
): string | undefined => {
  if (location === undefined || !URL.canParse(location, origin + path)) return undefined
  const url = new URL(location, origin + path)
  return url.origin === origin ? url.pathname + url.search : undefined
}
