/**
 * A server that is written down: what each method is answered with, in a table of the test's own. It keeps what a
 * client of ours says, and when by the clock of the test.
 */
import { ClientTransport } from "@effect-mcp/protocol"
import { JsonRpc } from "@effect-mcp/schema"
import { Clock, Deferred, Effect, Layer } from "effect"

import { child, type Json } from "./Wire.ts"

/** Instead of a result. */
export class Refusal {
  readonly error: Json
  constructor(code: number, message: string, data?: unknown) {
    this.error = data === undefined ? { code, message } : { code, message, data }
  }
}

/** `turn` counts the requests of this method from 0. No answer is one that never comes, or later by hand. */
export type Answer = (params: Json, turn: number) => Json | Refusal | undefined

export type Script = { readonly [method: string]: Answer }

export interface Said {
  readonly message: Json
  /** Milliseconds since the clock of the test began. */
  readonly at: number
}

export interface Options {
  readonly version: string
  readonly capabilities?: Json
  readonly script: Script
}

/** Whatever is on its way has arrived. */
export const settled: Effect.Effect<void> = Effect.repeat(
  Effect.callback<void>((resume) => {
    setImmediate(() => resume(Effect.void))
  }),
  { times: 3 }
)

const serverInfo = { name: "scripted", version: "0" }

/** How it greets, by either era. */
const greetings = ({ capabilities = {}, version }: Options): Script => ({
  initialize: () => ({ protocolVersion: version, capabilities, serverInfo }),
  "server/discover": () => ({
    supportedVersions: [version],
    capabilities,
    ttlMs: 0,
    cacheScope: "private",
    _meta: { "io.modelcontextprotocol/serverInfo": serverInfo }
  })
})

export class ScriptedServer {
  readonly said: Array<Said> = []
  private readonly script: Script
  private readonly clock: Clock.Clock
  private readonly turns = new Map<string, number>()
  private readonly waiting = new Set<() => void>()
  private sink: ClientTransport.Sink | undefined
  private lastId = 0

  constructor(options: Options, clock: Clock.Clock) {
    this.script = { ...greetings(options), ...options.script }
    this.clock = clock
  }

  /** A client's way to it. */
  get transport(): Layer.Layer<ClientTransport.ClientTransport> {
    return Layer.succeed(ClientTransport.ClientTransport, {
      name: "scripted",
      open: (sink) =>
        Effect.sync(() => {
          this.sink = sink
          return {
            send: ({ frame }) => Effect.sync(() => this.receive(JSON.parse(frame) as Json)),
            abandon: () => false,
            negotiated: () => undefined
          }
        })
    })
  }

  /** All requests and notifications of this method, in order. */
  all(method: string): ReadonlyArray<Said> {
    return this.said.filter(({ message }) => message["method"] === method)
  }

  /** Their parameters. */
  params(method: string): ReadonlyArray<Json> {
    return this.all(method).map(({ message }) => child(message, "params"))
  }

  /** The first message like this, which may have come already; `after` of them are passed over. */
  hears(match: (message: Json) => boolean, after = 0): Effect.Effect<Json> {
    const find = () => this.said.filter(({ message }) => match(message))[after]?.message
    return Effect.suspend(() => {
      const found = find()
      if (found !== undefined) return Effect.succeed(found)
      const arrived = Deferred.makeUnsafe<Json>()
      const check = (): void => {
        const message = find()
        if (message !== undefined) Deferred.doneUnsafe(arrived, Effect.succeed(message))
      }
      this.waiting.add(check)
      return Effect.ensuring(
        Deferred.await(arrived),
        Effect.sync(() => this.waiting.delete(check))
      )
    })
  }

  /** The parameters of the next request of this method. */
  hearsMethod(method: string, after = 0): Effect.Effect<Json> {
    return this.hears((message) => message["method"] === method, after)
  }

  /** Asks the client, and gives the whole answer. */
  ask(method: string, params: Json): Effect.Effect<Json> {
    return Effect.suspend(() => {
      const id = `asked-${++this.lastId}`
      this.say({ id, method, params })
      return this.hears((message) => message["id"] === id && !("method" in message))
    })
  }

  /** Anything, as it is. */
  say(message: Json): void {
    const text = JSON.stringify({ jsonrpc: "2.0", ...message })
    queueMicrotask(() => this.sink?.receive(JsonRpc.parse(text)))
  }

  notify(method: string, params: Json): void {
    this.say({ method, params })
  }

  /** Answers a request that the script left open. */
  answer(request: Json, result: Json): void {
    this.say({ id: request["id"], result: { resultType: "complete", ...result } })
  }

  private receive(message: Json): void {
    this.said.push({ message, at: this.clock.currentTimeMillisUnsafe() })
    for (const check of this.waiting) check()
    const { id, method } = message
    if (id === undefined || typeof method !== "string") return
    const turn = this.turns.get(method) ?? 0
    this.turns.set(method, turn + 1)
    const answer = this.script[method]
    const given =
      answer === undefined
        ? new Refusal(-32601, `Method not found: ${method}`)
        : answer(child(message, "params"), turn)
    if (given === undefined) return
    if (given instanceof Refusal) this.say({ id, error: given.error })
    else this.answer(message, given)
  }
}

export const make = (options: Options): Effect.Effect<ScriptedServer> =>
  Effect.map(Clock.Clock, (clock) => new ScriptedServer(options, clock))
