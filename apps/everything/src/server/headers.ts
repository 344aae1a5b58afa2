/**
 * Arguments that clients repeat in headers, for what stands in between and reads no bodies.
 *
 * @since 0.1.0
 */
import { Tool } from "@effect-mcp/server"
import { Effect, Schema } from "effect"

const Routed = Tool.make("test_custom_headers", {
  description: "Queries a region; over HTTP the region and the priority stand in headers as well.",
  input: Schema.Struct({
    region: Schema.String.pipe(Tool.header("Region")),
    priority: Schema.optionalKey(Schema.Int.pipe(Tool.header("Priority"))),
    query: Schema.optionalKey(Schema.String)
  })
})

/** The tool of this page. */
export const HeaderTools = Routed.handle(({ priority = 0, query = "nothing", region }) =>
  Effect.succeed(`Asked ${region} for ${query}, with priority ${priority}.`)
)
