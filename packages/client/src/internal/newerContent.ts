/**
 * Content of kinds that came after the revision spoken. Official servers know the newest words only and say them in
 * every revision: what is well-formed by any revision is taken, what is malformed by all is refused as ever.
 *
 * @since 0.1.0
 */
import type { Outgoing } from "@effect-mcp/protocol"
import { Content, Json } from "@effect-mcp/schema"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"

type Decoder = (raw: unknown) => Exit.Exit<unknown, Schema.SchemaError>

type JsonObject = Outgoing.JsonObject

const isBlock = Schema.decodeUnknownExit(Content.ContentBlock)

const isList = (value: unknown): value is ReadonlyArray<unknown> => Array.isArray(value)

/** Every revision has words for this. */
const standIn = { type: "text", text: "" }

/** Where content stands in a result: `change` is done to each piece of it. */
type Walk = (raw: JsonObject, change: (block: unknown) => unknown) => JsonObject

const ofTool: Walk = (raw, change) =>
  isList(raw["content"]) ? { ...raw, content: raw["content"].map(change) } : raw

const ofPrompt: Walk = (raw, change) => {
  const { messages } = raw
  if (!isList(messages)) return raw
  const changed = messages.map((message) =>
    Json.isObject(message) ? { ...message, content: change(message["content"]) } : message
  )
  return { ...raw, messages: changed }
}

const walks: ReadonlyMap<string, Walk> = new Map([
  ["tools/call", ofTool],
  ["prompts/get", ofPrompt]
])

/**
 * A method's result, read by its revision but for its content, which any revision may have words for.
 *
 * @since 0.1.0
 */
export const liberal = (method: string, decode: Decoder): Decoder => {
  const walk = walks.get(method)
  if (walk === undefined) return decode
  return (raw) => {
    const exit = decode(raw)
    if (Exit.isSuccess(exit) || !Json.isObject(raw)) return exit
    const blocks: Array<unknown> = []
    const plain = walk(raw, (block) => {
      const read = isBlock(block)
      blocks.push(Exit.isSuccess(read) ? read.value : block)
      return Exit.isSuccess(read) ? standIn : block
    })
    const rest = decode(plain)
    // Read as an object, it is one.
    return Exit.isSuccess(rest)
      ? Exit.succeed(walk(rest.value as JsonObject, () => blocks.shift()))
      : exit
  }
}
