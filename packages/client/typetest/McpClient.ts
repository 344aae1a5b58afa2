/**
 * What the types of a client promise. Checked by the compiler, never run.
 */
import { Context, Effect, type Layer, Schema, SchemaGetter, SubscriptionRef } from "effect"

import {
  type Client,
  type ClientError,
  RootsProvider,
  type ToolDefinition,
  type ToolResult
} from "../src/index.ts"

declare const client: Client.Client

class Overflow extends Schema.TaggedError<Overflow>()("Overflow", { limit: Schema.Finite }) {}
class Vault extends Context.Service<Vault, string>()("typetest/Vault") {}

const Add = {
  name: "add",
  input: Schema.Struct({ a: Schema.Finite, at: Schema.Date }),
  output: Schema.Struct({ sum: Schema.Finite }),
  error: Overflow
}

// A call has the definition's types on both sides, and its failures.
const sum: Effect.Effect<
  { readonly sum: number },
  ClientError.ClientError | ToolDefinition.ToolFailed | Overflow
> = client.call(Add, { a: 1, at: new Date() })

// Arguments of another type are an error.
// @ts-expect-error "1" is not a number
client.call(Add, { a: "1", at: new Date() })

// And so are arguments that are missing.
// @ts-expect-error at is missing
client.call(Add, { a: 1 })

// A tool without output gives its whole result, and fails with what any tool can fail with.
const said: Effect.Effect<
  ToolResult.ToolResult,
  ClientError.ClientError | ToolDefinition.ToolFailed
> = client.call({ name: "say", input: Schema.Struct({}) }, {})

// A reference is taken as it is made.
const folders = SubscriptionRef.make([{ uri: "file:///a", name: "a" }])
const provided: Effect.Effect<Layer.Layer<RootsProvider.RootsProvider>> = Effect.map(
  folders,
  (ref) => RootsProvider.layerRef(ref)
)

// A schema that needs a service asks for it.
const Secret = Schema.String.pipe(
  Schema.decodeTo(Schema.String, {
    decode: SchemaGetter.transformEffect((text: string) => Effect.as(Effect.service(Vault), text)),
    encode: SchemaGetter.passthrough()
  })
)
const guarded = client.call(
  { name: "s", input: Schema.Struct({}), output: Schema.Struct({ Secret }) },
  {}
)
// @ts-expect-error Vault is missing
const unguarded: Effect.Effect<unknown, unknown> = guarded

// A method's parameters and result are its own.
const page: Effect.Effect<string | undefined, ClientError.ClientError> = Effect.map(
  client.request("tools/list", { cursor: "" }),
  (result) => result.nextCursor
)
// @ts-expect-error there is no such method
client.request("tools/lists", {})

export { guarded, page, provided, said, sum, unguarded }
