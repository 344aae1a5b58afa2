/** What the tasks of the contract are made of. */
import { Effect } from "effect"

import { Task } from "../../src/index.ts"
import type { TaskStore } from "../../src/index.ts"

export type Store = TaskStore.TaskStore["Service"]

export const call: TaskStore.Call = {
  callId: "call-1",
  tool: "deploy",
  params: { name: "deploy", arguments: { env: "production" } },
  revision: "2025-11-25",
  principal: { kind: "user", id: "ada" },
  info: { name: "host", version: "1.0.0" },
  capabilities: { elicitation: { form: {} } }
}

interface Made extends Partial<Task.New> {
  readonly at?: number
  readonly tool?: string
  readonly journal?: TaskStore.Kept["journal"]
}

/** A task of "ada" that began at 1000, in nobody's hands. */
export const kept = ({
  at = 1000,
  journal = [],
  tool = "deploy",
  ...made
}: Made = {}): TaskStore.Kept => ({
  task: Task.make({ id: "a", owner: "ada", ttl: 60_000, pollInterval: 1000, ...made }, at),
  call: { ...call, tool },
  journal
})

/** What a change has made, which was one. */
export const did = (task: Task.Task | undefined): Task.Task => {
  if (task === undefined) throw new Error("The task may not be changed like this.")
  return task
}

export const found = <A>(value: A | undefined): A => {
  if (value === undefined) throw new Error("There is no such task.")
  return value
}

export const done: Task.End = {
  status: "completed",
  outcome: { _tag: "Result", result: { content: [] } }
}

export const question = (digest: string): Task.Question => ({
  method: "elicitation/create",
  params: { message: "Go on?" },
  digest
})

export const step = (path: string) => ({ _tag: "Step", path, record: { ok: path } }) as const

/** Reads, changes and writes until nobody was faster. */
export const change = Effect.fnUntraced(function* (
  store: Store,
  id: string,
  by: (task: Task.Task) => Task.Task | undefined,
  entries?: TaskStore.Kept["journal"]
) {
  while (true) {
    const next = did(by(found(yield* store.get(id))))
    if (yield* store.save(next, entries)) return next
  }
})

/** Creates these one after the other. */
export const create = (store: Store, all: ReadonlyArray<TaskStore.Kept>) =>
  Effect.forEach(all, (kept) => store.create(kept), { discard: true })
