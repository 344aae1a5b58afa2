/**
 * A client made of bytes over one socket: it sends what a test says, well-formed or not, and reads what comes
 * back as strictly as HTTP says. Nothing of ours, and no HTTP library, is in between.
 */
import { connect, type Socket } from "node:net"

import { Effect, type Scope } from "effect"

import { type Event, eventOf } from "../support/raw.ts"

export interface Head {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
}

export interface Answer extends Head {
  readonly body: string
}

/** What has come, for whoever asks for a line or for so many bytes. */
class Inbox {
  #bytes: Buffer = Buffer.alloc(0)
  #over = false
  #woken: (() => void) | undefined

  push(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk])
    this.#woken?.()
  }

  end(): void {
    this.#over = true
    this.#woken?.()
  }

  async line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#bytes.indexOf("\r\n")
      if (end >= 0) return this.#take(end + 2).toString("latin1", 0, end)
      if (!(await this.#more())) return undefined
    }
  }

  async exactly(size: number): Promise<Buffer> {
    while (this.#bytes.length < size) {
      if (!(await this.#more()))
        throw new Error(`Ended with ${this.#bytes.length} of ${size} bytes`)
    }
    return this.#take(size)
  }

  async rest(): Promise<Buffer> {
    while (await this.#more());
    return this.#take(this.#bytes.length)
  }

  #take(size: number): Buffer {
    const taken = this.#bytes.subarray(0, size)
    this.#bytes = this.#bytes.subarray(size)
    return taken
  }

  async #more(): Promise<boolean> {
    if (this.#over) return false
    await new Promise<void>((resolve) => {
      this.#woken = resolve
    })
    return true
  }
}

export class Wire {
  readonly socket: Socket
  readonly #inbox = new Inbox()
  readonly #closed: Promise<void>
  #events = ""

  constructor(socket: Socket, reads: boolean) {
    this.socket = socket
    this.#closed = new Promise((resolve) => {
      socket.once("close", () => resolve())
    })
    // a reset is an ending like any other
    socket.on("error", () => undefined).once("close", () => this.#inbox.end())
    if (reads) this.listen()
  }

  /** Begins to take what comes. */
  listen(): void {
    this.socket.on("data", (chunk: Buffer) => this.#inbox.push(chunk))
    this.socket.once("end", () => this.#inbox.end())
  }

  send(bytes: string | Uint8Array): void {
    this.socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes)
  }

  /** The next response as a whole; `undefined` if the connection ends instead. */
  readonly answer: Effect.Effect<Answer | undefined> = Effect.promise(() => this.#answer())

  /** The head of a response that is a stream of events; those come with `event`. */
  readonly head: Effect.Effect<Head | undefined> = Effect.promise(() => this.#head())

  /** Comments are no events; `undefined` once the stream has ended. */
  readonly event: Effect.Effect<Event | undefined> = Effect.promise(() => this.#event())

  /** The server has read a head that said `Expect: 100-continue`. */
  readonly continued: Effect.Effect<boolean> = Effect.promise(async () => {
    const line = await this.#inbox.line()
    await this.#inbox.line()
    return line === "HTTP/1.1 100 Continue"
  })

  /** What comes behind a head that is no stream's. */
  readonly body = (head: Head): Effect.Effect<string> =>
    Effect.promise(async () => (await this.#body(head)).toString("utf8"))

  /** What comes until the other side ends it. */
  readonly rest: Effect.Effect<string> = Effect.promise(async () =>
    (await this.#inbox.rest()).toString("utf8")
  )

  readonly closed: Effect.Effect<void> = Effect.promise(() => this.#closed)

  async #answer(): Promise<Answer | undefined> {
    const head = await this.#head()
    if (head === undefined) return undefined
    const body = await this.#body(head)
    return { ...head, body: body.toString("utf8") }
  }

  async #head(): Promise<Head | undefined> {
    const line = await this.#inbox.line()
    if (line === undefined) return undefined
    const headers = new Map<string, string>()
    for (let one = await this.#inbox.line(); one; one = await this.#inbox.line()) {
      const colon = one.indexOf(":")
      headers.set(one.slice(0, colon).toLowerCase(), one.slice(colon + 1).trim())
    }
    const status = Number(line.split(" ")[1])
    return status === 100 ? this.#head() : { status, headers }
  }

  async #body({ headers, status }: Head): Promise<Buffer> {
    const length = headers.get("content-length")
    if (status === 204 || status === 304) return Buffer.alloc(0)
    if (length !== undefined) return this.#inbox.exactly(Number(length))
    if (headers.get("transfer-encoding") !== "chunked") return this.#inbox.rest()
    const chunks: Array<Buffer> = []
    for (let chunk = await this.#chunk(); chunk !== undefined; chunk = await this.#chunk()) {
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  }

  async #chunk(): Promise<Buffer | undefined> {
    const line = await this.#inbox.line()
    if (line === undefined) return undefined
    const size = Number.parseInt(line, 16)
    const chunk = await this.#inbox.exactly(size)
    await this.#inbox.line()
    return size === 0 ? undefined : chunk
  }

  async #event(): Promise<Event | undefined> {
    for (;;) {
      const end = this.#events.indexOf("\n\n")
      if (end < 0) {
        const chunk = await this.#chunk()
        if (chunk === undefined) return undefined
        this.#events += chunk.toString("utf8")
        continue
      }
      const event = eventOf(this.#events.slice(0, end))
      this.#events = this.#events.slice(end + 2)
      if (Object.keys(event).some((name) => name !== "comment")) return event
    }
  }
}

export interface Options {
  /** Takes nothing of what comes, until `listen`. */
  readonly deaf?: boolean
}

/** A connection, gone with the scope. */
export const open = (
  port: number,
  options: Options = {}
): Effect.Effect<Wire, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(
      () =>
        new Promise<Wire>((resolve, reject) => {
          const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true })
          socket.once("error", reject).once("connect", () => {
            socket.off("error", reject)
            resolve(new Wire(socket, options.deaf !== true))
          })
        })
    ),
    ({ socket }) => Effect.sync(() => socket.destroy())
  )
