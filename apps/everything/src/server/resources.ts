/**
 * Resources: text, bytes, a family of them, and one to be watched.
 *
 * @since 0.1.0
 */
import { Resource, ResourceTemplate } from "@effect-mcp/server"
import { Effect, Layer, Schema } from "effect"

import { png } from "./media.ts"

const Text = Resource.make("test://static-text", {
  name: "Static text",
  description: "A text that is always the same.",
  mimeType: "text/plain",
  cache: { ttl: "1 minute", scope: "public" }
}).handle(Effect.succeed("This is the content of the static text resource."))

const Binary = Resource.make("test://static-binary", {
  name: "Static image",
  description: "Bytes that are always the same.",
  mimeType: "image/png"
}).handle(Effect.succeed(png))

const Watched = Resource.make("test://watched-resource", {
  name: "Watched resource",
  description: "A resource that clients can watch.",
  mimeType: "text/plain"
}).handle(Effect.succeed("Watch me."))

const Family = ResourceTemplate.make("test://template/{id}/data", {
  name: "Data by id",
  description: "One resource for each id.",
  mimeType: "application/json",
  params: Schema.Struct({ id: Schema.String })
}).handle(({ id }) =>
  Effect.succeed(JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }))
)

/** The resources of this page. */
export const Resources = Layer.mergeAll(Text, Binary, Watched, Family)
