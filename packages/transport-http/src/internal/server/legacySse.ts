/**
 * The transport of 2024-11-05: one stream that everything comes on, and a path to post to that the stream
 * names first. A connection lasts as long as its stream does.
 *
 * @spec 2024-11-05/basic/transports#http-with-sse
 */
import { type Connection, Principal } from "@effect-mcp/protocol"

import type { HttpExchange } from "../../HttpExchange.ts"
import type { LegacySse as Paths } from "../../StreamableHttp.ts"
import { accepts, isJson } from "./content.ts"
import type { Core } from "./core.ts"
import { EventStream } from "./eventStream.ts"
import { LegacyPost } from "./legacyPost.ts"
import * as Refusal from "./refusal.ts"

interface Open {
  readonly connection: Connection.Connection
  readonly stream: EventStream
}

/** @since 0.1.0 */
export class LegacySse {
  private readonly open = new Map<string, Open>()
  private readonly core: Core
  private readonly paths: Paths

  constructor(core: Core, paths: Paths) {
    this.core = core
    this.paths = paths
  }

  /** What is wrong with a request by its head alone. */
  head({ headers, method, path }: HttpExchange): Refusal.Refusal | undefined {
    const { messages, stream } = this.paths
    if (method === "GET" && path === stream) {
      return accepts(headers, "text/event-stream")
        ? undefined
        : Refusal.notAcceptable("text/event-stream")
    }
    if (method === "POST" && path === messages) {
      return isJson(headers) ? undefined : Refusal.unsupportedMediaType
    }
    if (path === stream) {
      return Refusal.methodNotAllowed(path === messages ? "GET, POST" : "GET")
    }
    return path === messages ? Refusal.methodNotAllowed("POST") : Refusal.notFound
  }

  admitted(http: HttpExchange, principal: Principal.Identity): void {
    if (http.method === "GET") return this.begin(http, principal)
    const id = new URLSearchParams(http.query).get(parameter)
    if (id === null) return this.core.refuse(http, Refusal.streamRequired(this.paths.stream))
    const found = this.open.get(id)
    if (found === undefined || !Principal.same(found.connection.principal, principal)) {
      return this.core.refuse(http, Refusal.unknownStream)
    }
    new LegacyPost(this.core, http, found.connection, found.stream).read()
  }

  closeAll(reason: string): void {
    for (const { connection } of this.open.values()) connection.close(reason)
  }

  private begin(http: HttpExchange, principal: Principal.Identity): void {
    const { core } = this
    const max = core.settings.sessions?.max ?? core.settings.maxStreams
    if (this.open.size >= max) return core.refuse(http, Refusal.tooManySessions(max))
    if (core.streams.isFull(principal)) {
      return core.refuse(http, Refusal.tooManyStreams(core.streams.limit))
    }
    const id = crypto.randomUUID()
    const stream = new EventStream(core.carriers, undefined, {
      lost: () => connection.close("The client closed its stream")
    })
    const connection = core.endpoint.open({ principal, send: (frame) => stream.write(frame) })
    this.open.set(id, { connection, stream })
    core.streams.begin(principal)
    connection.onClose(() => {
      this.open.delete(id)
      core.streams.end(principal)
      stream.finish()
    })
    stream.open(http)
    http.write(`event: endpoint\ndata: ${this.address(http, id)}\n\n`)
  }

  /** Clients take it relative to where they listen. */
  private address({ base = "" }: HttpExchange, id: string): string {
    return `${base}${this.paths.messages}?${parameter}=${id}`
  }
}

const parameter = "sessionId"
