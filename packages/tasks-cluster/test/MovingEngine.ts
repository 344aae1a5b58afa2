/**
 * The engine in memory, with what a cluster adds: a process that goes down is interrupted in what it runs, and
 * the next one goes on with that.
 */
import { Effect, Fiber, Scope } from "effect"
import type { Workflow, WorkflowEngine } from "effect/workflow"

type Engine = WorkflowEngine.WorkflowEngine["Service"]
type Run = (payload: never, executionId: string) => Effect.Effect<unknown, unknown, unknown>

/** `inner` lives for as long as the cluster, whose scope it is. */
export const make = (inner: Engine, cluster: Scope.Scope): Engine => {
  const left = new Set<string>()
  let current: Run | undefined

  /** Runs where the workflow was registered last. */
  const anywhere = (payload: object, executionId: string) =>
    Effect.suspend(() => current?.(payload as never, executionId) ?? Effect.never)

  /** Runs until its process goes down. */
  const here =
    (run: Run, fibers: Map<string, Fiber.Fiber<unknown, unknown>>): Run =>
    (payload, executionId) =>
      Effect.withFiber((fiber) => {
        fibers.set(executionId, fiber)
        return Effect.ensuring(
          run(payload, executionId),
          Effect.sync(() => fibers.delete(executionId))
        )
      })

  const register = Effect.fnUntraced(function* (workflow: Workflow.Any, run: Run) {
    const fibers = new Map<string, Fiber.Fiber<unknown, unknown>>()
    if (current === undefined) {
      yield* Scope.provide(inner.register(workflow as never, anywhere as never), cluster)
    }
    current = here(run, fibers)
    yield* Effect.addFinalizer(() => {
      current = () => Effect.never
      for (const id of fibers.keys()) left.add(id)
      return Fiber.interruptAll([...fibers.values()])
    })
    for (const id of left) yield* inner.resume(workflow, id)
    left.clear()
  })

  return { ...inner, register }
}
