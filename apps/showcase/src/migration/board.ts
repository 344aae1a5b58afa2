/**
 * How the files of a folder stand, told as the progress of its task.
 *
 * @since 0.1.0
 */
import type { McpRequest } from "@effect-mcp/protocol"
import { Progress } from "@effect-mcp/server"
import { Effect } from "effect"

import * as Standing from "./standing.ts"

export interface Board {
  /** A file is taken up. Nothing is told before it was heard of. */
  readonly begin: (file: string) => void
  readonly reached: (
    file: string,
    stage: string
  ) => Effect.Effect<void, never, McpRequest.McpRequest>
  readonly done: (file: string) => Effect.Effect<void, never, McpRequest.McpRequest>
}

/** For so many files. */
export const make = (total: number): Board => {
  const busy = new Map<string, string>()
  const unheard = new Set<string>()
  let done = 0
  let told = 0
  let last = ""

  const tell = Effect.suspend(() => {
    const message = Standing.describe({ done, total, busy })
    if (unheard.size > 0 || message === last) return Effect.void
    last = message
    // What is told is the text; the number only has to rise.
    return Progress.report(++told, { message })
  })
  return {
    begin: (file) => void unheard.add(file),
    reached: (file, stage) =>
      Effect.suspend(() => {
        unheard.delete(file)
        busy.set(file, stage)
        return tell
      }),
    done: (file) =>
      Effect.suspend(() => {
        unheard.delete(file)
        busy.delete(file)
        done++
        return tell
      })
  }
}
