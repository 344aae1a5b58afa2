/**
 * The steps of a live task: taken from its journal, or written there before the handler goes on.
 */
import { Interpreter, type Steps } from "@effect-mcp/protocol"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"

import type { Entries } from "../../TaskJournal.ts"
import type { Kept } from "../../TaskStore.ts"
import { patiently } from "../patiently.ts"
import type { LiveTask } from "./liveTask.ts"

type StepRecord = Steps.StepRecord

export class LiveSteps {
  readonly callId: string
  private readonly task: LiveTask
  private readonly records = new Map<string, StepRecord>()
  private readonly names = new Interpreter.Names()

  constructor({ call, journal }: Kept, task: LiveTask) {
    this.callId = call.callId
    this.task = task
    this.learn(journal)
  }

  readonly step = <R>(
    name: string,
    run: Effect.Effect<StepRecord, never, R>
  ): Effect.Effect<StepRecord, never, R> =>
    Effect.withFiber((fiber) => {
      if (this.task.state === "Leaving") return Interpreter.refuse
      const base = Interpreter.stepPath(fiber, name)
      const path = this.names.take(base)
      const record = this.records.get(path)
      return record === undefined ? this.run(base, path, run) : Effect.succeed(record)
    })

  private run<R>(
    base: string,
    path: string,
    run: Effect.Effect<StepRecord, never, R>
  ): Effect.Effect<StepRecord, never, R> {
    return Effect.flatMap(
      Effect.onExit(Interpreter.inside(path, run), (exit: Exit.Exit<StepRecord>) =>
        Effect.sync(() => {
          if (exit._tag === "Failure") this.names.giveBack(base, path)
        })
      ),
      (record) => this.keep(path, record)
    )
  }

  /** What a handler cleans up after its cancellation is nobody's to do again. */
  private keep(path: string, record: StepRecord): Effect.Effect<StepRecord> {
    const entries: Entries = [{ _tag: "Step", path, record }]
    if (this.task.state === "Cancelled") return this.kept(entries, record)
    const { host, runner } = this.task.options
    return Effect.matchEffect(patiently(host.store.append(this.task.id, runner, entries)), {
      onFailure: (error) => Effect.andThen(this.task.lost(error), Interpreter.refuse),
      onSuccess: (isOurs) => (isOurs ? this.kept(entries, record) : this.refused(entries, record))
    })
  }

  /** It was cancelled or taken away in this moment; which of both is to be read. */
  private refused(entries: Entries, record: StepRecord): Effect.Effect<StepRecord> {
    return Effect.suspend(() => {
      if (this.task.state === "Cancelled") return this.kept(entries, record)
      this.task.told()
      return Interpreter.refuse
    })
  }

  private kept(entries: Entries, record: StepRecord): Effect.Effect<StepRecord> {
    this.learn(entries)
    return Effect.succeed(record)
  }

  /** The outer record stands for the steps within it. */
  private learn(entries: Entries): void {
    for (const entry of entries) {
      if (entry._tag !== "Step") continue
      const within = `${entry.path}/`
      for (const path of this.records.keys()) if (path.startsWith(within)) this.records.delete(path)
      this.records.set(entry.path, entry.record)
    }
  }
}
