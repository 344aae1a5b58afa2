/**
 * A server that is written down: real HTTP, and whoever writes the test takes each request and says what comes back,
 * byte by byte if need be.
 */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http"
import { createGzip } from "node:zlib"

import { Deferred, Effect, Queue } from "effect"

import { listening } from "../../support/listening.ts"

export type Json = { readonly [member: string]: unknown }

export type Headers = { readonly [name: string]: string }

/** A stream of events that is open. */
export class Events {
  readonly #response: ServerResponse

  constructor(response: ServerResponse, headers: Headers) {
    this.#response = response
    response.writeHead(200, { "content-type": "text/event-stream", ...headers })
    response.flushHeaders()
  }

  /** As it is. */
  write(text: string | Uint8Array): void {
    this.#response.write(text)
  }

  message(message: unknown, id?: string): void {
    this.write(`${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(message)}\n\n`)
  }

  /** The empty event that a stream begins with. */
  prime(id: string, retry?: number): void {
    this.write(`id: ${id}\n${retry === undefined ? "" : `retry: ${retry}\n`}data: \n\n`)
  }

  /** In order. */
  end(): void {
    this.#response.end()
  }

  /** In the middle. */
  cut(): void {
    this.#response.socket?.destroy()
  }
}

/** A stream of events that is compressed on its way. */
export class Compressed {
  readonly #gzip = createGzip()

  constructor(response: ServerResponse) {
    const headers = { "content-type": "text/event-stream", "content-encoding": "gzip" }
    response.writeHead(200, headers)
    this.#gzip.pipe(response)
  }

  write(text: string): void {
    this.#gzip.write(text)
  }

  /** What was written has left. */
  flushed(): Promise<void> {
    return new Promise((resolve) => this.#gzip.flush(resolve))
  }

  end(): void {
    this.#gzip.end()
  }
}

/** One request, and what can be said to it. */
export class Received {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: ReadonlyArray<string>
  readonly text: string
  /** The client has gone before the answer was complete. */
  readonly left = Deferred.makeUnsafe<void>()
  readonly #response: ServerResponse

  constructor(response: ServerResponse, text: string) {
    const { headers, method = "", rawHeaders, url = "" } = response.req
    this.method = method
    this.path = url
    this.headers = headers
    this.rawHeaders = rawHeaders
    this.text = text
    this.#response = response
    response.on("close", () => {
      if (!response.writableFinished) Deferred.doneUnsafe(this.left, Effect.void)
    })
  }

  get message(): Json {
    return JSON.parse(this.text) as Json
  }

  send(status: number, headers: Headers = {}, body?: string | Uint8Array): void {
    this.#response.writeHead(status, headers).end(body)
  }

  json(body: unknown, headers: Headers = {}, status = 200): void {
    const text = typeof body === "string" ? body : JSON.stringify(body)
    this.send(status, { "content-type": "application/json", ...headers }, text)
  }

  result(result: Json, headers: Headers = {}): void {
    this.json({ jsonrpc: "2.0", id: this.message["id"], result }, headers)
  }

  error(status: number, error: Json, id: unknown = this.message["id"]): void {
    this.json({ jsonrpc: "2.0", id, error }, {}, status)
  }

  events(headers: Headers = {}): Events {
    return new Events(this.#response, headers)
  }

  /** A stream of events in gzip. */
  compressed(): Compressed {
    return new Compressed(this.#response)
  }

  /** The connection is gone, without a word. */
  cut(): void {
    this.#response.socket?.destroy()
  }
}

export interface Scripted {
  readonly origin: string
  readonly url: string
  readonly port: number
  /** The next that was sent, by method. */
  readonly post: Effect.Effect<Received>
  readonly get: Effect.Effect<Received>
  readonly delete: Effect.Effect<Received>
  /** How many nobody has taken. */
  readonly waiting: (method: "DELETE" | "GET" | "POST") => number
}

/** `deletes: "Held"` leaves the answer to a DELETE to the test; it is 200 at once otherwise. */
export const make = Effect.fnUntraced(function* (options: { readonly deletes?: "Held" } = {}) {
  const queues = {
    POST: yield* Queue.unbounded<Received>(),
    GET: yield* Queue.unbounded<Received>(),
    DELETE: yield* Queue.unbounded<Received>()
  }
  const server = createServer((request, response) => {
    const chunks: Array<Buffer> = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      const received = new Received(response, Buffer.concat(chunks).toString())
      Queue.offerUnsafe(queues[received.method as "POST"], received)
      if (received.method === "DELETE" && options.deletes !== "Held") received.send(200)
    })
  })
  const port = yield* listening(server)
  const origin = `http://127.0.0.1:${port}`
  const scripted: Scripted = {
    origin,
    port,
    url: `${origin}/mcp`,
    post: Queue.take(queues.POST),
    get: Queue.take(queues.GET),
    delete: Queue.take(queues.DELETE),
    waiting: (method) => Queue.sizeUnsafe(queues[method])
  }
  return scripted
})
