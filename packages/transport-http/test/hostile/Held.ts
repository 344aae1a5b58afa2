/**
 * A server whose calls wait until a test lets them go, so that a test says in which order things happen; and
 * callers of it, each over a socket of its own.
 */
import { createServer } from "node:http"
import type { Socket } from "node:net"

import { Endpoint, McpRequest, Principal } from "@effect-mcp/protocol"
import { Elicitation, McpServer, Progress, Tool } from "@effect-mcp/server"
import { Authenticator, type StreamableHttp } from "@effect-mcp/transport-http"
import { NodeServer } from "@effect-mcp/transport-http/node"
import { Context, Deferred, Effect, Layer, Logger, Queue, Schema, type Scope } from "effect"

import { listening } from "../support/listening.ts"
import * as Request from "./Request.ts"
import { open, type Options, type Wire } from "./Wire.ts"

export interface Gates {
  /** Keys of calls that have begun, in the order they did. */
  readonly begun: Queue.Queue<string>
  /** Keys of calls that were interrupted. */
  readonly stopped: Queue.Queue<string>
  /** Lets a call go on. */
  readonly release: (key: string) => Effect.Effect<void>
  /** What a call does: it says that it has begun, and waits. */
  readonly hold: (key: string) => Effect.Effect<void>
}

export const gates: Effect.Effect<Gates> = Effect.gen(function* () {
  const begun = yield* Queue.unbounded<string>()
  const stopped = yield* Queue.unbounded<string>()
  const waiting = new Map<string, Deferred.Deferred<void>>()
  return {
    begun,
    stopped,
    release: (key) =>
      Effect.suspend(() => {
        const gate = waiting.get(key)
        waiting.delete(key)
        return gate === undefined
          ? Effect.die(new Error(`Nobody waits: ${key}`))
          : Deferred.succeed(gate, undefined)
      }),
    hold: (key) =>
      Effect.suspend(() => {
        const gate = Deferred.makeUnsafe<void>()
        waiting.set(key, gate)
        return Effect.andThen(Queue.offer(begun, key), Deferred.await(gate))
      }).pipe(Effect.onInterrupt(() => Queue.offer(stopped, key)))
  }
})

const key = Schema.Struct({ key: Schema.String })
const Hold = Tool.make("hold", { input: key })
const Chat = Tool.make("chat", { input: key })
const Ask = Tool.make("ask", { input: key })
const Big = Tool.make("big", { input: Schema.Struct({ size: Schema.Int }) })
const WhoAmI = Tool.make("whoami", {})
const Flood = Tool.make("flood", {
  input: Schema.Struct({ key: Schema.String, pieces: Schema.Int, size: Schema.Int })
})

/** A turn of the event loop: what was written has gone to the socket. */
export const turn: Effect.Effect<void> = Effect.callback((resume) => {
  setImmediate(() => resume(Effect.void))
})

/** What no event tells of in the process that it happens in. */
export const until = (happened: () => boolean): Effect.Effect<void> =>
  Effect.suspend(() => (happened() ? Effect.void : Effect.andThen(turn, until(happened))))

const say = (text: string): Effect.Effect<void, never, McpRequest.McpRequest> =>
  McpRequest.McpRequest.useSync((request) =>
    request.notify("notifications/message", { level: "info", data: text })
  )

const served = ({ hold, stopped }: Gates) =>
  McpServer.layer({ name: "held", version: "1.0.0" }).pipe(
    McpServer.provide(
      Hold.handle(({ key }) => Effect.as(hold(key), key)),
      Chat.handle(({ key }) =>
        Effect.gen(function* () {
          yield* say(`before ${key}`)
          yield* hold(key)
          yield* Progress.report(1, { message: key })
          yield* say(`after ${key}`)
          return key
        })
      ),
      Ask.handle(({ key }) =>
        Effect.map(
          Elicitation.form({ message: key, schema: Schema.Struct({ name: Schema.String }) }),
          ({ name }) => `${key} is ${name}`
        )
      ),
      Big.handle(({ size }) => Effect.succeed("x".repeat(size))),
      WhoAmI.handle(() => Effect.map(Principal.Principal, ({ id }) => id)),
      Flood.handle(({ key, pieces, size }) =>
        Effect.gen(function* () {
          for (let piece = 0; piece < pieces; piece++) {
            yield* say("x".repeat(size))
            yield* turn
          }
          yield* hold(key)
          return "y".repeat(size)
        }).pipe(Effect.onInterrupt(() => Queue.offer(stopped, key)))
      )
    ),
    Layer.provide(Logger.layer([]))
  )

/** `authorization: alice` is alice. Nobody else is let in. */
export const byName = Authenticator.Authenticator.of({
  authenticate: ({ headers }) => {
    const name = headers["authorization"]
    return name === "alice" || name === "bob"
      ? Effect.succeed(Principal.user(name))
      : Effect.fail(
          new Authenticator.Unauthenticated({ status: 401, message: "Who are you?", headers: {} })
        )
  }
})

export interface Held {
  readonly port: number
  readonly gates: Gates
  /** Those that are open, where the test has mounted it. */
  readonly sockets: ReadonlySet<Socket>
  /** What the server provides, to change it. */
  readonly context: Context.Context<McpServer.McpServer>
  readonly wire: (options?: Options) => Effect.Effect<Wire, never, Scope.Scope>
}

/** Listens until the scope closes. */
export const serve = (
  options: Partial<NodeServer.Options> = {}
): Effect.Effect<Held, never, Scope.Scope> =>
  Effect.gen(function* () {
    const made = yield* gates
    const context = yield* Layer.build(served(made))
    const endpoint = Context.get(context, Endpoint.Endpoint)
    const { port } = yield* Effect.orDie(
      Effect.provideService(NodeServer.make({ port: 0, ...options }), Endpoint.Endpoint, endpoint)
    )
    return {
      port,
      gates: made,
      context,
      sockets: new Set(),
      wire: (opening) => open(port, opening)
    }
  })

/** As `serve`, on a `node:http` server that the test can look into. */
export const mount = (
  options: StreamableHttp.Options = {}
): Effect.Effect<Held, never, Scope.Scope> =>
  Effect.gen(function* () {
    const made = yield* gates
    const context = yield* Layer.build(served(made))
    const endpoint = Context.get(context, Endpoint.Endpoint)
    const handler = yield* Effect.provideService(
      NodeServer.handler(options),
      Endpoint.Endpoint,
      endpoint
    )
    const server = createServer((request, response) => handler(request, response))
    const sockets = new Set<Socket>()
    server.on("connection", (socket) => {
      sockets.add(socket)
      socket.once("close", () => sockets.delete(socket))
    })
    const port = yield* listening(server)
    return { port, gates: made, context, sockets, wire: (opening) => open(port, opening) }
  })

export const textOf = (body: string | undefined): string | undefined => {
  const { error, result } = JSON.parse(body ?? "{}") as {
    readonly error?: { readonly message: string }
    readonly result?: { readonly content?: ReadonlyArray<{ readonly text?: string }> }
  }
  return result?.content?.[0]?.text ?? error?.message
}

/** A caller: a socket, and the session it has, if it has one. */
export interface Caller {
  readonly wire: Wire
  readonly session: string | undefined
  readonly send: (method: string, params: Params, id: unknown, headers?: Request.Headers) => void
  readonly post: (body: string, headers?: Request.Headers) => void
}

type Params = { readonly [member: string]: unknown }

/** A call of a tool with a key. */
export const calling = (name: string, key: string, more: Params = {}): Params => ({
  name,
  arguments: { key },
  ...more
})

export const stateless = (
  held: Held,
  own: Request.Headers = {}
): Effect.Effect<Caller, never, Scope.Scope> =>
  Effect.map(held.wire(), (wire) => {
    const places = { port: held.port, session: "" }
    const post = (body: string, headers: Request.Headers = {}) =>
      wire.send(Request.bytes(Request.stateless(body, { ...own, ...headers }), places))
    return {
      wire,
      session: undefined,
      post,
      send: (method, params, id, headers) => post(Request.stating(method, params, id), headers)
    }
  })

/** Opens a session first, or joins one over another socket. */
export const inSession = (
  held: Held,
  own: Request.Headers = {},
  joined?: string
): Effect.Effect<Caller & { readonly session: string }, never, Scope.Scope> =>
  Effect.gen(function* () {
    const wire = yield* held.wire()
    const session = joined ?? (yield* begin(wire, held.port, own))
    const places = { port: held.port, session }
    const post = (body: string, headers: Request.Headers = {}) =>
      wire.send(Request.bytes(Request.inSession(body, { ...own, ...headers }), places))
    return {
      wire,
      session,
      post,
      send: (method, params, id, headers) => post(Request.rpc(method, params, id), headers)
    }
  })

/** A session of 2025-11-25 that is ready to be used; its id. */
export const begin = (
  wire: Wire,
  port: number,
  headers: Request.Headers = {}
): Effect.Effect<string> =>
  Effect.gen(function* () {
    wire.send(Request.bytes(Request.post(Request.initialize, headers), { port, session: "" }))
    const opened = yield* wire.answer
    const id = opened?.headers.get("mcp-session-id")
    if (id === undefined) return yield* Effect.die(new Error(`No session: ${opened?.body}`))
    const ready = `{"jsonrpc":"2.0","method":"notifications/initialized"}`
    wire.send(Request.bytes(Request.inSession(ready, headers), { port, session: id }))
    yield* wire.answer
    return id
  })

/** So many keys of calls. */
export const keys = (count: number): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, index) => `call-${index}`)

export const sorted = (taken: Iterable<string>): ReadonlyArray<string> => [...taken].sort()

/** Whether as many calls as one principal may have can be begun: nothing of the past counts any more. */
export const isFree = (held: Held, limit: number) =>
  Effect.gen(function* () {
    const { send, wire } = yield* stateless(held)
    for (const key of keys(limit)) send("tools/call", calling("hold", key), key)
    yield* Queue.takeN(held.gates.begun, limit)
    wire.socket.resetAndDestroy()
    yield* Queue.takeN(held.gates.stopped, limit)
  })

/** The same numbers every time. */
export const random = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** The same order every time. */
export const shuffled = <A>(items: ReadonlyArray<A>, seed: number): Array<A> => {
  const next = random(seed)
  return items
    .map((item) => [next(), item] as const)
    .sort(([one], [other]) => one - other)
    .map(([, item]) => item)
}
