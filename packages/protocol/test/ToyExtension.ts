import type { Revision } from "@effect-mcp/schema"
import { Effect, Exit, Fiber } from "effect"

import type * as Extension from "../src/Extension.ts"
import type * as Handler from "../src/Handler.ts"
import * as Interpreter from "../src/Interpreter.ts"
import type * as Journal from "../src/Journal.ts"
import type * as JsonObject from "../src/JsonObject.ts"
import type * as McpRequest from "../src/McpRequest.ts"
import * as Push from "../src/Push.ts"
import * as RpcError from "../src/RpcError.ts"

export const id = "com.example/jobs"

/** What the toy remembers: a job's fiber, and who owns it. */
export interface Job {
  readonly owner: string
  readonly fiber: Fiber.Fiber<Handler.Answer, Handler.Failure>
  readonly journal: Journal.Journal | undefined
}

export interface Toy {
  readonly extension: Extension.Extension
  readonly jobs: Map<string, Job>
  readonly wrapped: Array<string>
  /** Answers the questions of a job, by key of the message. */
  readonly answer: (raw: unknown) => void
}

const hasTasks = (revision: Revision.Revision): boolean =>
  Object.hasOwn(revision.shapes.ServerCapabilities?.fields ?? {}, "tasks")

const isObject = (value: unknown): value is JsonObject.JsonObject =>
  typeof value === "object" && value !== null

/**
 * An extension of everything an extension can be: a core capability in one older revision, and an
 * extension proper in the newest. A call may become a job.
 */
export const make = (): Toy => {
  const jobs = new Map<string, Job>()
  const wrapped: Array<string> = []
  const waiting: Array<(raw: unknown) => void> = []
  const peer: Push.Peer = {
    supports: () => true,
    request: () =>
      Effect.callback((resume) => {
        waiting.push((raw) => resume(Effect.succeed(raw)))
      })
  }

  /** Runs a handler in the background, under an interpreter of our own. */
  const begin = <R>(
    handler: Handler.Outcome<R>,
    request: McpRequest.Request,
    journal?: Journal.Journal
  ): Effect.Effect<string, never, R> =>
    Effect.gen(function* () {
      const jobId = `job-${jobs.size + 1}`
      const interpreter = Push.make(peer, journal?.callId ?? jobId)
      const context = yield* Effect.context<R>()
      const fiber = Effect.runForkWith(Interpreter.addTo(context, interpreter))(
        Effect.andThen(Effect.yieldNow, handler)
      )
      jobs.set(jobId, {
        owner: `${request.principal.kind}:${request.principal.id}`,
        fiber,
        journal
      })
      return jobId
    })

  const get: Handler.Handler<never> = {
    run: (request) => {
      const job = jobs.get(String(request.params?.["jobId"]))
      const owner = `${request.principal.kind}:${request.principal.id}`
      if (job === undefined || job.owner !== owner) {
        return Exit.fail(RpcError.invalidParams("No such job"))
      }
      const exit = job.fiber.pollUnsafe()
      if (exit === undefined) return Exit.succeed({ status: "working" })
      return Effect.map(Fiber.join(job.fiber), (result) => ({ status: "completed", result }))
    }
  }

  /** In the older revision a parameter asks for a job. */
  const aroundCalls: Handler.Around = (next, request) => {
    wrapped.push(request.method)
    const asked = request.method === "tools/call" && request.params?.["job"] !== undefined
    return asked ? Effect.map(begin(next, request), (jobId) => ({ job: { jobId } })) : next
  }

  const older: Extension.ServerExtension = {
    capabilities: () => ({ tasks: { requests: { tools: { call: {} } } } }),
    agreed: () => true,
    params: ["job"],
    around: aroundCalls,
    requests: { "jobs/get": get },
    tool: (definition, annotations) =>
      annotations["job"] === undefined
        ? definition
        : { ...definition, execution: { jobSupport: annotations["job"] } }
  }

  const newer: Extension.ServerExtension = {
    params: ["job"],
    around: (next, request) => {
      wrapped.push(request.method)
      return next
    },
    requests: { "jobs/get": get },
    names: { "jobs/get": ({ jobId }) => (typeof jobId === "string" ? jobId : undefined) },
    resultTypes: { job: { methods: ["tools/call"] } },
    listen: {
      jobIds: (asked, subscriber) => {
        if (!Array.isArray(asked)) return Effect.undefined
        const own = asked.filter((jobId) => jobs.has(String(jobId)))
        for (const jobId of own)
          subscriber.notify("notifications/jobs", { jobId, status: "working" })
        return Effect.succeed({ honoured: own, close: () => void wrapped.push("closed") })
      }
    },
    escalation: {
      allowed: (request) => request.meta["com.example/no-jobs"] !== true,
      take: (handler, request, journal) =>
        Effect.map(begin(handler, request, journal), (jobId) => ({ resultType: "job", jobId }))
    }
  }

  const client: Extension.ClientExtension = {
    around: (next, request) => {
      wrapped.push(request.method)
      return request.params?.["job"] === undefined
        ? next
        : Effect.map(begin(next, request), (jobId) => ({ job: { jobId } }))
    },
    resultTypes: {
      job: {
        methods: ["tools/call"],
        is: (result) => isObject(result["job"]),
        resolve: (result, caller) => {
          const job = isObject(result["job"]) ? result["job"] : result
          return Effect.map(caller.send("jobs/get", { jobId: job["jobId"] }), (got) =>
            isObject(got["result"]) ? got["result"] : got
          )
        }
      }
    }
  }

  return {
    jobs,
    wrapped,
    answer: (raw) => waiting.shift()?.(raw),
    extension: {
      id,
      settings: { most: 3 },
      server: (revision) => {
        if (revision.lifecycle === "PerRequest") return newer
        return hasTasks(revision) ? older : undefined
      },
      client: (revision) =>
        hasTasks(revision) || revision.lifecycle === "PerRequest" ? client : undefined
    }
  }
}
