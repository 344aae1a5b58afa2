// The `echo` tool again, as most handlers are: a generator that uses a service.
import { McpServer, Tool } from "@effect-mcp/server"
import { StdioServer } from "@effect-mcp/transport-stdio"
import { Context, Effect, Layer, Schema } from "effect"

class Echoes extends Context.Service<
  Echoes,
  { readonly of: (text: string) => Effect.Effect<string> }
>()("bench/Echoes") {}

const Echo = Tool.make("echo", {
  description: "Echo",
  input: Schema.Struct({ text: Schema.String })
})

const EchoLive = Echo.handle(
  Effect.fnUntraced(function* ({ text }) {
    const echoes = yield* Echoes
    return yield* echoes.of(text)
  })
).pipe(Layer.provide(Layer.succeed(Echoes, { of: (text) => Effect.sync(() => text) })))

const Server = McpServer.layer({ name: "ours", version: "1.0.0" }).pipe(McpServer.provide(EchoLive))

StdioServer.layer(Server).pipe(Layer.launch, Effect.runFork)
