/**
 * `_meta`: the keys the specification reserves, what is under them, and how a key may be spelt.
 *
 * @spec 2026-07-28/basic#_meta
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

import { ClientCapabilities } from "./Capabilities.ts"
import { Implementation } from "./Implementation.ts"
import { openRecord } from "./internal/open.ts"
import { JsonObject } from "./Json.ts"
import { RequestId } from "./JsonRpc.ts"
import { LoggingLevel } from "./Logging.ts"

/**
 * Request: the revision this request is written in.
 *
 * @spec 2026-07-28/schema#requestmetaobject
 * @since 0.1.0
 */
export const protocolVersion = "io.modelcontextprotocol/protocolVersion"

/**
 * Request: who is asking.
 *
 * @spec 2026-07-28/schema#requestmetaobject
 * @since 0.1.0
 */
export const clientInfo = "io.modelcontextprotocol/clientInfo"

/**
 * Request: what the asker can do while this request is worked on.
 *
 * @spec 2026-07-28/schema#requestmetaobject
 * @since 0.1.0
 */
export const clientCapabilities = "io.modelcontextprotocol/clientCapabilities"

/**
 * Request: from which level on log messages are wanted; without it none are.
 *
 * @spec 2026-07-28/schema#requestmetaobject
 * @since 0.1.0
 */
export const logLevel = "io.modelcontextprotocol/logLevel"

/**
 * Result: who answered.
 *
 * @spec 2026-07-28/schema#resultmetaobject
 * @since 0.1.0
 */
export const serverInfo = "io.modelcontextprotocol/serverInfo"

/**
 * Notification: the id of the `subscriptions/listen` request whose stream this is.
 *
 * @spec 2026-07-28/schema#notificationmetaobject
 * @since 0.1.0
 */
export const subscriptionId = "io.modelcontextprotocol/subscriptionId"

/**
 * 2025-11-25: the task a message belongs to, `{ taskId }`.
 *
 * @spec 2025-11-25/basic/utilities/tasks#related-task-metadata
 * @since 0.1.0
 */
export const relatedTask = "io.modelcontextprotocol/related-task"

/**
 * 2025-11-25: what to tell the model while a task runs.
 *
 * @spec 2025-11-25/basic/utilities/tasks#creating-tasks
 * @since 0.1.0
 */
export const modelImmediateResponse = "io.modelcontextprotocol/model-immediate-response"

/**
 * Request: the token under which progress is wanted.
 *
 * @spec 2026-07-28/basic/patterns/progress#progress-flow
 * @since 0.1.0
 */
export const progressToken = "progressToken"

/**
 * W3C Trace Context: the caller's span.
 *
 * @spec 2026-07-28/basic#_meta
 * @since 0.1.0
 */
export const traceparent = "traceparent"

/**
 * W3C Trace Context: what vendors add to it.
 *
 * @spec 2026-07-28/basic#_meta
 * @since 0.1.0
 */
export const tracestate = "tracestate"

/**
 * W3C Baggage.
 *
 * @spec 2026-07-28/basic#_meta
 * @since 0.1.0
 */
export const baggage = "baggage"

/**
 * Ties progress notifications to their request.
 *
 * @spec 2026-07-28/schema#progresstoken
 * @since 0.1.0
 */
export const ProgressToken = Schema.Union([Schema.String, Schema.Int])
export type ProgressToken = typeof ProgressToken.Type

/**
 * `_meta` of anything: members nobody here reads.
 *
 * @spec 2026-07-28/schema#metaobject
 * @since 0.1.0
 */
export const MetaObject = JsonObject
export type MetaObject = typeof MetaObject.Type

/**
 * `_meta` of a request. Everything is optional here; 2026-07-28 requires the first two.
 *
 * @spec 2026-07-28/schema#requestmetaobject
 * @since 0.1.0
 */
export class RequestMetaObject extends Schema.Opaque<RequestMetaObject>()(
  openRecord({
    [protocolVersion]: Schema.optionalKey(Schema.String),
    [clientCapabilities]: Schema.optionalKey(ClientCapabilities),
    [clientInfo]: Schema.optionalKey(Implementation),
    [logLevel]: Schema.optionalKey(LoggingLevel),
    [progressToken]: Schema.optionalKey(ProgressToken)
  })
) {}

/**
 * `_meta` of a result.
 *
 * @spec 2026-07-28/schema#resultmetaobject
 * @since 0.1.0
 */
export class ResultMetaObject extends Schema.Opaque<ResultMetaObject>()(
  openRecord({
    [serverInfo]: Schema.optionalKey(Implementation),
    [subscriptionId]: Schema.optionalKey(RequestId)
  })
) {}

/**
 * `_meta` of a notification.
 *
 * @spec 2026-07-28/schema#notificationmetaobject
 * @since 0.1.0
 */
export class NotificationMetaObject extends Schema.Opaque<NotificationMetaObject>()(
  openRecord({
    [subscriptionId]: Schema.optionalKey(RequestId)
  })
) {}

const label = /^[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/
const name = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?$/

const split = (key: string): { readonly prefix: string | undefined; readonly name: string } => {
  const slash = key.indexOf("/")
  return slash === -1
    ? { prefix: undefined, name: key }
    : { prefix: key.slice(0, slash), name: key.slice(slash + 1) }
}

/**
 * Why `key` may not be a `_meta` key, or `undefined` when it may. The same rule, with a prefix required,
 * holds for extension ids.
 *
 * @spec 2026-07-28/basic#_meta
 * @since 0.1.0
 */
export const check = (key: string): string | undefined => {
  const parts = split(key)
  if (parts.prefix !== undefined && !parts.prefix.split(".").every((part) => label.test(part))) {
    return `the prefix of "${key}" must be labels joined by dots, each starting with a letter and ending with a letter or digit`
  }
  if (parts.name !== "" && !name.test(parts.name)) {
    return `the name of "${key}" must start and end with a letter or digit, with only letters, digits, "-", "_" and "." between`
  }
  return undefined
}

/**
 * Whether `key` is under a prefix that only the specification may use: one whose second label is
 * `modelcontextprotocol` or `mcp`.
 *
 * @spec 2026-07-28/basic#_meta
 * @since 0.1.0
 */
export const isReserved = (key: string): boolean => {
  const second = split(key).prefix?.split(".")[1]
  return second === "modelcontextprotocol" || second === "mcp"
}
