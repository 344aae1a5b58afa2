/** Jobs of agents that are made up: who waits for whom, and what becomes of work whose agent dies. */
import { ClientError } from "@effect-mcp/client"
import { RequestError } from "@effect-mcp/protocol"
import { McpServer } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { assert, it } from "@effect/vitest"
import { Deferred, Effect, Stream } from "effect"

import type { Agent } from "../../src/orchestrator/agents.ts"
import * as Board from "../../src/orchestrator/board.ts"
import * as Jobs from "../../src/orchestrator/jobs.ts"
import { WorkFailed } from "../../src/orchestrator/work.ts"

const gone = new ClientError.ClientError({
  method: "tasks/get",
  reason: new RequestError.Disconnected({ cause: "It died" })
})

type Outcome = Effect.Effect<string, ClientError.ClientError | WorkFailed>

const handle = (id: string, result: Outcome) => ({
  id,
  immediate: undefined,
  get: Effect.die("not asked for"),
  status: Stream.empty,
  result,
  answer: () => Effect.void,
  cancel: Effect.void
})

/** Work whose outcome, by what it is given, is up to the test; a later one is that of a task come back to. */
const kindOf = (
  ...outcomes: ReadonlyArray<(args: string) => Outcome>
): Jobs.Kind<string, string> => {
  const begun: Array<string> = []
  let turn = 0
  const next = (id: string) => {
    const outcome = outcomes[Math.min(turn++, outcomes.length - 1)]
    return Effect.succeed(handle(id, outcome?.(begun.at(-1) ?? "") ?? Effect.never))
  }
  return {
    role: "coder",
    told: (result) => result,
    start: (_, args) => {
      begun.push(args)
      return Effect.succeed(handle(`task ${begun.length}`, Effect.never))
    },
    resume: (_, id) => next(id)
  }
}

const setUp = Effect.fnUntraced(function* (...agents: ReadonlyArray<Partial<Agent>>) {
  const client = yield* TestMcp.connect(McpServer.layer({ name: "agent", version: "1.0.0" }))
  const told: Array<string> = []
  const board = Board.make(({ agent = "", job, state, waitsFor }) => {
    told.push(`${job} ${state} ${agent}|${waitsFor.join()}`)
  })
  const all = agents.map((agent): Agent => ({
    name: "coder",
    role: "coder",
    restarts: false,
    client: () => client,
    restart: Effect.void,
    kill: Effect.succeed(1),
    ...agent
  }))
  return { board, told, jobs: yield* Jobs.make(all, board) }
})

it.effect("jobs.needs: a job begins when what it needs is done, with what came of it", () =>
  Effect.gen(function* () {
    const { board, jobs, told } = yield* setUp({})
    const open = yield* Deferred.make<void>()
    const kind = kindOf(
      () => Effect.as(Deferred.await(open), "first"),
      (args) => Effect.succeed(`${args} and second`)
    )
    const first = yield* jobs.job("a", { kind, needs: [], args: () => "" })
    const second = yield* jobs.job("b", { kind, needs: [first], args: ([result]) => result })
    yield* Effect.yieldNow
    assert.deepStrictEqual(board.row("b").waitsFor, ["a"])
    yield* Deferred.succeed(open, undefined)
    assert.strictEqual(yield* second.done, "first and second")
    assert.deepStrictEqual(
      told.filter((line) => line.startsWith("b")),
      ["b waits |a", "b waits |a free coder", "b working coder|", "b done coder|"]
    )
  })
)

it.effect("jobs.restart: an agent that comes back is asked for the same task", () =>
  Effect.gen(function* () {
    const restarts: Array<string> = []
    const restart = Effect.sync(() => void restarts.push("again"))
    const { jobs, told } = yield* setUp({ restarts: true, restart })
    const kind = kindOf(
      () => Effect.fail(gone),
      (args) => Effect.succeed(`of ${args}`)
    )
    const job = yield* jobs.job("a", { kind, needs: [], args: () => "one start" })
    assert.strictEqual(yield* job.done, "of one start")
    assert.deepStrictEqual(restarts, ["again"])
    assert.include(told, "a lost coder|coder")
  })
)

it.effect(
  "jobs.replace: what an agent leaves that does not come back is another's, from its start",
  () =>
    Effect.gen(function* () {
      const { board, jobs } = yield* setUp({ name: "one" }, { name: "two" })
      const kind = kindOf(
        () => Effect.fail(gone),
        () => Effect.succeed("done")
      )
      const job = yield* jobs.job("a", { kind, needs: [], args: () => "" })
      assert.strictEqual(yield* job.done, "done")
      assert.strictEqual(board.row("a").agent, "two")
      const next = yield* jobs.job("b", { kind, needs: [], args: () => "" })
      yield* next.done
      assert.strictEqual(board.row("b").agent, "two")
    })
)

it.effect("jobs.failed: a job that fails takes those along that need it, and no agent", () =>
  Effect.gen(function* () {
    const { board, jobs } = yield* setUp({})
    const kind = kindOf(
      () => Effect.fail(new WorkFailed({ reason: "no such module" })),
      () => Effect.succeed("done")
    )
    const first = yield* jobs.job("a", { kind, needs: [], args: () => "" })
    const second = yield* jobs.job("b", { kind, needs: [first], args: ([result]) => result })
    const failed = yield* Effect.flip(second.done)
    assert.strictEqual(failed.message, "a: no such module")
    assert.strictEqual(board.row("b").state, "failed")
    const third = yield* jobs.job("c", { kind, needs: [], args: () => "" })
    assert.strictEqual(yield* third.done, "done")
  })
)
