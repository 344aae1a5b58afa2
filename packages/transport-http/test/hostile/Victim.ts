/** The server that is attacked, and what a well-behaved caller of it does. */
import { Principal } from "@effect-mcp/protocol"
import { McpServer, Prompt, Resource, ResourceTemplate, Tool } from "@effect-mcp/server"
import { NodeServer } from "@effect-mcp/transport-http/node"
import { Effect, Layer, Logger, Schema } from "effect"

import * as Request from "./Request.ts"
import { open, type Wire } from "./Wire.ts"

/** What no answer may have in it. */
export const secret = "7d1f-of-somebody-else"

const Echo = Tool.make("echo", { input: Schema.Struct({ text: Schema.String }) })
const Add = Tool.make("add", {
  input: Schema.Struct({ a: Schema.Finite, b: Schema.Finite }),
  output: Schema.Struct({ sum: Schema.Finite })
})
const Any = Tool.fromJsonSchema("any", { inputSchema: { type: "object" } })
const Mirrored = Tool.make("mirrored", {
  input: Schema.Struct({
    region: Schema.String.pipe(Tool.header("Region")),
    count: Schema.optionalKey(Schema.Int.pipe(Tool.header("Count"))),
    loud: Schema.optionalKey(Schema.Boolean.pipe(Tool.header("Loud")))
  })
})
const Boom = Tool.make("boom", {})
const WhoAmI = Tool.make("whoami", {})
const Note = Resource.make("notes://one", { name: "one" })
const Page = ResourceTemplate.make("file:///pages/{+path}", {
  name: "page",
  params: Schema.Struct({ path: Schema.String })
})
const Greet = Prompt.make("greet", { arguments: Schema.Struct({ who: Schema.String }) })

export const server = McpServer.layer({ name: "victim", version: "1.0.0" }).pipe(
  McpServer.provide(
    Echo.handle(({ text }) => Effect.succeed(text)),
    Add.handle(({ a, b }) => Effect.succeed({ sum: a + b })),
    Any.handle((input) => Effect.succeed(Object.keys(input).join(","))),
    Mirrored.handle(({ region }) => Effect.succeed(region)),
    Boom.handle(() => Effect.die(new Error(`/srv/private/${secret}`))),
    WhoAmI.handle(() => Effect.map(Principal.Principal, ({ id }) => id)),
    Note.handle(Effect.succeed("a note")),
    Page.handle(({ path }) => Effect.succeed(`page ${path}`)),
    Greet.handle(({ who }) => Effect.succeed(`Hello ${who}`))
  ),
  Layer.provide(Logger.layer([]))
)

export const layer = NodeServer.layer({ port: 0 }).pipe(Layer.provide(server))

const greeting = { name: "echo", arguments: { text: "still here" } }

/** Whether a good request of each era gets its answer. */
export const works = (wire: Wire, port: number, session: string): Effect.Effect<boolean> =>
  Effect.gen(function* () {
    const places = { port, session }
    wire.send(Request.bytes(Request.stateless(Request.stating("tools/call", greeting, 77)), places))
    const modern = yield* wire.answer
    wire.send(Request.bytes(Request.inSession(Request.rpc("tools/call", greeting, 78)), places))
    const older = yield* wire.answer
    return isEcho(modern?.body, 77) && isEcho(older?.body, 78)
  })

/** As `works`, over a connection of its own. */
export const worksAfresh = (port: number, session: string): Effect.Effect<boolean> =>
  Effect.scoped(Effect.flatMap(open(port), (wire) => works(wire, port, session)))

const isEcho = (body: string | undefined, id: number): boolean => {
  const answer = JSON.parse(body ?? "{}") as {
    readonly id?: unknown
    readonly result?: { readonly content: ReadonlyArray<{ readonly text?: string }> }
  }
  return answer.id === id && answer.result?.content[0]?.text === "still here"
}
