/**
 * What the author of a tool can say about its tasks: the tool annotation `task`.
 *
 * ```ts
 * Tool.make("deploy", { input, output, task: "optional" })
 * ```
 *
 * @since 0.1.0
 */
import type { ToolAnnotations } from "@effect-mcp/server"
import type * as Duration from "effect/Duration"

import { finiteMillis, millis } from "./internal/server/amount.ts"
import type { Tasks } from "./Tasks.ts"

/**
 * Whether a call may, or has to, be a task. In revisions without tasks an `"optional"` tool is a call like
 * any other, and a `"required"` one is not there.
 *
 * @spec 2025-11-25/basic/utilities/tasks#tool-level-negotiation
 * @since 0.1.0
 */
export type Support = "optional" | "required"

/**
 * More than that.
 *
 * @since 0.1.0
 */
export interface TaskOptions {
  readonly support: Support
  /**
   * Where the server decides, from where on a call is a task: at once (`"call"`), or where its handler says
   * `Tasks.begin` (`"marked"`), if it does. Until then it asks its questions as a call, and may be done.
   *
   * @default "call"
   */
  readonly begin?: "call" | "marked" | undefined
  /**
   * How long a task is kept after it was created, unless its client asks for another time; a second at least,
   * and never longer than the server's `maxTtl`.
   *
   * @default the server's
   */
  readonly ttl?: Duration.Input | undefined
  /**
   * How long clients are told to wait between two looks at it.
   *
   * @default the server's
   */
  readonly pollInterval?: Duration.Input | undefined
  /**
   * What the model may be told meanwhile, where the revision has it.
   *
   * @spec 2025-11-25/basic/utilities/tasks#creating-tasks
   */
  readonly immediate?: string | undefined
}

declare module "@effect-mcp/server" {
  interface ToolAnnotations {
    /** Whether calls of it may be, or have to be, tasks. */
    readonly task?: Support | TaskOptions
  }
  interface ToolAnnotationServices {
    readonly task: { readonly "*": Tasks }
  }
}

/**
 * As the server reads it; durations in milliseconds.
 *
 * @since 0.1.0
 */
export interface Resolved {
  readonly support: Support
  readonly begin: "call" | "marked"
  readonly ttl: number | undefined
  readonly pollInterval: number | undefined
  readonly immediate: string | undefined
}

const supports: ReadonlySet<unknown> = new Set<Support>(["optional", "required"])

const isOptions = (value: unknown): value is TaskOptions =>
  typeof value === "object" && value !== null && "support" in value && supports.has(value.support)

const isSupport = (value: unknown): value is Support => supports.has(value)

/**
 * Reads the annotation; `undefined` for a tool that has none. One that is none is a defect.
 *
 * @since 0.1.0
 */
export const resolve = (
  tool: string,
  annotation: ToolAnnotations["task"]
): Resolved | undefined => {
  if (annotation === undefined) return undefined
  const options = isSupport(annotation) ? { support: annotation } : annotation
  if (!isOptions(options)) {
    throw new Error(`The task annotation of tool "${tool}" is neither a word nor options`)
  }
  const { begin = "call", immediate, pollInterval, support, ttl } = options
  const name = (member: string) => `The ${member} of tasks of tool "${tool}"`
  if (!begins.has(begin)) throw new Error(`${name("begin")} must be "call" or "marked"`)
  if (immediate !== undefined && typeof immediate !== "string") {
    throw new Error(`${name("immediate")} must be a text`)
  }
  return {
    support,
    begin,
    ttl: ttl === undefined ? undefined : millis(name("ttl"), ttl),
    pollInterval:
      pollInterval === undefined ? undefined : finiteMillis(name("pollInterval"), pollInterval),
    immediate
  }
}

const begins: ReadonlySet<unknown> = new Set<Resolved["begin"]>(["call", "marked"])
