import { ClientTransport, Endpoint, Handler, InMemory, McpRequest } from "@effect-mcp/protocol"
import { JsonRpc, Revisions } from "@effect-mcp/schema"
import { Deferred, Effect, Layer, Schema } from "effect"

// One method, with its parameters read by a schema.
const shout = Handler.decoded(Schema.Struct({ text: Schema.String }), ({ text }) =>
  Effect.gen(function* () {
    const request = yield* McpRequest.McpRequest
    return { said: text.toUpperCase(), in: request.revision.version }
  })
)

// A server of every revision, with no transport in it.
const Server = Layer.effect(
  Endpoint.Endpoint,
  Endpoint.make({
    info: { name: "shouter", version: "1.0.0" },
    revisions: Revisions.all,
    capabilities: () => ({}),
    handlers: () => ({ "com.example/shout": shout })
  })
)

// A client that writes its frames by hand.
const program = Effect.gen(function* () {
  const transport = yield* ClientTransport.ClientTransport
  const answer = yield* Deferred.make<JsonRpc.Parsed>()
  const channel = yield* transport.open({
    receive: (message) => Deferred.doneUnsafe(answer, Effect.succeed(message)),
    closed: () => undefined
  })
  const params = {
    text: "hello",
    _meta: {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientCapabilities": {}
    }
  }
  const frame = JsonRpc.encodeRequest(1, "com.example/shout", params)
  yield* channel.send({ frame, message: { kind: "request", id: 1 }, revision: Revisions.latest })
  return yield* Deferred.await(answer)
})

export const main = program.pipe(
  Effect.scoped,
  Effect.provide(InMemory.layer().pipe(Layer.provide(Server)))
)

console.log(await Effect.runPromise(main))
