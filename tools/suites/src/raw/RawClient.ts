/**
 * A client made of messages: it sends what a test says, adds what the revision wants every request to carry, and keeps
 * all that came.
 */
import { Deferred, Effect, type Scope } from "effect"

import type { Heard, Json, Line, Wire } from "./Wire.ts"

export interface Options {
  /** The revision, by its name. */
  readonly version: string
  /** Said once where there is a handshake, and with every request where there is none. */
  readonly capabilities?: Json
}

export interface RpcError {
  readonly code: number
  readonly message: string
  readonly data?: unknown
}

type Match = (message: Json) => boolean

/** Requests and notifications of this method. */
export const isMethod =
  (method: string): Match =>
  (message) =>
    message["method"] === method

const isAnswerTo =
  (id: unknown): Match =>
  (message) =>
    message["id"] === id && !("method" in message)

const unconnected = Effect.die(new Error("Not connected"))

export class RawClient {
  /** Everything that came, in order. */
  readonly heard: Array<Heard> = []
  private readonly waiting = new Set<() => void>()
  private readonly meta: Json
  private line: Line = { send: () => unconnected, leave: () => unconnected }
  private lastId = 0

  constructor(meta: Json) {
    this.meta = meta
  }

  attach(line: Line): void {
    this.line = line
  }

  readonly hear = (heard: Heard): void => {
    this.heard.push(heard)
    for (const check of this.waiting) check()
  }

  /** The messages among what came. */
  all(match: Match): ReadonlyArray<Json> {
    return this.heard.filter(({ message }) => match(message)).map(({ message }) => message)
  }

  /** The first of them, which may have come already; `after` of them are passed over. */
  hears(match: Match, after = 0): Effect.Effect<Json> {
    return Effect.map(this.catches(match, after), ({ message }) => message)
  }

  /** As `hears`, with what it came in. */
  catches(match: Match, after = 0): Effect.Effect<Heard> {
    const find = () => this.heard.filter(({ message }) => match(message))[after]
    return Effect.suspend(() => {
      const found = find()
      if (found !== undefined) return Effect.succeed(found)
      const arrived = Deferred.makeUnsafe<Heard>()
      const check = (): void => {
        const heard = find()
        if (heard !== undefined) Deferred.doneUnsafe(arrived, Effect.succeed(heard))
      }
      this.waiting.add(check)
      return Effect.ensuring(
        Deferred.await(arrived),
        Effect.sync(() => this.waiting.delete(check))
      )
    })
  }

  send(message: Json): Effect.Effect<void> {
    return Effect.suspend(() => this.line.send({ jsonrpc: "2.0", ...message }))
  }

  /** Sends a request and does not wait; gives its id. `_meta` of its own goes over what every request carries. */
  begin(method: string, params: Json = {}): Effect.Effect<number> {
    return Effect.suspend(() => {
      const id = ++this.lastId
      const meta = { ...this.meta, ...(params["_meta"] as Json | undefined) }
      const own = Object.keys(meta).length === 0 ? params : { ...params, _meta: meta }
      return Effect.as(this.send({ id, method, params: own }), id)
    })
  }

  /** The whole answer to a request, with what it came in. */
  answer(id: unknown): Effect.Effect<Heard> {
    return this.catches(isAnswerTo(id))
  }

  /** Whether a request was answered by now. */
  isAnswered(id: unknown): boolean {
    return this.heard.some(({ message }) => isAnswerTo(id)(message))
  }

  /** The result of a request that was begun; an error is a defect of the test. */
  resultOf(id: unknown): Effect.Effect<Json> {
    return Effect.flatMap(this.answer(id), ({ message }) =>
      message["result"] === undefined
        ? Effect.die(new Error(`No result: ${JSON.stringify(message)}`))
        : Effect.succeed(message["result"] as Json)
    )
  }

  /** The error of a request that was begun; a result is a defect of the test. */
  errorOf(id: unknown): Effect.Effect<RpcError> {
    return Effect.flatMap(this.answer(id), ({ message }) =>
      message["error"] === undefined
        ? Effect.die(new Error(`No error: ${JSON.stringify(message)}`))
        : Effect.succeed(message["error"] as RpcError)
    )
  }

  result(method: string, params?: Json): Effect.Effect<Json> {
    return Effect.flatMap(this.begin(method, params), (id) => this.resultOf(id))
  }

  error(method: string, params?: Json): Effect.Effect<RpcError> {
    return Effect.flatMap(this.begin(method, params), (id) => this.errorOf(id))
  }

  /** The answer, whether it is a result or an error. */
  request(method: string, params?: Json): Effect.Effect<Json> {
    return Effect.flatMap(this.begin(method, params), (id) =>
      Effect.map(this.answer(id), ({ message }) => message)
    )
  }

  /** Calls a tool and gives the text of its answer. */
  tell(name: string, args: Json = {}): Effect.Effect<string> {
    return Effect.map(this.result("tools/call", { name, arguments: args }), textOf)
  }

  notify(method: string, params: Json = {}): Effect.Effect<void> {
    return this.send({ method, params })
  }

  /** Waits for this request no more. */
  leave(id: unknown): Effect.Effect<void> {
    return Effect.suspend(() => this.line.leave(id))
  }

  /** Answers a request of the server. */
  reply(request: Json, result: Json): Effect.Effect<void> {
    return this.send({ id: request["id"], result })
  }
}

/** The text of the first block. */
export const textOf = (result: Json): string => {
  const [block] = (result["content"] ?? []) as ReadonlyArray<Json>
  return String(block?.["text"])
}

const clientInfo = { name: "raw", version: "0" }

/** Where there is no handshake every request says it all. */
const metaOf = ({ capabilities = {}, version }: Options): Json => ({
  "io.modelcontextprotocol/protocolVersion": version,
  "io.modelcontextprotocol/clientInfo": clientInfo,
  "io.modelcontextprotocol/clientCapabilities": capabilities
})

/** Connects until the scope closes, without a handshake. */
export const stateless = (
  wire: Wire,
  options: Options
): Effect.Effect<RawClient, never, Scope.Scope> =>
  Effect.gen(function* () {
    const client = new RawClient(metaOf(options))
    client.attach(yield* wire.open(client.hear))
    return client
  })

/** What a handshake gave. */
export interface Session {
  readonly client: RawClient
  /** The result of `initialize`. */
  readonly greeting: Json
}

/** Connects until the scope closes, with both halves of the handshake. */
export const session = (
  wire: Wire,
  { capabilities = {}, version }: Options
): Effect.Effect<Session, never, Scope.Scope> =>
  Effect.gen(function* () {
    const client = new RawClient({})
    client.attach(yield* wire.open(client.hear))
    const greeting = yield* client.result("initialize", {
      protocolVersion: version,
      capabilities,
      clientInfo
    })
    yield* client.notify("notifications/initialized")
    return { client, greeting }
  })
