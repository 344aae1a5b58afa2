/** The official example messages of a revision, decoded with our schemas. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

import * as Mcp from "@effect-mcp/schema"
import { JsonRpc, type Revision } from "@effect-mcp/schema"
import { Exit, Schema } from "effect"

/** What became of them. */
export interface Outcome {
  readonly kinds: number
  readonly messages: number
  readonly failures: ReadonlyArray<string>
}

type Payload = Schema.Codec<unknown, unknown>

const isPayload = (value: unknown): value is Payload => Schema.isSchema(value)

const error = (schema: Payload, value: unknown): string | undefined => {
  const exit = Schema.decodeUnknownExit(schema)(value)
  return Exit.isSuccess(exit) ? undefined : String(exit.cause)
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null

type Rows = ReadonlyArray<readonly [string, Revision.RequestPayloads | undefined]>

/** `CallToolResult` is the result of the request whose params are `CallToolRequestParams`, and so on. */
const requestsOf = (revision: Revision.Revision): Rows => [
  ...Object.entries(revision.client.requests),
  ...Object.entries(revision.inputRequests)
]

const methods: Readonly<Record<string, string>> = {
  CallTool: "tools/call",
  Complete: "completion/complete",
  CreateMessage: "sampling/createMessage",
  Discover: "server/discover",
  Elicit: "elicitation/create",
  GetPrompt: "prompts/get",
  ListPrompts: "prompts/list",
  ListResourceTemplates: "resources/templates/list",
  ListResources: "resources/list",
  ListRoots: "roots/list",
  ListTools: "tools/list",
  ReadResource: "resources/read",
  SubscriptionsListen: "subscriptions/listen"
}

const payloadsOf = (
  revision: Revision.Revision,
  type: string,
  suffix: string
): Revision.RequestPayloads | undefined => {
  const method = methods[type.slice(0, -suffix.length)]
  return requestsOf(revision).find(([name]) => name === method)?.[1]
}

/** A schema by its name in the specification: the revision's own, else the domain's. */
const named = (revision: Revision.Revision, type: string): Payload | undefined => {
  const shape = Object.entries(revision.shapes).find(([name]) => name === type)?.[1]
  if (shape !== undefined) return shape
  for (const module of Object.values(Mcp)) {
    const found: unknown = Object.entries(module).find(([name]) => name === type)?.[1]
    if (isPayload(found)) return found
  }
  return undefined
}

const notification = (revision: Revision.Revision, value: Record<string, unknown>) => {
  const method = String(value["method"])
  const row = revision.server.notifications[method] ?? revision.client.notifications[method]
  return row === undefined ? `no notification ${method}` : error(row.params, value["params"] ?? {})
}

const response = (revision: Revision.Revision, type: string, value: unknown) => {
  const parsed = JsonRpc.classify(value)
  if (parsed._tag !== "Result") return `classified as ${parsed._tag}`
  const row = payloadsOf(revision, type, "ResultResponse")
  if (row === undefined) return `no result for ${type}`
  return parsed.result["resultType"] === Mcp.InputRequired.inputRequired
    ? error(Mcp.InputRequired.InputRequiredResult, parsed.result)
    : error(row.result, parsed.result)
}

const request = (revision: Revision.Revision, type: string, value: Record<string, unknown>) => {
  if (value["jsonrpc"] !== undefined && JsonRpc.classify(value)._tag !== "Request") {
    return `classified as ${JsonRpc.classify(value)._tag}`
  }
  const row = payloadsOf(revision, type, "Request")
  return row === undefined ? `no request for ${type}` : error(row.params, value["params"] ?? {})
}

const anError = (value: Record<string, unknown>) => {
  if (value["jsonrpc"] === undefined) return error(JsonRpc.ErrorObject, value)
  const parsed = JsonRpc.classify(value)
  return parsed._tag === "Error" ? undefined : `classified as ${parsed._tag}`
}

const other = (revision: Revision.Revision, type: string, value: unknown) => {
  const schema = type.endsWith("RequestParams")
    ? payloadsOf(revision, type, "RequestParams")?.params
    : type.endsWith("Result")
      ? payloadsOf(revision, type, "Result")?.result
      : undefined
  const found = schema ?? named(revision, type)
  return found === undefined ? `no schema ${type}` : error(found, value)
}

const decode = (revision: Revision.Revision, type: string, value: unknown): string | undefined => {
  if (!isRecord(value)) return "not an object"
  if (type.endsWith("Notification")) return notification(revision, value)
  if (type.endsWith("ResultResponse")) return response(revision, type, value)
  if (type.endsWith("Request")) return request(revision, type, value)
  if (type.endsWith("Error")) return anError(value)
  return other(revision, type, value)
}

/** Decodes all examples of `revision`; `undefined` when the folder has none. */
export const decodeAll = (folder: string, revision: Revision.Revision): Outcome | undefined => {
  const root = join(folder, `examples-${revision.version}`)
  if (!existsSync(root)) return undefined
  const types = readdirSync(root)
  const failures: Array<string> = []
  let messages = 0
  for (const type of types) {
    for (const file of readdirSync(join(root, type))) {
      messages += 1
      const value: unknown = JSON.parse(readFileSync(join(root, type, file), "utf8"))
      const wrong = decode(revision, type, value)
      if (wrong !== undefined) failures.push(`${type}/${file}: ${wrong}`)
    }
  }
  return { kinds: types.length, messages, failures }
}
