/**
 * Jobs that need each other: each is a task of some agent, begun when what it needs is done and an agent is free. A job
 * whose agent dies goes on with the same task when the agent is back, or begins anew with another agent.
 *
 * @since 0.1.0
 */
import type { Client, ClientError, ToolDefinition } from "@effect-mcp/client"
import type { TaskHandle, TaskSnapshot } from "@effect-mcp/tasks"
import { Deferred, Effect, Exit, Option, Queue, Schema, type Scope, Stream } from "effect"

import type { Agent } from "./agents.ts"
import type { Board } from "./board.ts"
import type { Role, WorkFailed } from "./work.ts"

/** A job came to nothing, and with it all that need it. */
export class JobFailed extends Schema.TaggedError<JobFailed>()("JobFailed", {
  job: Schema.String,
  reason: Schema.String
}) {
  override get message() {
    return `${this.job}: ${this.reason}`
  }
}

/** What a job will come to. `parts` are the jobs it is made of, by the names that the board has for them. */
export interface Job<out A> {
  readonly parts: ReadonlyArray<{
    readonly id: string
    readonly done: Effect.Effect<unknown, JobFailed>
  }>
  readonly done: Effect.Effect<A, JobFailed>
}

/** Several jobs as one. */
export const all = <A>(jobs: ReadonlyArray<Job<A>>): Job<ReadonlyArray<A>> => ({
  parts: jobs.flatMap(({ parts }) => parts),
  done: Effect.all(
    jobs.map(({ done }) => done),
    { concurrency: "unbounded" }
  )
})

type Needs = ReadonlyArray<Job<unknown>>

type Results<N extends Needs> = {
  readonly [K in keyof N]: N[K] extends Job<infer A> ? A : never
}

/** Work of one kind: who does it, and how it is begun and come back to as a task. */
export interface Kind<in I, in out A> {
  readonly role: Role
  /** What came of it, for people. */
  readonly told: (result: A) => string
  readonly start: (
    client: Client.Client,
    args: I
  ) => Effect.Effect<Handle<A>, ClientError.ClientError>
  readonly resume: (
    client: Client.Client,
    id: string
  ) => Effect.Effect<Handle<A>, ClientError.ClientError>
}

type Handle<A> = TaskHandle.Handle<A, ToolDefinition.ToolFailed | WorkFailed>

type Trouble = ClientError.ClientError | ToolDefinition.ToolFailed | WorkFailed

/** A job, before it is begun. */
export interface Plan<N extends Needs, I, A> {
  readonly kind: Kind<I, A>
  readonly needs: N
  readonly args: (results: Results<N>) => I
}

/** Where jobs are done. */
export interface Jobs {
  readonly job: <const N extends Needs, I, A>(
    id: string,
    plan: Plan<N, I, A>
  ) => Effect.Effect<Job<A>, never, Scope.Scope>
}

/** Agents that have nothing to do, by role. */
interface Pool {
  readonly take: (role: Role) => Effect.Effect<Agent>
  readonly give: (agent: Agent) => Effect.Effect<unknown>
}

const makePool = Effect.fnUntraced(function* (agents: ReadonlyArray<Agent>) {
  const free = new Map<Role, Queue.Queue<Agent>>()
  for (const agent of agents) {
    const queue = free.get(agent.role) ?? (yield* Queue.unbounded<Agent>())
    free.set(agent.role, queue)
    yield* Queue.offer(queue, agent)
  }
  const pool: Pool = {
    take: (role) => {
      const queue = free.get(role)
      return queue === undefined ? Effect.die(new Error(`There is no ${role}`)) : Queue.take(queue)
    },
    give: (agent) => {
      const queue = free.get(agent.role)
      return queue === undefined ? Effect.void : Queue.offer(queue, agent)
    }
  }
  return pool
})

/** Whether the agent's process is gone, rather than its work. */
const isGone = (error: Trouble): boolean =>
  error._tag === "ClientError" &&
  (error.reason._tag === "Disconnected" || error.reason._tag === "Unreachable")

/** How one agent does a job, told to the board. */
const makeWork = <I, A>(board: Board, id: string, kind: Kind<I, A>) => {
  const tell = ({ questions, status, statusMessage = "" }: TaskSnapshot.Snapshot) => {
    if (status !== "working" && status !== "input_required") return
    const asks = status === "input_required" || Object.keys(questions).length > 0
    const waitsFor = asks ? ["the model"] : []
    board.set(id, { state: asks ? "asks" : "working", message: statusMessage, waitsFor })
  }

  const watch = (handle: Handle<A>) =>
    Effect.raceFirst(
      handle.result,
      Stream.runForEach(handle.status, (snapshot) => Effect.sync(() => tell(snapshot))).pipe(
        Effect.ignore,
        Effect.andThen(Effect.never)
      )
    )

  /** Waits for a task of this agent; if the agent dies and comes back, for the same one. */
  const wait = (agent: Agent, task: string): Effect.Effect<A, Trouble> =>
    Effect.catch(Effect.flatMap(kind.resume(agent.client(), task), watch), (error) => {
      if (!isGone(error) || !agent.restarts) return Effect.fail(error)
      board.set(id, { state: "lost", waitsFor: [agent.name], message: "its agent has died" })
      return Effect.andThen(
        agent.restart,
        Effect.suspend(() => wait(agent, task))
      )
    })

  return Effect.fnUntraced(function* (agent: Agent, args: I) {
    board.set(id, { state: "working", agent: agent.name, waitsFor: [], message: "" })
    const handle = yield* kind.start(agent.client(), args)
    return yield* handle.id === undefined ? handle.result : wait(agent, handle.id)
  })
}

/** Jobs for these agents, shown on this board; they run until the scope closes. */
export const make = Effect.fnUntraced(function* (agents: ReadonlyArray<Agent>, board: Board) {
  const pool = yield* makePool(agents)

  /** Has some agent of the role do it; one that dies for good is replaced. */
  const byAnyOf = <A>(
    id: string,
    role: Role,
    work: (agent: Agent) => Effect.Effect<A, Trouble>
  ): Effect.Effect<A, Trouble> =>
    Effect.gen(function* () {
      board.set(id, { state: "waits", agent: undefined, waitsFor: [`a free ${role}`] })
      const agent = yield* pool.take(role)
      const exit = yield* Effect.exit(work(agent))
      const error = Option.getOrUndefined(Exit.findErrorOption(exit))
      const died = error !== undefined && isGone(error)
      if (!died) yield* pool.give(agent)
      if (!died || agent.restarts) return yield* exit
      board.set(id, { state: "lost", message: `${agent.name} has died`, waitsFor: [] })
      return yield* Effect.suspend(() => byAnyOf(id, role, work))
    })

  /** The results of what a job needs, once they are all there. */
  const needed = Effect.fnUntraced(function* (id: string, needs: Needs) {
    const parts = needs.flatMap(({ parts }) => parts)
    const open = new Set(parts.map(({ id }) => id))
    if (open.size > 0) board.set(id, { waitsFor: Array.from(open) })
    const strike = ({ done, id: part }: Job<unknown>["parts"][number]) =>
      Effect.tap(done, () =>
        Effect.sync(() => {
          open.delete(part)
          if (open.size > 0) board.set(id, { waitsFor: Array.from(open) })
        })
      )
    yield* Effect.forEach(parts, strike, { concurrency: "unbounded", discard: true })
    return yield* Effect.forEach(needs, ({ done }) => done)
  })

  const jobs: Jobs = {
    job: Effect.fnUntraced(function* <const N extends Needs, I, A>(
      id: string,
      { args, kind, needs }: Plan<N, I, A>
    ) {
      const work = makeWork(board, id, kind)
      const done = yield* Deferred.make<A, JobFailed>()
      const run = Effect.gen(function* () {
        const results = yield* needed(id, needs)
        // One result for each need, in their order.
        const given = args(results as Results<N>)
        return yield* byAnyOf(id, kind.role, (agent) => work(agent, given))
      }).pipe(
        Effect.tap((result) =>
          Effect.sync(() =>
            board.set(id, { state: "done", waitsFor: [], message: kind.told(result) })
          )
        ),
        Effect.mapError((error) =>
          error._tag === "JobFailed" ? error : new JobFailed({ job: id, reason: error.message })
        ),
        Effect.tapError(({ message }) =>
          Effect.sync(() => board.set(id, { state: "failed", waitsFor: [], message }))
        )
      )
      yield* Effect.forkScoped(Deferred.into(run, done))
      const outcome = Deferred.await(done)
      return { parts: [{ id, done: outcome }], done: outcome }
    })
  }
  return jobs
})
