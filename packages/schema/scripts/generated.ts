/** Messages made from our schemas, each with the official definition it has to satisfy. */
import { JsonRpc, InputRequired, type Revision, Tasks } from "@effect-mcp/schema"
import { Arbitrary, Effect, Schema } from "effect"

import type { Official } from "./official.ts"

/** A kind of message: which definition it is, and how to make some. */
export interface Kind {
  readonly definition: string
  readonly make: (count: number) => ReadonlyArray<unknown>
}

type Payload = Schema.Codec<unknown, unknown>

const samples = (schema: Payload, count: number, seed: string): ReadonlyArray<unknown> => {
  const values = Effect.runSync(
    Arbitrary.sampleEffect(Arbitrary.schema(schema), { count, seed, size: 6, maxDiscards: 10_000 })
  )
  const encode = Schema.encodeUnknownSync(schema)
  return values.map((value) => JSON.parse(JSON.stringify(encode(value))))
}

const kind = (definition: string, schema: Payload, wrap = (payload: unknown) => payload): Kind => ({
  definition,
  make: (count) => samples(schema, count, definition).map(wrap)
})

const resultDefinition = (official: Official, request: string): string => {
  const result = request.replace(/Request$/, "Result")
  return official.has(result) ? result : "EmptyResult"
}

const requestKinds = (
  official: Official,
  requests: Revision.RequestTable<unknown>
): ReadonlyArray<Kind> =>
  Object.entries(requests).flatMap(([method, payloads]) => {
    const definition = official.ofMethod(method, "Request")
    if (payloads === undefined) return []
    if (definition === undefined) throw new Error(`no official request ${method}`)
    return [
      kind(definition, payloads.params, (params) => ({ jsonrpc: "2.0", id: 1, method, params })),
      kind(resultDefinition(official, definition), payloads.result)
    ]
  })

const notificationKinds = (
  official: Official,
  notifications: Revision.NotificationTable<unknown>
): ReadonlyArray<Kind> =>
  Object.entries(notifications).flatMap(([method, payload]) => {
    const definition = official.ofMethod(method, "Notification")
    if (payload === undefined) return []
    if (definition === undefined) throw new Error(`no official notification ${method}`)
    return [kind(definition, payload.params, (params) => ({ jsonrpc: "2.0", method, params }))]
  })

const shapeKinds = (official: Official, revision: Revision.Revision): ReadonlyArray<Kind> =>
  Object.entries(revision.shapes).flatMap(([name, shape]) =>
    official.has(name) ? [kind(name, shape)] : []
  )

const envelopeKinds = (official: Official): ReadonlyArray<Kind> => [
  kind("JSONRPCRequest", JsonRpc.Request),
  kind("JSONRPCNotification", JsonRpc.Notification),
  kind(official.has("Error") ? "Error" : "JSONRPCError", JsonRpc.ErrorObject, (error) =>
    official.has("Error") ? error : { jsonrpc: "2.0", id: 1, error }
  ),
  ...(official.has("JSONRPCErrorResponse")
    ? [kind("JSONRPCErrorResponse", JsonRpc.ErrorResponse)]
    : [])
]

const taskKinds = (official: Official): ReadonlyArray<Kind> =>
  official.has("CreateTaskResult")
    ? [
        kind("CreateTaskResult", Tasks.CreateTaskResult),
        kind("GetTaskResult", Tasks.GetTaskResult),
        kind("CancelTaskResult", Tasks.GetTaskResult),
        kind("GetTaskPayloadResult", Tasks.GetTaskPayloadResult),
        kind("ListTasksResult", Tasks.ListTasksResult),
        kind("TaskStatusNotificationParams", Tasks.TaskStatusNotificationParams),
        kind("TaskAugmentedRequestParams", Tasks.TaskAugmentedRequestParams),
        kind("RelatedTaskMetadata", Tasks.RelatedTaskMetadata),
        kind("ClientCapabilities", Tasks.ClientTasksCapability, (tasks) => ({ tasks })),
        kind("ServerCapabilities", Tasks.ServerTasksCapability, (tasks) => ({ tasks }))
      ]
    : []

const askingKinds = (official: Official): ReadonlyArray<Kind> =>
  official.has("InputRequiredResult")
    ? [
        kind("InputRequiredResult", InputRequired.InputRequiredResult),
        kind("InputRequests", InputRequired.InputRequests),
        kind("InputResponses", InputRequired.InputResponses)
      ]
    : []

/** Everything `revision` can put on the wire. */
export const kinds = (official: Official, revision: Revision.Revision): ReadonlyArray<Kind> => [
  ...envelopeKinds(official),
  ...requestKinds(official, revision.client.requests),
  ...notificationKinds(official, revision.client.notifications),
  ...requestKinds(official, revision.server.requests),
  ...notificationKinds(official, revision.server.notifications),
  ...(revision.asks === "Replay" ? requestKinds(official, revision.inputRequests) : []),
  ...shapeKinds(official, revision),
  ...taskKinds(official),
  ...askingKinds(official)
]
