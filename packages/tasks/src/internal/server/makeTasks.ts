/**
 * The server half of tasks, put together.
 */
import { Extension } from "@effect-mcp/protocol"
import type { Revision } from "@effect-mcp/schema"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"

import * as TaskLimits from "../../TaskLimits.ts"
import * as TaskRunner from "../../TaskRunner.ts"
import type { Tasks } from "../../Tasks.ts"
import { TaskStore } from "../../TaskStore.ts"
import { tasksExtension } from "../extensionId.ts"
import { authorApi } from "./authorApi.ts"
import { Connections } from "./connections.ts"
import { coreDialect } from "./coreDialect.ts"
import { CoreResults } from "./coreResults.ts"
import { tellClient } from "./coreStatus.ts"
import { Desk } from "./desk.ts"
import { extensionDialect } from "./extensionDialect.ts"
import { Hub } from "./hub.ts"
import { noDialect } from "./noDialect.ts"
import { Quotas } from "./quotas.ts"
import { Runnable } from "./runnable.ts"
import { TaskHost } from "./taskHost.ts"
import { TaskTools } from "./taskTools.ts"

export interface Made {
  /** A context in which servers find the extension. */
  readonly extension: Context.Context<never>
  readonly tasks: Tasks["Service"]
}

export const makeTasks = (
  options: TaskLimits.Options | undefined
): Effect.Effect<Made, never, TaskStore | Scope.Scope> =>
  Effect.gen(function* () {
    const context = yield* Effect.context<TaskStore>()
    const store = yield* TaskStore
    const limits = TaskLimits.make(options)
    const runnable = new Runnable()
    const hub = new Hub(context)
    const connections = new Connections()
    const quotas = new Quotas(store, limits)
    const host = new TaskHost({ store, runnable, limits, quotas, connections, context })
    const runner = Context.getOrUndefined(context, TaskRunner.TaskRunner) ?? TaskRunner.local()
    yield* store.watch((id) => (id === undefined ? hub.tellAll() : hub.tell(id)))
    const running = yield* runner.run(host)
    const desk = new Desk({ store, host, running, limits, quotas, hub, connections })
    yield* sweeping(store, quotas, limits)
    connections.onBegan = (task, connection) => tellClient(desk, task, connection, connections)
    const extension = yield* Layer.build(
      Extension.layer({
        id: tasksExtension,
        settings: {},
        instance: ({ name }) => instance(new TaskTools(name, runnable), desk)
      })
    )
    return { extension, tasks: authorApi(host, hub) }
  })

/** Of one server. */
const instance = (tools: TaskTools, desk: Desk): Extension.Instance => {
  const results = new CoreResults(desk)
  const dialects = {
    None: () => noDialect(tools),
    Core: () => coreDialect(tools, desk, results),
    Extension: (revision: Revision.Revision) => extensionDialect(revision, tools, desk)
  }
  return {
    served: tools.served,
    draining: results.drain,
    server: (revision) => dialects[revision.tasks](revision)
  }
}

/** Deletes what has expired, and has the principals' tasks counted anew. */
const sweeping = (
  store: TaskStore["Service"],
  quotas: Quotas,
  { sweep }: TaskLimits.Limits
): Effect.Effect<unknown, never, Scope.Scope> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => store.sweep(now)).pipe(
    Effect.ensuring(Effect.sync(() => quotas.forget())),
    Effect.catchCause((cause) => Effect.logWarning("Expired tasks could not be deleted", cause)),
    Effect.repeat(Schedule.spaced(sweep)),
    Effect.forkScoped
  )
