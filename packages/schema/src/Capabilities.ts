/**
 * What each side can do. Neither set is closed: a capability nobody here knows survives, and is ignored.
 *
 * @spec 2026-07-28/schema#clientcapabilities
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

import { open } from "./internal/open.ts"
import { JsonObject } from "./Json.ts"

const optionalObject = Schema.optionalKey(JsonObject)
const optionalBoolean = Schema.optionalKey(Schema.Boolean)
const optionalSettings = Schema.optionalKey(Schema.Record(Schema.String, JsonObject))

/**
 * Roots: `listChanged` exists in handshake revisions only.
 *
 * @spec 2025-11-25/client/roots#capabilities
 * @since 0.1.0
 */
export class RootsCapability extends Schema.Opaque<RootsCapability>()(
  open({ listChanged: optionalBoolean })
) {}

/**
 * Sampling: with tools, and with context from servers.
 *
 * @spec 2026-07-28/client/sampling#capabilities
 * @since 0.1.0
 */
export class SamplingCapability extends Schema.Opaque<SamplingCapability>()(
  open({ context: optionalObject, tools: optionalObject })
) {}

/**
 * Elicitation: which modes. An empty object means forms.
 *
 * @spec 2026-07-28/client/elicitation#capabilities
 * @since 0.1.0
 */
export class ElicitationCapability extends Schema.Opaque<ElicitationCapability>()(
  open({ form: optionalObject, url: optionalObject })
) {}

/**
 * Which requests a side accepts as tasks, in 2025-11-25. Its shape is `Tasks.ClientTasksCapability` or
 * `Tasks.ServerTasksCapability`; here it is carried unread.
 *
 * @spec 2025-11-25/basic/utilities/tasks#capabilities
 * @since 0.1.0
 */
export const TasksCapability = JsonObject
export type TasksCapability = typeof TasksCapability.Type

/**
 * What a client can do for a server.
 *
 * @spec 2026-07-28/schema#clientcapabilities
 * @since 0.1.0
 */
export class ClientCapabilities extends Schema.Opaque<ClientCapabilities>()(
  open({
    experimental: optionalSettings,
    extensions: optionalSettings,
    roots: Schema.optionalKey(RootsCapability),
    sampling: Schema.optionalKey(SamplingCapability),
    elicitation: Schema.optionalKey(ElicitationCapability),
    tasks: Schema.optionalKey(TasksCapability)
  })
) {}

/**
 * A list that may tell when it changes.
 *
 * @spec 2026-07-28/server/tools#capabilities
 * @since 0.1.0
 */
export class ListCapability extends Schema.Opaque<ListCapability>()(
  open({ listChanged: optionalBoolean })
) {}

/**
 * Resources, which can be watched one by one as well.
 *
 * @spec 2026-07-28/server/resources#capabilities
 * @since 0.1.0
 */
export class ResourcesCapability extends Schema.Opaque<ResourcesCapability>()(
  open({
    subscribe: optionalBoolean,
    listChanged: optionalBoolean
  })
) {}

/**
 * What a server can do for a client.
 *
 * @spec 2026-07-28/schema#servercapabilities
 * @since 0.1.0
 */
export class ServerCapabilities extends Schema.Opaque<ServerCapabilities>()(
  open({
    experimental: optionalSettings,
    extensions: optionalSettings,
    logging: optionalObject,
    completions: optionalObject,
    prompts: Schema.optionalKey(ListCapability),
    resources: Schema.optionalKey(ResourcesCapability),
    tools: Schema.optionalKey(ListCapability),
    tasks: Schema.optionalKey(TasksCapability)
  })
) {}
