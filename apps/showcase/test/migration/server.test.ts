/**
 * The migration's server and a client of it, in memory: what holds without a process to kill.
 */
import { ElicitationHandler } from "@effect-mcp/client"
import { Principal } from "@effect-mcp/protocol"
import { type Revision, Revisions } from "@effect-mcp/schema"
import { TaskClient, TaskHandle } from "@effect-mcp/tasks"
import { TestMcp } from "@effect-mcp/testing"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, it } from "@effect/vitest"
import { Deferred, Effect, FileSystem, Layer, Stream } from "effect"

import { MigrateFolder, MigrateModule } from "../../src/migration/definitions.ts"
import * as MigrationServer from "../../src/migration/migrationServer.ts"
import * as StateFolder from "../../src/migration/stateFolder.ts"
import * as StepLog from "../../src/stepLog.ts"

const all = {
  "a.ts": `import { Either } from "effect"\nexport const a = Either.left(1)\n`,
  "b.ts": `import { globalValue } from "effect/GlobalValue"\nexport const b = globalValue("b", () => 1)\n`,
  "c.ts": `import { globalValue } from "effect/GlobalValue"\nexport const c = globalValue("c", () => 2)\n`,
  "d.ts": `export const d = 1\n`
}

const byCore = Revisions.all.find(({ tasks }) => tasks === "Core")
const byExtension = Revisions.all.find(({ tasks }) => tasks === "Extension")
const kinds = [byCore, byExtension].flatMap((revision) => revision ?? [])

/** A folder with these files, its server, and where that keeps what it did. */
const serve = Effect.fnUntraced(function* (files: Readonly<Record<string, string>> = all) {
  const fs = yield* FileSystem.FileSystem
  const root = yield* fs.makeTempDirectoryScoped()
  for (const [file, text] of Object.entries(files)) {
    yield* fs.writeFileString(`${root}/${file}`, text)
  }
  const state = yield* StateFolder.at(yield* fs.makeTempDirectoryScoped())
  const server = yield* TestMcp.serve(MigrationServer.layer(root, state))
  return { server, root, state }
})

/** A person who gives each answer of a form's default, or what `action` says. */
const person = (action: "accept" | "decline" | "cancel", asked: Array<string> = []) =>
  ElicitationHandler.layer({
    form: ({ content, message }) => {
      asked.push(message.split("\n")[1] ?? "")
      return Effect.succeed(action === "accept" ? { action, content } : { action })
    }
  })

const text = (file: string) => FileSystem.FileSystem.use((fs) => fs.readFileString(file))

/** What is decided for such a client, and why. */
const reasons = (revision: Revision.Revision | undefined, who: Layer.Layer<never>) =>
  Effect.gen(function* () {
    const { server } = yield* serve()
    const client = yield* server
      .connect({ revision })
      .pipe(Effect.provide([TaskClient.layer(), who]))
    const { decisions } = yield* client.call(MigrateFolder, { write: false })
    return decisions.map(({ answer, because }) => `${answer}: ${because}`)
  })

const forAll = (why: string) => [`rename: ${why}`, `constant: ${why}`, `constant: ${why}`]

it.layer(NodeServices.layer, { excludeTestServices: true })("migration server", (it) => {
  for (const revision of kinds) {
    it.effect(
      `folder.tasks: each file is a task, and asks through the folder's (${revision.version})`,
      () =>
        Effect.gen(function* () {
          const { root, server, state } = yield* serve()
          const asked: Array<string> = []
          const client = yield* server
            .connect({ revision })
            .pipe(Effect.provide([TaskClient.layer(), person("accept", asked)]))
          const done = yield* client.call(MigrateFolder, { write: true })
          assert.deepStrictEqual(
            done.decisions.map(({ answer, because, question }) => [question.id, answer, because]),
            [
              ["names", "rename", undefined],
              ["shared:b.ts:2:18", "constant", undefined],
              ["shared:c.ts:2:18", "constant", undefined]
            ]
          )
          assert.deepStrictEqual(asked.map((question) => question.slice(0, 10)).toSorted(), [
            "Either is ",
            "globalValu",
            "globalValu"
          ])
          assert.deepStrictEqual([done.summary.files, done.summary.changed], [4, 3])
          assert.strictEqual(
            yield* text(`${root}/a.ts`),
            `import { Result } from "effect"\nexport const a = Result.fail(1)\n`
          )
          assert.strictEqual(yield* text(`${root}/b.ts`), "export const b = 1\n")
          assert.deepStrictEqual(StepLog.tally(yield* StepLog.read(state.steps)).again, [])
          for (const { file, task } of done.modules) {
            const handle = yield* TaskHandle.resume(client, task, MigrateModule)
            const { rewritten } = yield* handle.result
            assert.strictEqual(rewritten.file, file)
          }
        })
    )
  }

  it.effect(
    "folder.call: to a client without tasks it is a call, and each step still runs once",
    () =>
      Effect.gen(function* () {
        const { server, state } = yield* serve()
        const asked: Array<string> = []
        const client = yield* server.connect().pipe(Effect.provide(person("accept", asked)))
        const done = yield* client.call(MigrateFolder, { write: false })
        assert.strictEqual(done.summary.changed, 3)
        assert.strictEqual(asked.length, 3)
        assert.deepStrictEqual(StepLog.tally(yield* StepLog.read(state.steps)).again, [])
      })
  )

  it.effect(
    "folder.unasked: who says no, and who cannot be asked, gets the defaults, and is told why",
    () =>
      Effect.gen(function* () {
        const nobody = Layer.empty
        for (const revision of kinds) {
          assert.deepStrictEqual(
            yield* reasons(revision, person("decline")),
            forAll("the question was declined")
          )
          assert.deepStrictEqual(
            yield* reasons(revision, person("cancel")),
            forAll("the question was dismissed")
          )
          assert.deepStrictEqual(
            yield* reasons(revision, nobody),
            forAll("the client cannot be asked")
          )
        }
        assert.deepStrictEqual(
          yield* reasons(Revisions.all.at(-1), nobody),
          forAll("the client cannot be asked")
        )
      })
  )

  it.effect("folder.cancel: cancelling the folder's task cancels those of its files", () =>
    Effect.gen(function* () {
      const { server } = yield* serve({ "b.ts": all["b.ts"], "c.ts": all["c.ts"] })
      const both = yield* Deferred.make<void>()
      let asked = 0
      const silent = ElicitationHandler.layer({
        form: () =>
          ++asked === 2
            ? Effect.andThen(Deferred.succeed(both, undefined), Effect.never)
            : Effect.never
      })
      const client = yield* server
        .connect({ revision: byCore })
        .pipe(Effect.provide([TaskClient.layer(), silent]))
      const handle = yield* TaskHandle.start(client, MigrateFolder, { write: false })
      yield* Effect.forkChild(Effect.exit(handle.result))
      yield* Deferred.await(both)
      yield* handle.cancel
      const tasks = Array.from(yield* Stream.runCollect(TaskHandle.list(client)))
      const ends = yield* Effect.forEach(tasks, ({ id = "" }) =>
        Effect.flatMap(TaskHandle.resume(client, id), ({ status }) => Stream.runLast(status))
      )
      assert.strictEqual(tasks.length, 3)
      assert.deepStrictEqual(
        ends.flatMap((end) => (end._tag === "Some" ? [end.value.status] : [])),
        ["cancelled", "cancelled", "cancelled"]
      )
    })
  )

  it.effect("folder.owner: the tasks of the files belong to whoever started the folder's", () =>
    Effect.gen(function* () {
      const { server } = yield* serve()
      const connect = (name: string) =>
        server
          .connect({ principal: Principal.user(name) })
          .pipe(Effect.provide([TaskClient.layer(), person("accept")]))
      const client = yield* connect("a")
      const other = yield* connect("b")
      const { modules } = yield* client.call(MigrateFolder, { write: false })
      for (const { task } of modules) {
        const own = yield* TaskHandle.resume(client, task)
        assert.strictEqual((yield* own.get).status, "completed")
        const refused = yield* Effect.flip(
          Effect.flatMap(TaskHandle.resume(other, task), ({ get }) => get)
        )
        assert.strictEqual(refused.reason._tag, "Refused")
      }
    })
  )

  it.effect(
    "module.refused: a file outside of the folder, and an answer that is none, are refused",
    () =>
      Effect.gen(function* () {
        const { root, server } = yield* serve()
        const client = yield* server
          .connect()
          .pipe(Effect.provide([TaskClient.layer(), person("accept")]))
        const migrate = (file: string, answers: Readonly<Record<string, string>>) =>
          Effect.flip(client.call(MigrateModule, { file, answers, write: true }))
        const outside = yield* migrate("../a.ts", {})
        assert.strictEqual(outside.message, "../a.ts is not inside the folder")
        const bad = yield* migrate("a.ts", { names: "no" })
        assert.strictEqual(bad.message, `"no" does not answer names: one of rename, alias`)
        assert.strictEqual(yield* text(`${root}/a.ts`), all["a.ts"])
      })
  )
})
