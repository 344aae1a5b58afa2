/**
 * How much a server lets its callers have of tasks. Whoever reaches a limit is refused by name, and
 * nothing that is kept is lost.
 *
 * @spec 2025-11-25/basic/utilities/tasks#resource-management
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"

import { count, finiteMillis, millis } from "./internal/server/amount.ts"

/**
 * @since 0.1.0
 */
export interface Options {
  /**
   * How long a task is kept after it was created, where neither tool nor client says so.
   *
   * @default "1 hour"
   */
  readonly ttl?: Duration.Input | undefined
  /**
   * The most that is granted; what asks for more gets this.
   *
   * @default "1 day"
   */
  readonly maxTtl?: Duration.Input | undefined
  /**
   * How long clients are told to wait between two looks at a task.
   *
   * @default "1 second"
   */
  readonly pollInterval?: Duration.Input | undefined
  /**
   * Tasks of one principal that are not yet over. All anonymous callers are one principal.
   *
   * @default 128
   */
  readonly maxRunning?: number | undefined
  /**
   * Tasks of one principal that are kept, those that are over included.
   *
   * @default 1024
   */
  readonly maxKept?: number | undefined
  /**
   * The length of a result's JSON text, in UTF-16 code units. A task with a longer one fails.
   *
   * @default 1_048_576
   */
  readonly maxResult?: number | undefined
  /**
   * The length of the JSON text of a call's parameters, in UTF-16 code units: they are kept as long as the task. A
   * longer call is refused.
   *
   * @default 1_048_576
   */
  readonly maxCall?: number | undefined
  /**
   * How often one task may be looked at within a second.
   *
   * @default 50
   */
  readonly pollsPerSecond?: number | undefined
  /**
   * How often what has expired is deleted.
   *
   * @default "30 seconds"
   */
  readonly sweep?: Duration.Input | undefined
}

/**
 * All of them, durations in milliseconds.
 *
 * @since 0.1.0
 */
export interface Limits {
  readonly ttl: number
  readonly maxTtl: number
  readonly pollInterval: number
  readonly maxRunning: number
  readonly maxKept: number
  readonly maxResult: number
  readonly maxCall: number
  readonly pollsPerSecond: number
  readonly sweep: number
}

/**
 * With what is not said filled in. What is no number or no duration is a defect that names it.
 *
 * @since 0.1.0
 */
export const make = (options: Options = {}): Limits => ({
  ttl: millis("ttl", options.ttl ?? "1 hour"),
  maxTtl: millis("maxTtl", options.maxTtl ?? "1 day"),
  pollInterval: finiteMillis("pollInterval", options.pollInterval ?? "1 second"),
  maxRunning: count("maxRunning", options.maxRunning ?? 128),
  maxKept: count("maxKept", options.maxKept ?? 1024),
  maxResult: count("maxResult", options.maxResult ?? 1_048_576),
  maxCall: count("maxCall", options.maxCall ?? 1_048_576),
  pollsPerSecond: count("pollsPerSecond", options.pollsPerSecond ?? 50),
  sweep: finiteMillis("sweep", options.sweep ?? "30 seconds")
})
