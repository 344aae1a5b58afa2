/**
 * The client of tasks as 2025-11-25 has them in its core: it says which call is a task, as far as server and tool let it,
 * and takes tasks from the server.
 *
 * @spec 2025-11-25/basic/utilities/tasks#tool-level-negotiation
 */
import { type Caller, type Extension, JsonObject } from "@effect-mcp/protocol"
import type { Capabilities, Tool } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"

import * as Dialect from "./dialect.ts"
import type { Waiting } from "./outcome.ts"
import { received } from "./received.ts"
import { cancel, resolve } from "./resolving.ts"
import { Wish } from "./wish.ts"

export interface Options {
  /** In milliseconds. */
  readonly ttl: number | undefined
  readonly optional: "task" | "call"
  readonly maxKept: number
}

export const coreClient = (
  own: Capabilities.ClientCapabilities,
  waiting: Omit<Waiting, "asked">,
  options: Options
): Extension.ClientExtension => ({
  // A server may have no tasks and still ask for them.
  agreed: () => true,
  prepare: { "tools/call": prepare(options) },
  resultTypes: {
    task: {
      methods: ["tools/call"],
      is: (result, params) => params["task"] !== undefined && "task" in result,
      resolve: resolve(Dialect.core, waiting)
    }
  },
  heard: [Dialect.core.notification],
  ...received(own, options.maxKept)
})

const prepare = ({ optional, ttl }: Options): Caller.Prepare =>
  Effect.fnUntraced(function* (params, { peer, tool }) {
    const { name, task } = params
    const plain = task === undefined ? params : without(params)
    if (typeof name !== "string" || !takesTasks(peer)) return { params: plain }
    const wish = yield* Wish
    const support = supportOf(yield* tool(name))
    const isWanted = task !== undefined || wish !== undefined || optional === "task"
    const isTask = support === "required" || (support === "optional" && isWanted)
    if (!isTask) return { params: plain }
    const kept = wish?.ttl ?? ttl
    return {
      params: { ...plain, task: task ?? (kept === undefined ? {} : { ttl: kept }) },
      late: cancel(Dialect.core)
    }
  })

const without = (params: JsonObject.JsonObject): JsonObject.JsonObject =>
  Object.fromEntries(Object.entries(params).filter(([name]) => name !== "task"))

/** Without its word a server must not be asked, whatever its tools say. */
const takesTasks = ({ tasks }: Capabilities.ServerCapabilities): boolean => {
  const requests = JsonObject.child(tasks, "requests")
  return JsonObject.child(JsonObject.child(requests, "tools"), "call") !== undefined
}

const supportOf = (tool: Tool.Tool | undefined) => tool?.execution?.taskSupport ?? "forbidden"
