/**
 * What the types of a client's tasks promise. Checked by the compiler, never run.
 */
import type { Client, ClientError, ToolDefinition, ToolResult } from "@effect-mcp/client"
import { Context, Effect, Layer, Schema, SchemaGetter, type Stream } from "effect"

import { TaskClient, TaskHandle, type TaskSnapshot } from "../src/index.ts"

declare const client: Client.Client

class Overflow extends Schema.TaggedError<Overflow>()("Overflow", { limit: Schema.Finite }) {}
class Vault extends Context.Service<Vault, string>()("typetest/Vault") {}

const Add = {
  name: "add",
  input: Schema.Struct({ a: Schema.Finite, at: Schema.Date }),
  output: Schema.Struct({ sum: Schema.Finite }),
  error: Overflow
}

// A handle has the definition's output and failures.
const begun = TaskHandle.start(client, Add, { a: 1, at: new Date() }, { ttl: "1 hour" })
const handle: Effect.Effect<
  TaskHandle.Handle<{ readonly sum: number }, ToolDefinition.ToolFailed | Overflow>,
  ClientError.ClientError
> = begun
const result: Effect.Effect<
  { readonly sum: number },
  ClientError.ClientError | ToolDefinition.ToolFailed | Overflow
> = Effect.flatMap(begun, ({ result }) => result)

// Arguments of another type are an error.
// @ts-expect-error "1" is not a number
TaskHandle.start(client, Add, { a: "1", at: new Date() })

// And so is a name with a definition's arguments of another kind.
// @ts-expect-error a list is no object
TaskHandle.start(client, "add", [1])

// By its name a tool gives its whole result, and no failure of its own.
const named: Effect.Effect<ToolResult.ToolResult, ClientError.ClientError> = Effect.flatMap(
  TaskHandle.start(client, "add", { a: 1 }),
  ({ result }) => result
)

// Coming back to it has the same types, with its definition or without.
const again: Effect.Effect<
  TaskHandle.Typed<typeof Add>,
  ClientError.ClientError
> = TaskHandle.resume(client, "task-1", Add)
const anything: Effect.Effect<
  TaskHandle.Handle<ToolResult.ToolResult>,
  ClientError.ClientError
> = TaskHandle.resume(client, "task-1")

// What there is to see needs nothing.
const seen: Stream.Stream<TaskSnapshot.Snapshot, ClientError.ClientError> = TaskHandle.list(client)

// A schema that needs a service asks for it where it is used.
const Secret = Schema.String.pipe(
  Schema.decodeTo(Schema.String, {
    decode: SchemaGetter.transformEffect((text: string) => Effect.as(Effect.service(Vault), text)),
    encode: SchemaGetter.passthrough()
  })
)
const opened: Effect.Effect<string, unknown, Vault> = Effect.flatMap(
  TaskHandle.resume(client, "task-1", {
    name: "open",
    input: Schema.Struct({}),
    output: Secret
  }),
  ({ result }) => result
)
// @ts-expect-error Vault is missing
const unopened: Effect.Effect<string, unknown> = opened

// The layer needs nothing and gives nothing that has to be asked for.
const layer: Layer.Layer<never> = TaskClient.layer({ pollInterval: "2 seconds", optional: "call" })

export const used = [handle, result, named, again, anything, seen, unopened, layer, Layer.empty]
