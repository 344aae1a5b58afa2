/**
 * Tasks for a client: whatever becomes of a call, `client.call` waits for it, and `start` hands out what can be watched,
 * left and come back to.
 *
 * ```ts
 * McpClient.connect(settings).pipe(Effect.provide(TaskClient.layer()))
 * ```
 *
 * In 2025-11-25 the client says which call is a task, and may be asked for tasks itself; in 2026-07-28 the server says so.
 * In older revisions there are none, and nothing changes.
 *
 * @spec 2025-11-25/basic/utilities/tasks#definitions
 * @since 0.1.0
 */
import { Extension } from "@effect-mcp/protocol"
import * as Duration from "effect/Duration"
import type * as Layer from "effect/Layer"

import { coreClient } from "./internal/client/coreClient.ts"
import { extensionClient } from "./internal/client/extensionClient.ts"
import { tasksExtension } from "./internal/extensionId.ts"

/**
 * @since 0.1.0
 */
export interface Options {
  /**
   * The least time between two looks at a task; the server's wish counts if it is more.
   *
   * @default the server's
   */
  readonly pollInterval?: Duration.Input | undefined
  /**
   * How long the server is asked to keep what a call begins, where the client says so.
   *
   * @default as the server likes
   */
  readonly ttl?: Duration.Input | undefined
  /**
   * Whether the server is asked to tell of changes, beside looking, where that can be asked.
   *
   * @default true
   */
  readonly listen?: boolean | undefined
  /**
   * How a tool is called that may be a task, where the client says so: one that is a task outlives a lost connection and
   * every time-out, and takes a round trip more.
   *
   * @default "task"
   */
  readonly optional?: "task" | "call" | undefined
  /**
   * How many tasks of the server's this client keeps: what it was asked for, and is being answered or has been.
   *
   * @default 64
   */
  readonly maxKept?: number | undefined
}

/**
 * Lets a client have tasks.
 *
 * @since 0.1.0
 */
export const layer = (options: Options = {}): Layer.Layer<never> => {
  const waiting = {
    interval:
      options.pollInterval === undefined ? undefined : Duration.toMillis(options.pollInterval),
    listens: options.listen ?? true
  }
  const core = {
    ttl: options.ttl === undefined ? undefined : Math.trunc(Duration.toMillis(options.ttl)),
    optional: options.optional ?? "task",
    maxKept: options.maxKept ?? 64
  }
  return Extension.layer({
    id: tasksExtension,
    settings: {},
    client: ({ tasks }, own) => {
      if (tasks === "Core") return coreClient(own, waiting, core)
      return tasks === "Extension" ? extensionClient(waiting) : undefined
    }
  })
}
