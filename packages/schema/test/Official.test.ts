import { type Revision, Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import * as Core from "@modelcontextprotocol/core"
import * as Sdk from "@modelcontextprotocol/sdk/types.js"
import type { Schema } from "effect"

import { samples, throughText } from "./samples.ts"

/** The part of a zod schema that is needed here. */
interface Theirs {
  readonly safeParse: (value: unknown) => {
    readonly success: boolean
    readonly error?: { readonly message: string }
  }
}

type Names = Readonly<Record<string, readonly [request: string, result: string]>>

const requests: Names = {
  initialize: ["InitializeRequest", "InitializeResult"],
  ping: ["PingRequest", "EmptyResult"],
  "tools/list": ["ListToolsRequest", "ListToolsResult"],
  "tools/call": ["CallToolRequest", "CallToolResult"],
  "prompts/list": ["ListPromptsRequest", "ListPromptsResult"],
  "prompts/get": ["GetPromptRequest", "GetPromptResult"],
  "resources/list": ["ListResourcesRequest", "ListResourcesResult"],
  "resources/templates/list": ["ListResourceTemplatesRequest", "ListResourceTemplatesResult"],
  "resources/read": ["ReadResourceRequest", "ReadResourceResult"],
  "resources/subscribe": ["SubscribeRequest", "EmptyResult"],
  "resources/unsubscribe": ["UnsubscribeRequest", "EmptyResult"],
  "completion/complete": ["CompleteRequest", "CompleteResult"],
  "logging/setLevel": ["SetLevelRequest", "EmptyResult"],
  "sampling/createMessage": ["CreateMessageRequest", "CreateMessageResultWithTools"],
  "elicitation/create": ["ElicitRequest", "ElicitResult"],
  "roots/list": ["ListRootsRequest", "ListRootsResult"],
  "server/discover": ["DiscoverRequest", "DiscoverResult"],
  "subscriptions/listen": ["SubscriptionsListenRequest", "SubscriptionsListenResult"]
}

const notifications: Readonly<Record<string, string>> = {
  "notifications/initialized": "InitializedNotification",
  "notifications/cancelled": "CancelledNotification",
  "notifications/progress": "ProgressNotification",
  "notifications/message": "LoggingMessageNotification",
  "notifications/roots/list_changed": "RootsListChangedNotification",
  "notifications/tools/list_changed": "ToolListChangedNotification",
  "notifications/prompts/list_changed": "PromptListChangedNotification",
  "notifications/resources/list_changed": "ResourceListChangedNotification",
  "notifications/resources/updated": "ResourceUpdatedNotification",
  "notifications/elicitation/complete": "ElicitationCompleteNotification",
  "notifications/subscriptions/acknowledged": "SubscriptionsAcknowledgedNotification"
}

const isTheirs = (value: unknown): value is Theirs =>
  typeof value === "object" && value !== null && "safeParse" in value

const theirs = (module: object, name: string): Theirs => {
  const found: unknown = Reflect.get(module, `${name}Schema`)
  if (!isTheirs(found)) throw new Error(`they have no ${name}Schema`)
  return found
}

/** The messages of ours that they refuse, with their reason; there should be none. */
const refused = (
  schema: Theirs,
  payload: Schema.Codec<unknown, unknown>,
  wrap: (payload: unknown) => unknown
): ReadonlyArray<unknown> =>
  samples(payload, 40, "official").flatMap((sample) => {
    const message = throughText(wrap(sample))
    const { error, success } = schema.safeParse(message)
    return success ? [] : [{ message, error: error?.message }]
  })

/**
 * Where they take less than the specification allows. What we make for them stays within it; that they
 * still refuse the rest is a test below, so that this list cannot outlive its reason.
 */
const deviations = [
  ["EmptyResult", "closed, though the specification's Result is open", { "x-vendor": 1 }]
] as const

const onlyMeta = (payload: unknown): unknown =>
  typeof payload === "object" && payload !== null && "_meta" in payload
    ? { _meta: payload._meta }
    : {}

type Case = readonly [string, Theirs, Schema.Codec<unknown, unknown>, (payload: unknown) => unknown]

const requestCases = (
  module: object,
  table: Revision.RequestTable<unknown>,
  only: ReadonlyArray<string> = Object.keys(table)
): ReadonlyArray<Case> =>
  only.flatMap((method): ReadonlyArray<Case> => {
    const row = table[method]
    const names = requests[method]
    if (row === undefined || names === undefined) throw new Error(method)
    const result = names[1] === "EmptyResult" ? onlyMeta : (payload: unknown) => payload
    return [
      [`${method} request`, theirs(module, names[0]), row.params, (params) => ({ method, params })],
      [`${method} result`, theirs(module, names[1]), row.result, result]
    ]
  })

const notificationCases = (
  module: object,
  table: Revision.NotificationTable<unknown>,
  only: ReadonlyArray<string> = Object.keys(table)
): ReadonlyArray<Case> =>
  only.map((method) => {
    const row = table[method]
    const name = notifications[method]
    if (row === undefined || name === undefined) throw new Error(method)
    return [method, theirs(module, name), row.params, (params) => ({ method, params })]
  })

const named = (version: string): Revision.Revision => {
  const revision = Revisions.byVersion(version)
  if (revision === undefined) throw new Error(version)
  return revision
}

const everything = (module: object, revision: Revision.Revision): ReadonlyArray<Case> => [
  ...requestCases(module, revision.client.requests),
  ...requestCases(module, revision.server.requests),
  ...notificationCases(module, revision.client.notifications),
  ...notificationCases(module, revision.server.notifications)
]

describe("@modelcontextprotocol/sdk, 2025-11-25", () => {
  it.each(everything(Sdk, named("2025-11-25")))(
    "official.sdk: they accept our %s",
    (_, schema, payload, wrap) => assert.deepStrictEqual(refused(schema, payload, wrap), [])
  )
})

describe("@modelcontextprotocol/core, 2025-11-25", () => {
  it.each(everything(Core, named("2025-11-25")))(
    "official.core: they accept our %s",
    (_, schema, payload, wrap) => assert.deepStrictEqual(refused(schema, payload, wrap), [])
  )
})

describe("@modelcontextprotocol/core, 2026-07-28", () => {
  const { client, server } = named("2026-07-28")
  it.each([
    ...requestCases(Core, client.requests, ["server/discover", "subscriptions/listen"]),
    ...notificationCases(Core, server.notifications, ["notifications/subscriptions/acknowledged"])
  ])("official.core: they accept our %s", (_, schema, payload, wrap) =>
    assert.deepStrictEqual(refused(schema, payload, wrap), [])
  )
})

describe.each([
  ["sdk", Sdk],
  ["core", Core]
])("what @modelcontextprotocol/%s refuses", (_, module) => {
  it.each(deviations)("official.deviation: %s is %s", (name, _, value) => {
    assert.isFalse(theirs(module, name).safeParse(value).success)
  })
})
