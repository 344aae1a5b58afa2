/** To an endpoint of Streamable HTTP, by `fetch`: every message is a POST, and events are cut by hand. */
import { Effect } from "effect"

import { child, type Heard, type Json, type Wire } from "./Wire.ts"

export type Headers = { readonly [name: string]: string }

/** What an event says, if it is a message. */
const messageOf = (event: string): Json | undefined => {
  const data = event
    .split("\n")
    .flatMap((line) => (line.startsWith("data:") ? [line.slice(5).trim()] : []))
    .join("\n")
  return data === "" ? undefined : (JSON.parse(data) as Json)
}

/** Reads a stream of events until it ends. */
const events = async (
  body: ReadableStream<Uint8Array>,
  hear: (message: Json) => void
): Promise<void> => {
  let rest = ""
  const decoder = new TextDecoder()
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true })
    const whole = rest.split("\n\n")
    rest = whole.pop() ?? ""
    for (const event of whole) {
      const message = messageOf(event)
      if (message !== undefined) hear(message)
    }
  }
}

/** A header cannot hold every text. */
const headed = (text: string): string =>
  /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/u.test(text)
    ? text
    : `=?base64?${Buffer.from(text).toString("base64")}?=`

/** What a revision that says everything in each request repeats of it outside. */
const repeated = ({ method, params }: Json): Headers => {
  const meta = child((params ?? {}) as Json, "_meta")
  const version = meta["io.modelcontextprotocol/protocolVersion"]
  if (typeof version !== "string") return {}
  const { name, taskId, uri } = params as Json
  const about = name ?? uri ?? taskId
  return {
    "mcp-protocol-version": version,
    "mcp-method": String(method),
    ...(typeof about === "string" ? { "mcp-name": headed(about) } : {})
  }
}

class Endpoint {
  private session: Headers = {}
  private readonly url: string
  private readonly own: Headers
  private readonly hear: (heard: Heard) => void
  private readonly gone = new AbortController()
  private readonly streams = new Map<unknown, AbortController>()

  constructor(url: string, own: Headers, hear: (heard: Heard) => void) {
    this.url = url
    this.own = own
    this.hear = hear
  }

  /** Waits for what answers it to have begun. */
  async post(message: Json): Promise<void> {
    const own = new AbortController()
    this.streams.set(message["id"], own)
    const response = await fetch(this.url, {
      method: "POST",
      signal: AbortSignal.any([this.gone.signal, own.signal]),
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        ...this.own,
        ...this.session,
        ...repeated(message)
      },
      body: JSON.stringify(message)
    })
    const read = this.read(response, message["id"])
    if (message["method"] === "initialize") {
      await read
    } else {
      void read.catch(() => undefined)
    }
    if (message["method"] === "notifications/initialized") this.stand()
  }

  private async read(response: Response, to: unknown): Promise<void> {
    const { status } = response
    const session = response.headers.get("mcp-session-id")
    const hear = (by: Heard["by"]) => (message: Json) => {
      const version = child(message, "result")["protocolVersion"]
      if (typeof version === "string") {
        this.session = {
          "mcp-protocol-version": version,
          ...(session === null ? {} : { "mcp-session-id": session })
        }
      }
      this.hear({ message, by, status, to })
    }
    if (response.headers.get("content-type")?.startsWith("text/event-stream") === true) {
      if (response.body !== null) await events(response.body, hear("stream"))
      return
    }
    const text = await response.text()
    if (text !== "") hear("body")(JSON.parse(text) as Json)
  }

  /** The stream for what belongs to no request. */
  private stand(): void {
    const headers = { accept: "text/event-stream", ...this.own, ...this.session }
    void fetch(this.url, { headers, signal: this.gone.signal })
      .then(({ body, ok }) =>
        ok && body !== null
          ? events(body, (message) => this.hear({ message, by: "standing" }))
          : undefined
      )
      .catch(() => undefined)
  }

  leave(id?: unknown): void {
    if (id === undefined) this.gone.abort()
    else this.streams.get(id)?.abort()
  }
}

/** Each opening is a client of its own; `headers` go out with all it sends. */
export const make = (url: string, headers: Headers = {}): Wire => ({
  name: "http",
  open: (hear) =>
    Effect.map(
      Effect.acquireRelease(
        Effect.sync(() => new Endpoint(url, headers, hear)),
        (endpoint) => Effect.sync(() => endpoint.leave())
      ),
      (endpoint) => ({
        leave: (id) => Effect.sync(() => endpoint.leave(id)),
        send: (message: Json) =>
          // What answers a request may come late; what is sent next does not wait for it.
          "id" in message && "method" in message && message["method"] !== "initialize"
            ? Effect.sync(() => void endpoint.post(message).catch(() => undefined))
            : Effect.promise(() => endpoint.post(message))
      })
    )
})
