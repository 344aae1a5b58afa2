/** Handles, by what a call of a tool began or by the id of a task. */
import { type Client, ClientError, type ToolResult } from "@effect-mcp/client"
import { JsonObject, RequestError } from "@effect-mcp/protocol"
import { ErrorCode, Meta } from "@effect-mcp/schema"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

import * as Task from "../../Task.ts"
import type { Handle, Options, ResumeOptions } from "../../TaskHandle.ts"
import type { Snapshot } from "../../TaskSnapshot.ts"
import { type About, ask, look } from "./dialect.ts"
import * as Dialect from "./dialect.ts"
import * as Inputs from "./inputs.ts"
import { outcome } from "./outcome.ts"
import * as Pace from "./pace.ts"
import * as Seen from "./seen.ts"
import * as Watch from "./watch.ts"
import { Wish } from "./wish.ts"

type Failed = ClientError.ClientError

type Untyped = Handle<ToolResult.ToolResult>

/** Calls the tool. */
export const begin = (
  client: Client.Client,
  tool: string,
  args: JsonObject.JsonObject | undefined,
  options: Options = {}
): Effect.Effect<Untyped, Failed> => {
  const ttl = options.ttl === undefined ? undefined : Math.trunc(Duration.toMillis(options.ttl))
  return client.startTool(tool, args, { timeout: options.timeout }).pipe(
    Effect.provideService(Wish, { ttl }),
    Effect.flatMap((started) =>
      started._tag === "Complete"
        ? Effect.map(Clock.currentTimeMillis, (now) => answered(started.result, now))
        : began(client, tool, started.raw, options)
    )
  )
}

const began = (
  client: Client.Client,
  tool: string,
  raw: JsonObject.JsonObject,
  options: Options
): Effect.Effect<Untyped, Failed> => {
  const dialect = Dialect.of(client.revision)
  if (dialect === undefined) return Effect.fail(unsupported("tasks/get"))
  const first = dialect.created(raw)
  if (first instanceof RequestError.InvalidResult) return Effect.fail(told("tools/call")(first))
  const immediate = JsonObject.child(raw, "_meta")?.[Meta.modelImmediateResponse]
  const about = { caller: client, dialect, id: first.id }
  return Effect.map(handle(client, about, tool, { first, looked: false }, options), (handle) => ({
    ...handle,
    immediate: typeof immediate === "string" ? immediate : undefined
  }))
}

/** Looks whether there is such a task. */
export const find = (
  client: Client.Client,
  id: string,
  tool: string,
  options: ResumeOptions = {}
): Effect.Effect<Untyped, Failed> =>
  Effect.suspend(() => {
    const dialect = Dialect.of(client.revision)
    if (dialect === undefined) return Effect.fail(unsupported("tasks/get"))
    const about = { caller: client, dialect, id }
    return Effect.flatMap(Effect.mapError(look(about), told("tasks/get")), (first) =>
      handle(client, about, tool, { first, looked: true }, options)
    )
  })

/** How a handle begins. */
interface Beginning {
  readonly first: Seen.Seen
  /** The task began earlier. */
  readonly looked: boolean
}

const handle = (
  client: Client.Client,
  about: About<Failed>,
  tool: string,
  { first, looked }: Beginning,
  { answers = "handlers", listen = true, pollInterval }: ResumeOptions
): Effect.Effect<Untyped> =>
  Effect.map(Clock.currentTimeMillis, (seenAt) => {
    const interval = pollInterval === undefined ? undefined : Duration.toMillis(pollInterval)
    const asked: Inputs.Asked = new Set()
    const waiting = { interval, listens: listen, asked: answers === "hand" ? undefined : asked }
    // Whoever comes for the result later wants to know how it is then.
    const latest = Effect.flatMap(Clock.currentTimeMillis, (now) =>
      now - seenAt < Pace.interval(first, interval)
        ? Effect.succeed<Beginning>({ first, looked })
        : Effect.map(look(about), (first): Beginning => ({ first, looked: true }))
    )
    return {
      id: about.id,
      immediate: undefined,
      get: Effect.mapBoth(look(about), { onSuccess: Seen.snapshot, onFailure: told("tasks/get") }),
      status: changes(about, { interval, listens: listen }),
      result: client.readTool(
        tool,
        Effect.flatMap(latest, ({ first, looked }) => outcome(about, first, { ...waiting, looked }))
      ),
      answer: (key, response) => {
        if (about.dialect.tasks === "Core") return Effect.fail(unsupported("tasks/update"))
        const sent = Inputs.byHand(about, asked, key, response)
        return Effect.mapError(sent, told("tasks/update"))
      },
      cancel: cancelling(about)
    }
  })

/** As it is now, and then each time it is found otherwise. */
const changes = (about: About<Failed>, options: Watch.Options): Stream.Stream<Snapshot, Failed> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const first = yield* look(about)
      const watch = yield* Watch.make(about, first, { ...options, looked: true })
      return Stream.concat(
        Stream.succeed(first),
        Task.isFinal(first) ? Stream.empty : Stream.fromEffectRepeat(watch.next)
      ).pipe(
        Stream.changesWith(Watch.isSame),
        Stream.takeUntil(Task.isFinal),
        Stream.map(Seen.snapshot)
      )
    })
  ).pipe(Stream.mapError(told("tasks/get")))

/** In the core, what is over cannot be cancelled: that is what was wanted. */
const cancelling = (about: About<Failed>): Effect.Effect<void, Failed> => {
  const over = (error: Failed) =>
    Effect.flatMap(look(about), (seen) => (Task.isFinal(seen) ? Effect.void : Effect.fail(error)))
  return ask(about, "tasks/cancel").pipe(
    Effect.asVoid,
    Effect.catchTag("ClientError", (error) =>
      isInvalid(error) ? over(error) : Effect.fail(error)
    ),
    Effect.mapError(told("tasks/cancel"))
  )
}

const isInvalid = ({ reason }: Failed): boolean =>
  reason._tag === "Refused" && reason.code === ErrorCode.invalidParams

/** A call that needed no task. */
const answered = (result: ToolResult.ToolResult, now: number): Untyped => {
  const snapshot: Snapshot = {
    id: undefined,
    status: "completed",
    statusMessage: undefined,
    createdAt: now,
    updatedAt: now,
    ttl: undefined,
    pollInterval: undefined,
    questions: {}
  }
  return {
    id: undefined,
    immediate: undefined,
    get: Effect.succeed(snapshot),
    status: Stream.succeed(snapshot),
    result: Effect.succeed(result),
    answer: () => Effect.void,
    cancel: Effect.void
  }
}

const unsupported = (what: string): Failed =>
  new ClientError.ClientError({
    method: what,
    reason: new ClientError.Unsupported({ what, by: "Revision" })
  })

/** An error of these modules as one of the client's. */
const told =
  (method: string) =>
  (error: Watch.Failed<Failed>): Failed =>
    error._tag === "ClientError" ? error : new ClientError.ClientError({ method, reason: error })
