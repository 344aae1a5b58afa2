/** The server of these tests. */
import { Principal } from "@effect-mcp/protocol"
import { McpServer, Tool } from "@effect-mcp/server"
import { Effect, Schema } from "effect"

export const Add = Tool.make("add", {
  description: "Adds two numbers.",
  input: Schema.Struct({ a: Schema.Finite, b: Schema.Finite }),
  output: Schema.Struct({ sum: Schema.Finite })
})

const WhoAmI = Tool.make("whoami", {})

/** Answers after as many milliseconds, by the server's clock. */
export const Sleep = Tool.make("sleep", { input: Schema.Struct({ millis: Schema.Finite }) })

export const Counter = { calls: 0 }

const Count = Tool.make("count", {})

export const Calculator = McpServer.layer({ name: "calculator", version: "1.0.0" }).pipe(
  McpServer.provide(
    Add.handle(({ a, b }) => Effect.succeed({ sum: a + b })),
    WhoAmI.handle(() => Effect.map(Principal.Principal, ({ kind, id }) => `${kind} ${id}`)),
    Sleep.handle(({ millis }) => Effect.as(Effect.sleep(millis), "awake")),
    Count.handle(() => Effect.sync(() => `${++Counter.calls}`))
  )
)

/** The text of a result. */
export const textOf = (result: { readonly content: ReadonlyArray<object> }): unknown => {
  const [block] = result.content
  return block !== undefined && "text" in block ? block.text : undefined
}
