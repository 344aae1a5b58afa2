/**
 * From a call that is to be a task to what is kept of it.
 */
import {
  Journal,
  type JsonObject,
  type McpRequest,
  Principal,
  RpcError
} from "@effect-mcp/protocol"

import * as Task from "../../Task.ts"
import type { Entries } from "../../TaskJournal.ts"
import type { Limits } from "../../TaskLimits.ts"
import type { Kept } from "../../TaskStore.ts"
import { randomId } from "../randomId.ts"
import type { TaskTool } from "./taskTools.ts"

export interface Begin {
  readonly tool: TaskTool
  readonly request: McpRequest.Request
  /** The client has asked for a task: what its call comes to at once is what the task comes to. */
  readonly isPromised: boolean
  /** What the client asked for, in milliseconds. */
  readonly ttl?: number | undefined
  /** What the call remembers, if it asked before it became a task. */
  readonly journal?: Journal.Journal | undefined
}

export interface Terms {
  readonly limits: Limits
  readonly lease: Task.Lease | undefined
  readonly now: number
}

/** What is gone before its id arrives is no task, whatever was asked for; milliseconds. */
const leastTtl = 1000

/** A call that is too long to be kept. */
export const refusal = ({ request }: Begin, { maxCall }: Limits): RpcError.RpcError | undefined =>
  JSON.stringify(request.params ?? {}).length > maxCall
    ? RpcError.invalidRequest(`The parameters of a task may be ${maxCall} long as JSON text`, {
        reason: "CallTooLong",
        limit: maxCall
      })
    : undefined

/** A new task of this call, under an id that nobody can guess. */
export const keep = (begin: Begin, { lease, limits, now }: Terms): Kept => {
  const { journal, request, tool } = begin
  const { capabilities, info } = request.peer
  const wanted = begin.ttl ?? tool.options.ttl ?? limits.ttl
  const granted = Math.min(Math.max(wanted, leastTtl), limits.maxTtl)
  const task = Task.make(
    {
      id: randomId(),
      owner: Principal.key(request.principal),
      ttl: granted === Infinity ? null : granted,
      pollInterval: tool.options.pollInterval ?? limits.pollInterval,
      lease
    },
    now
  )
  return {
    task,
    call: {
      callId: journal?.callId ?? Journal.newCallId(),
      tool: tool.key,
      params: ownParams(request),
      revision: request.revision.version,
      principal: request.principal,
      info,
      capabilities
    },
    journal: journal === undefined ? [] : entriesOf(journal)
  }
}

/** What earlier rounds of the call brought along is in the journal. */
const ownParams = ({ params = {} }: McpRequest.Request): JsonObject.JsonObject =>
  Object.fromEntries(
    Object.entries(params).filter(([name]) => name !== "inputResponses" && name !== "requestState")
  )

const entriesOf = ({ answers, steps }: Journal.Journal): Entries => [
  ...Array.from(steps, ([path, record]) => ({ _tag: "Step" as const, path, record })),
  ...Array.from(answers, ([key, { digest, raw }]) => ({
    _tag: "Answered" as const,
    key,
    digest,
    raw
  }))
]
