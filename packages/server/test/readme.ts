import { Endpoint, Principal } from "@effect-mcp/protocol"
import { JsonRpc } from "@effect-mcp/schema"
import { Elicitation, McpServer, Resource, Step, Tool } from "@effect-mcp/server"
import { Effect, Layer, Schema } from "effect"

// A tool is a definition, which a client can share, and a handler.
const Add = Tool.make("add", {
  description: "Adds two numbers.",
  input: Schema.Struct({ a: Schema.Finite, b: Schema.Finite }),
  output: Schema.Struct({ sum: Schema.Finite })
})

// A question in the middle of a call, the same in every revision. In those where the call has to end
// for it, the handler runs again: what must happen once is a step.
const Deploy = Tool.make("deploy", { input: Schema.Struct({ env: Schema.String }) })
const DeployLive = Deploy.handle(({ env }) =>
  Effect.gen(function* () {
    const plan = yield* Step.once("plan", Schema.String, Effect.succeed(`3 changes in ${env}`))
    const { approved } = yield* Elicitation.form({
      message: `Apply ${plan}?`,
      schema: Schema.Struct({ approved: Schema.Boolean })
    })
    if (!approved) return yield* Tool.fail("The operator declined.")
    return `Applied ${plan}.`
  })
)

const Server = McpServer.layer({ name: "calculator", version: "1.0.0" }).pipe(
  McpServer.provide(
    Add.handle(({ a, b }) => Effect.succeed({ sum: a + b })),
    DeployLive,
    Resource.make("docs://readme", { name: "readme" }).handle(Effect.succeed("# Hello"))
  )
)

// A transport hands messages to the endpoint: `@effect-mcp/transport-stdio` is one. Here, by hand.
const frame = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{
  "name":"add","arguments":{"a":1,"b":2},"_meta":{
    "io.modelcontextprotocol/protocolVersion":"2026-07-28",
    "io.modelcontextprotocol/clientCapabilities":{}}}}`

export const program = Effect.gen(function* () {
  const endpoint = yield* Endpoint.Endpoint
  return yield* Effect.callback<string>((resume) =>
    endpoint.receive(JsonRpc.parse(frame), {
      principal: Principal.local,
      connection: undefined,
      send: () => undefined,
      answer: (answer) => resume(Effect.succeed(answer)),
      silent: () => undefined
    })
  )
}).pipe(Effect.provide(Layer.fresh(Server)))
