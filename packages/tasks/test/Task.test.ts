/** The life of a task, without a wire or a store. */
import { Task } from "@effect-mcp/tasks"
import { assert, describe, it } from "@effect/vitest"

const made = Task.make({ id: "t-1", owner: "local:local", ttl: 1_000, pollInterval: 100 }, 5_000)

const question: Task.Question = {
  method: "elicitation/create",
  params: { message: "Well?" },
  digest: "d"
}

const done: Task.End = { status: "completed", outcome: { _tag: "Result", result: {} } }
const broken: Task.End = {
  status: "failed",
  outcome: { _tag: "Error", error: { code: -1, message: "No" } },
  statusMessage: "No"
}

/** Everything that can be done to a task, by the status it leads to from one that works. */
const moves: { readonly [name: string]: (task: Task.Task) => Task.Task | undefined } = {
  ask: (task) => Task.ask(task, "a", question, 6_000),
  close: (task) => Task.close(task, ["a"], 6_000),
  say: (task) => Task.say(task, "halfway", 6_000),
  handOver: (task) => Task.handOver(task, 6_000),
  complete: (task) => Task.settle(task, done, 6_000),
  fail: (task) => Task.settle(task, broken, 6_000),
  cancel: (task) => Task.cancel(task, 6_000)
}

/** What comes of each; a dash is what may not be done, or does nothing. */
const outcomes = (task: Task.Task | undefined) => {
  if (task === undefined) throw new Error("There is no such task")
  return Object.fromEntries(
    Object.entries(moves).map(([name, move]) => [name, move(task)?.status ?? "-"])
  )
}

const ends = { complete: "completed", fail: "failed", cancel: "cancelled" }
const nothing = Object.fromEntries(Object.keys(moves).map((name) => [name, "-"]))

describe("a task", () => {
  it("2025-11-25/TK-39: begins in working, with nothing asked and nothing come of it", () => {
    assert.deepStrictEqual(made, {
      id: "t-1",
      version: 1,
      owner: "local:local",
      status: "working",
      statusMessage: undefined,
      createdAt: 5_000,
      updatedAt: 5_000,
      ttl: 1_000,
      pollInterval: 100,
      questions: new Map(),
      outcome: undefined,
      lease: undefined,
      external: false,
      toolFailed: false
    })
  })

  it("2025-11-25/TK-58: knows whether its tool said that it failed", () => {
    const settled = (result: { readonly [member: string]: unknown }) =>
      Task.settle(made, { status: "completed", outcome: { _tag: "Result", result } }, 6_000)
    assert.isTrue(settled({ content: [], isError: true })?.toolFailed)
    assert.isFalse(settled({ content: [], isError: "true" })?.toolFailed)
    assert.isFalse(Task.settle(made, broken, 6_000)?.toolFailed)
  })

  it("2025-11-25/TK-40: goes from working to each other status", () => {
    assert.deepStrictEqual(outcomes(made), {
      ask: "input_required",
      close: "-",
      say: "working",
      handOver: "working",
      ...ends
    })
  })

  it("2025-11-25/TK-40: goes from input_required to working, and to each end", () => {
    assert.deepStrictEqual(outcomes(moves["ask"]?.(made)), {
      ask: "input_required",
      close: "working",
      say: "input_required",
      handOver: "input_required",
      ...ends
    })
  })

  it.each(["complete", "fail", "cancel"])(
    "2025-11-25/TK-41, extensions/TX-21, 2025-11-25/TK-34: goes nowhere from its end by %s",
    (end) => {
      assert.deepStrictEqual(outcomes(moves[end]?.(made)), nothing)
    }
  )

  it("task.version: each change has the next version and a later time, whatever the clock says", () => {
    const later = Task.say(made, "a", 7_000)
    assert.deepInclude(later, { version: 2, updatedAt: 7_000, createdAt: 5_000 })
    assert.deepInclude(later && Task.say(later, "b", 6_500), { version: 3, updatedAt: 7_001 })
  })

  it("extensions/TX-37: works again only when the last of its questions is closed", () => {
    const one = Task.ask(made, "a", question, 6_000)
    const two = one && Task.ask(one, "b", question, 6_000)
    const half = two && Task.close(two, ["a", "unknown"], 6_000)
    assert.deepStrictEqual([...(half?.questions.keys() ?? [])], ["b"])
    assert.strictEqual(half?.status, "input_required")
    const all = half && Task.close(half, ["b"], 6_000)
    assert.strictEqual(all?.status, "working")
    assert.strictEqual(all?.questions.size, 0)
    assert.isUndefined(all && Task.close(all, ["a", "b"], 6_000))
  })

  it("task.ends: an end takes its questions and its lease with it", () => {
    const held = Task.make({ ...made, lease: { runner: "r", until: 9_000 } }, 5_000)
    const asked = Task.ask(held, "a", question, 6_000)
    for (const end of ["complete", "fail", "cancel"]) {
      const ended = asked && moves[end]?.(asked)
      assert.strictEqual(ended?.questions.size, 0)
      assert.isUndefined(ended?.lease)
    }
    assert.strictEqual(Task.settle(held, broken, 6_000)?.statusMessage, "No")
    assert.strictEqual(Task.cancel(held, 6_000, "Enough")?.statusMessage, "Enough")
  })

  it("extensions/TX-36: is kept until its time is over, and for ever without one", () => {
    assert.strictEqual(Task.expiresAt(made), 6_000)
    assert.isFalse(Task.isExpired(made, 5_999))
    assert.isTrue(Task.isExpired(made, 6_000))
    assert.isFalse(Task.isExpired({ createdAt: 0, ttl: null }, Number.MAX_SAFE_INTEGER))
  })
})
