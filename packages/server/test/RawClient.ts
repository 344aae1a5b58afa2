/**
 * A client made of JSON frames: it sends what a test says, adds what the revision wants every request to
 * carry, and keeps what came. No schema of ours reads anything here.
 */
import { Endpoint, InMemory, Principal } from "@effect-mcp/protocol"
import type { JsonRpc, Revision } from "@effect-mcp/schema"
import type { McpServer } from "@effect-mcp/server"
import { Context, Deferred, Effect, Layer, Queue, type Scope } from "effect"

export type Json = { readonly [key: string]: unknown }

export interface Answer {
  readonly id?: unknown
  readonly result?: Json
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown }
}

export interface Options {
  readonly revision: Revision.Revision
  readonly capabilities?: Json
  readonly principal?: Principal.Identity
  /** More `_meta` for every request. */
  readonly meta?: Json
  /** How requests of the server are answered, by method. Unanswered without one. */
  readonly answers?: { readonly [method: string]: (params: Json) => Json | undefined }
  /** Only joins the wire. */
  readonly silent?: boolean
}

export interface RawClient {
  readonly revision: Revision.Revision
  /** The whole answer. */
  readonly request: (method: string, params?: Json) => Effect.Effect<Answer>
  /** Its result; an error is a defect of the test. */
  readonly result: (method: string, params?: Json) => Effect.Effect<Json>
  /** Its error; a result is a defect of the test. */
  readonly error: (method: string, params?: Json) => Effect.Effect<NonNullable<Answer["error"]>>
  readonly notify: (method: string, params?: Json) => Effect.Effect<void>
  /** Sends without waiting; the id is what the answer will have. */
  readonly begin: (method: string, params?: Json) => Effect.Effect<number>
  readonly answer: (id: unknown) => Effect.Effect<Answer>
  /** The next notification. */
  readonly notification: Effect.Effect<{ readonly method: string; readonly params: Json }>
  /** Those that have come and were not taken. */
  readonly notifications: Effect.Effect<
    ReadonlyArray<{ readonly method: string; readonly params: Json }>
  >
  /** Requests of the server, in the order they came. */
  readonly asked: ReadonlyArray<{ readonly method: string; readonly params: Json }>
  /** Every frame: `>` sent, `<` received. */
  readonly frames: ReadonlyArray<string>
  readonly send: (frame: string) => Effect.Effect<void>
}

/** Whatever is on the wire has arrived. */
export const arrived: Effect.Effect<void> = Effect.callback((resume) => {
  setImmediate(() => resume(Effect.void))
})

const record = (value: unknown): Json => (value ?? {}) as Json

export const connect = (
  endpoint: Endpoint.Endpoint["Service"],
  options: Options
): Effect.Effect<RawClient, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { revision } = options
    const notifications = yield* Queue.unbounded<{ method: string; params: Json }>()
    const waiting = new Map<unknown, Deferred.Deferred<Answer>>()
    const asked: Array<{ method: string; params: Json }> = []
    const frames: Array<string> = []
    let lastId = 0

    const waiter = (id: unknown) => {
      const found = waiting.get(id)
      if (found !== undefined) return found
      const made = Deferred.makeUnsafe<Answer>()
      waiting.set(id, made)
      return made
    }
    const answering = (id: unknown, method: string, params: Json): void => {
      asked.push({ method, params })
      const result = options.answers?.[method]?.(params)
      if (result === undefined) return
      const frame =
        "code" in result ? { jsonrpc: "2.0", id, error: result } : { jsonrpc: "2.0", id, result }
      Effect.runFork(send(JSON.stringify(frame)))
    }
    const receive = (message: JsonRpc.Parsed): void => {
      switch (message._tag) {
        case "Request":
          return answering(message.id, message.method, record(message.params))
        case "Notification": {
          Queue.offerUnsafe(notifications, {
            method: message.method,
            params: record(message.params)
          })
          return
        }
        case "Result":
        case "Error": {
          const answer =
            message._tag === "Result"
              ? { id: message.id, result: message.result }
              : { id: message.id, error: message.error }
          Deferred.doneUnsafe(waiter(message.id), Effect.succeed(answer))
          return
        }
        case "Batch":
          for (const item of message.items) receive(item)
      }
    }
    const line = InMemory.make(endpoint, {
      principal: options.principal ?? Principal.local,
      wire: (transit) => {
        frames.push(`${transit.to === "server" ? ">" : "<"} ${transit.frame}`)
        transit.deliver(transit.frame)
      }
    })
    const channel = yield* Effect.orDie(line.open({ receive, closed: () => undefined }))
    const send = (frame: string): Effect.Effect<void> =>
      Effect.orDie(channel.send({ frame, message: { kind: "notification" }, revision }))
    const stated = (params: Json | undefined): Json | undefined => {
      const meta = {
        ...(revision.lifecycle === "PerRequest"
          ? {
              "io.modelcontextprotocol/protocolVersion": revision.version,
              "io.modelcontextprotocol/clientCapabilities": options.capabilities ?? {}
            }
          : undefined),
        ...options.meta,
        ...record(params?.["_meta"])
      }
      return Object.keys(meta).length === 0 ? params : { ...params, _meta: meta }
    }
    const begin = (method: string, params?: Json) =>
      Effect.suspend(() => {
        const id = ++lastId
        return Effect.as(
          send(JSON.stringify({ jsonrpc: "2.0", id, method, params: stated(params) })),
          id
        )
      })
    const answer = (id: unknown) => Deferred.await(waiter(id))
    const request = (method: string, params?: Json) => Effect.flatMap(begin(method, params), answer)
    const client: RawClient = {
      revision,
      begin,
      answer,
      request,
      result: (method, params) =>
        Effect.flatMap(request(method, params), (answer) =>
          answer.result === undefined
            ? Effect.die(new Error(`${method} failed: ${JSON.stringify(answer.error)}`))
            : Effect.succeed(answer.result)
        ),
      error: (method, params) =>
        Effect.flatMap(request(method, params), (answer) =>
          answer.error === undefined
            ? Effect.die(new Error(`${method} did not fail: ${JSON.stringify(answer.result)}`))
            : Effect.succeed(answer.error)
        ),
      notify: (method, params) => send(JSON.stringify({ jsonrpc: "2.0", method, params })),
      notification: Queue.take(notifications),
      notifications: Queue.clear(notifications),
      asked,
      frames,
      send
    }
    if (options.silent !== true && revision.lifecycle === "Handshake") {
      yield* client.result("initialize", {
        protocolVersion: revision.version,
        capabilities: options.capabilities ?? {},
        clientInfo: { name: "raw", version: "0" }
      })
      yield* client.notify("notifications/initialized")
      yield* arrived
    }
    return client
  })

/** A client of a server that is made for it alone. */
export const withServer = <E>(
  server: Layer.Layer<Served, E>,
  options: Options
): Effect.Effect<RawClient & { readonly context: Context.Context<Served> }, E, Scope.Scope> =>
  Effect.gen(function* () {
    const context = yield* Layer.build(server)
    const client = yield* connect(Context.get(context, Endpoint.Endpoint), options)
    return { ...client, context }
  })

export type Served = McpServer.McpServer | Endpoint.Endpoint
