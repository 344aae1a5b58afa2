/** The tasks extension of 2026-07-28: no session, questions and result in `tasks/get`. */
import { Effect } from "effect"

import * as Wire from "./Wire.ts"

const revision = "2026-07-28"

const meta = {
  "io.modelcontextprotocol/protocolVersion": revision,
  "io.modelcontextprotocol/clientInfo": { name: "crash", version: "1.0.0" },
  "io.modelcontextprotocol/clientCapabilities": {
    elicitation: { form: {} },
    extensions: { "io.modelcontextprotocol/tasks": {} }
  }
}

const ask = (url: string, method: string, name: string, params: Wire.Json) =>
  Wire.request(async (signal) => {
    const response = await Wire.post({
      url,
      headers: { "mcp-protocol-version": revision, "mcp-method": method, "mcp-name": name },
      message: { id: 1, method, params: { ...params, _meta: meta } },
      signal
    })
    return Wire.resultOf(method, (await response.json()) as Wire.Message)
  })

interface Detailed extends Pick<Wire.Snapshot, "status" | "lastUpdatedAt"> {
  readonly pollIntervalMs: number
  readonly inputRequests?: Readonly<Record<string, { readonly params: { message: string } }>>
  readonly result?: { readonly structuredContent?: unknown }
}

const get = (url: string, taskId: string) =>
  Effect.map(ask(url, "tasks/get", taskId, { taskId }), (result) => result as unknown as Detailed)

const answer = (url: string, taskId: string, key: string, message: string, person: Wire.Person) =>
  Effect.suspend(() => {
    const { acknowledged, text } = person(message)
    const inputResponses = { [key]: { action: "accept", content: { answer: text } } }
    return Effect.map(ask(url, "tasks/update", taskId, { taskId, inputResponses }), acknowledged)
  })

export const dialect: Wire.Dialect = {
  start: (url, input) =>
    Effect.map(
      ask(url, "tools/call", Wire.tool, { name: Wire.tool, arguments: input }),
      ({ taskId }) => String(taskId)
    ),
  look: (url, id) =>
    Effect.map(get(url, id), ({ lastUpdatedAt, result, status }) => ({
      status,
      lastUpdatedAt,
      answer: result?.structuredContent
    })),
  attend: Effect.fnUntraced(function* (url, id, person) {
    const { inputRequests = {}, pollIntervalMs } = yield* get(url, id)
    for (const [key, { params }] of Object.entries(inputRequests)) {
      yield* answer(url, id, key, params.message, person)
    }
    yield* Effect.sleep(pollIntervalMs)
  })
}
