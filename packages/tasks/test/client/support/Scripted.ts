/**
 * A server that is written down: a real `ClientTransport` whose other end is the test. What the client sends is taken
 * frame by frame, what it gets is text.
 */
import { McpClient, type Settings } from "@effect-mcp/client"
import { ClientTransport, TransportError } from "@effect-mcp/protocol"
import { JsonRpc, type Revision, Revisions } from "@effect-mcp/schema"
import { Effect, Fiber, Layer, Queue } from "effect"

import { TaskClient } from "../../../src/index.ts"

export type Frame = { readonly [member: string]: unknown }

export const [modern, core, older] = Revisions.all as [
  Revision.Revision,
  Revision.Revision,
  Revision.Revision
]

export const extensionId = "io.modelcontextprotocol/tasks"

/** One opening of the transport. */
export class Line {
  readonly headers: Array<ClientTransport.Outbound["headers"]> = []
  readonly all: Array<Frame> = []
  private readonly sent: Queue.Queue<Frame>
  private readonly sink: ClientTransport.Sink
  private over = false

  constructor(sink: ClientTransport.Sink, sent: Queue.Queue<Frame>) {
    this.sink = sink
    this.sent = sent
  }

  took(out: ClientTransport.Outbound): void {
    const frame = JSON.parse(out.frame) as Frame
    this.headers.push(out.headers)
    this.all.push(frame)
    Queue.offerUnsafe(this.sent, frame)
  }

  /** The next frame of the client. */
  get next(): Effect.Effect<Frame> {
    return Queue.take(this.sent)
  }

  /** The next frame, which has to be a request of this method; its parameters and how to answer it. */
  expect(method: string): Effect.Effect<Asked> {
    return Effect.map(this.next, (frame) => {
      if (frame["method"] !== method) {
        throw new Error(`expected ${method}, got ${JSON.stringify(frame).slice(0, 300)}`)
      }
      return this.read(frame)
    })
  }

  /** The next request, whatever it asks. */
  get asked(): Effect.Effect<Asked> {
    return Effect.map(this.next, (frame) => this.read(frame))
  }

  read(frame: Frame): Asked {
    const { _meta, ...params } = (frame["params"] ?? {}) as Frame
    return {
      id: frame["id"],
      params,
      meta: _meta as Frame | undefined,
      answer: (result) => this.say({ jsonrpc: "2.0", id: frame["id"], result }),
      refuse: (error) => this.say({ jsonrpc: "2.0", id: frame["id"], error })
    }
  }

  /** Frames that were sent and nobody has taken, by method. */
  get rest(): Effect.Effect<ReadonlyArray<unknown>> {
    return Effect.map(Queue.clear(this.sent), (frames) =>
      frames.map((frame) => frame["method"] ?? "answer")
    )
  }

  say(frame: unknown): void {
    if (!this.over) this.sink.receive(JsonRpc.parse(JSON.stringify(frame)))
  }

  notify(method: string, params: Frame): void {
    this.say({ jsonrpc: "2.0", method, params })
  }

  /** The server is gone. */
  cut(): void {
    this.over = true
    this.sink.closed(
      new TransportError.TransportError({
        transport: "written",
        reason: new TransportError.ConnectionLost({ cause: "cut" })
      })
    )
  }
}

export interface Asked {
  readonly id: unknown
  readonly params: Frame
  readonly meta: Frame | undefined
  readonly answer: (result: Frame) => void
  readonly refuse: (error: Frame) => void
}

/** Takes the client's first messages. */
export const greet = Effect.fnUntraced(function* (
  line: Line,
  revision: Revision.Revision,
  capabilities: Frame
) {
  if (revision.lifecycle === "PerRequest") {
    const hello = yield* line.expect("server/discover")
    hello.answer({
      resultType: "complete",
      supportedVersions: [revision.version],
      capabilities,
      ttlMs: 0,
      cacheScope: "private"
    })
    return hello
  }
  const hello = yield* line.expect("initialize")
  const serverInfo = { name: "written", version: "0.0.1" }
  hello.answer({ protocolVersion: revision.version, capabilities, serverInfo })
  yield* line.next
  return hello
})

/** What a server says that has tasks in this revision. */
export const willing = (revision: Revision.Revision): Frame =>
  revision.lifecycle === "PerRequest"
    ? { tools: {}, prompts: {}, extensions: { [extensionId]: {} } }
    : {
        tools: {},
        tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } }
      }

export interface Options {
  readonly capabilities?: Frame
  readonly settings?: Partial<Settings.Settings>
  readonly tasks?: TaskClient.Options
  /** Handlers. */
  readonly layer?: Layer.Layer<never>
  /** What the first listing says. */
  readonly tools?: ReadonlyArray<Frame>
}

/** A client with tasks and its server, past the greeting. */
export const connected = Effect.fnUntraced(function* (
  revision: Revision.Revision,
  options: Options = {}
) {
  const lines = yield* Queue.unbounded<Line>()
  const transport = Layer.succeed(ClientTransport.ClientTransport, {
    name: "written",
    origin: undefined,
    mirrors: undefined,
    open: Effect.fnUntraced(function* (sink: ClientTransport.Sink) {
      const line = new Line(sink, yield* Queue.unbounded<Frame>())
      yield* Queue.offer(lines, line)
      return {
        send: (out) => Effect.sync(() => line.took(out)),
        abandon: () => false,
        negotiated: () => undefined
      } satisfies ClientTransport.Channel
    })
  })
  const { capabilities = willing(revision), layer = Layer.empty, settings, tasks, tools } = options
  const connecting = yield* Effect.forkScoped(
    McpClient.connect({ name: "host", version: "1.0.0", pin: revision, ...settings }).pipe(
      Effect.provide(Layer.mergeAll(transport, TaskClient.layer(tasks), layer))
    )
  )
  const line = yield* Queue.take(lines)
  const hello = yield* greet(line, revision, capabilities)
  const client = yield* Fiber.join(connecting)
  if (tools !== undefined) {
    const listing = yield* Effect.forkChild(client.listTools())
    const asked = yield* line.expect("tools/list")
    asked.answer({ ...page(revision), tools })
    yield* Fiber.join(listing)
  }
  return { client, line, hello, nextLine: Queue.take(lines) }
})

const page = (revision: Revision.Revision): Frame =>
  revision.caching ? { resultType: "complete", ttlMs: 0, cacheScope: "private" } : {}

export const tool = (name: string, more: Frame = {}): Frame => ({
  name,
  inputSchema: { type: "object" },
  ...more
})

export const text = (text: string): Frame => ({ content: [{ type: "text", text }] })
