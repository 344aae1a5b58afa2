/**
 * What the terminal client does: surveys the folder, starts the migration, loses the server in the middle of it, and goes
 * on with a new one and nothing but the id of the task.
 *
 * @since 0.1.0
 */
import type { Client } from "@effect-mcp/client"
import type { Revision } from "@effect-mcp/schema"
import { TaskClient, TaskHandle } from "@effect-mcp/tasks"
import { Effect, Option, Stream } from "effect"

import { Question, type Survey } from "../codemod/index.ts"
import * as Terminal from "../terminal.ts"
import { wording } from "./decisions.ts"
import { MigrateFolder, SurveyFolder } from "./definitions.ts"
import type { Hosting } from "./hosting.ts"
import type { Person } from "./person.ts"
import * as Standing from "./standing.ts"
import * as StateFolder from "./stateFolder.ts"

/** What a run is told. */
export interface Options {
  readonly root: string
  readonly state: StateFolder.StateFolder
  readonly hosting: Hosting
  readonly person: Person
  /** The only revision to speak; else the newest. */
  readonly pin: Revision.Revision | undefined
  readonly write: boolean
  /** Whether the server is killed in the middle. */
  readonly kills: boolean
}

type Handle = Effect.Success<ReturnType<typeof begin>>

/** Connects as this program does, with a person and with tasks. */
export const connect = ({ hosting, person, pin }: Options) =>
  Terminal.step(
    "connect",
    hosting
      .connect({
        name: "showcase",
        version: "1.0.0",
        // The server is ours, and speaks every revision; it only takes its time to start.
        probeTimeout: "1 minute",
        ...(pin === undefined ? {} : { pin })
      })
      .pipe(Effect.provide([person.layer, TaskClient.layer()]), Effect.zip(hosting.pid)),
    ([{ revision, server }, pid]) =>
      `${server.info?.title ?? server.info?.name ?? "the server"} speaks ${revision.version}, process ${pid}`
  ).pipe(Effect.map(([client]) => client))

const survey = Effect.fnUntraced(function* (client: Client.Client) {
  yield* Terminal.step("list", client.listTools(), (tools) =>
    tools.map(({ name }) => name).join(", ")
  )
  const found = yield* Terminal.step(
    "survey",
    client.call(SurveyFolder, {}, { onProgress: Terminal.progressBar }),
    ({ failures, files, followUps, questions }) =>
      `${files.length + failures.length} files, ${files.filter((file) => file.needsMigration).length} to migrate, ${questions.length} questions, ${followUps.length} places for a person`
  )
  for (const { place, reason } of found.failures) {
    yield* Terminal.note(" ", "", `${place.file}:${place.line} cannot be parsed: ${reason}`)
  }
  return found
})

const begin = (client: Client.Client, { write }: Options) =>
  TaskHandle.start(client, MigrateFolder, { write })

const lines = (handle: Handle) =>
  handle.status.pipe(
    Stream.map(({ statusMessage = "" }) => statusMessage),
    Stream.filter((line) => line !== ""),
    Stream.changes
  )

/** Waits for the result, and says meanwhile how it stands. */
const watched = (handle: Handle) =>
  Effect.raceFirst(
    handle.result,
    Effect.andThen(Effect.ignore(Stream.runForEach(lines(handle), Terminal.standing)), Effect.never)
  )

/** Whether enough has happened that something could be lost, and not all. */
const isMidway = (questions: ReadonlyArray<Question.Question>) => (line: string) =>
  questions.every(Question.isShared) ? Standing.tellsOfFile(line) : Standing.tellsOfAnswer(line)

/** The person gets no further question once one about a single file was put. */
const holdBackAfterFirst = (person: Person, questions: ReadonlyArray<Question.Question>) => {
  const single = new Set(questions.filter((question) => !Question.isShared(question)).map(wording))
  let put = 0
  person.holdBack((message) => {
    if (single.has(message)) put++
    return put > 1 ? Effect.never : Effect.void
  })
}

/** Lets the task come half way, then kills the server; `None` if the task was faster. */
const interrupted = Effect.fnUntraced(function* (
  handle: Handle,
  { questions }: Survey.Survey,
  { hosting, person }: Options
) {
  holdBackAfterFirst(person, questions)
  const midway = lines(handle).pipe(
    Stream.tap(Terminal.standing),
    Stream.filter(isMidway(questions)),
    Stream.runHead,
    Effect.andThen(hosting.kill),
    Effect.map(Option.some)
  )
  const killed = yield* Effect.raceFirst(Effect.as(handle.result, Option.none<number>()), midway)
  person.holdBack(() => Effect.void)
  if (Option.isSome(killed)) {
    yield* Terminal.note("✗", "kill", `process ${killed.value} gets SIGKILL in the middle of it`)
  }
  return killed
})

/** The first connection: up to the end if nothing comes between, else up to the kill. */
const first = Effect.fnUntraced(function* (options: Options) {
  const client = yield* connect(options)
  const found = yield* survey(client)
  yield* StateFolder.begin(options.state)
  const handle = yield* begin(client, options)
  if (handle.id === undefined) {
    yield* Terminal.note(" ", "", "This revision has no tasks: it was one long call.")
    return { task: undefined, killed: undefined, result: yield* handle.result }
  }
  yield* StateFolder.save(options.state, { root: options.root, task: handle.id })
  yield* Terminal.note("✓", "start", `task ${handle.id}`)
  if (!options.kills) {
    return { task: handle.id, killed: undefined, result: yield* watched(handle) }
  }
  const killed = yield* interrupted(handle, found, options)
  return Option.isSome(killed)
    ? { task: handle.id, killed: killed.value, result: undefined }
    : { task: handle.id, killed: undefined, result: yield* handle.result }
}, Effect.scoped)

/** Any later connection: all there is, is the id. */
const again = Effect.fnUntraced(function* (options: Options, task: string) {
  const client = yield* connect(options)
  const {
    handle,
    status,
    statusMessage = ""
  } = yield* TaskHandle.resume(client, task, MigrateFolder).pipe(
    Effect.flatMap((handle) => Effect.map(handle.get, (snapshot) => ({ ...snapshot, handle }))),
    Effect.catchReason("ClientError", "Refused", () =>
      Effect.fail(new StateFolder.TaskGone({ folder: options.state.folder, task }))
    )
  )
  yield* Terminal.note("✓", "resume", `task ${task} is ${status}: ${statusMessage}`)
  // What has failed for good is not to be met again next time.
  if (status === "failed" || status === "cancelled") yield* StateFolder.forget(options.state)
  return yield* watched(handle)
}, Effect.scoped)

/** Runs the migration to its end, starting anew or going on with the task that is remembered. */
export const drive = Effect.fnUntraced(function* (options: Options) {
  const remembered = yield* StateFolder.load(options.state, options.root)
  if (Option.isSome(remembered)) {
    const { task } = remembered.value
    return { task, killed: undefined, result: yield* again(options, task) }
  }
  const begun = yield* first(options)
  if (begun.result !== undefined) return begun
  return { ...begun, result: yield* again(options, begun.task) }
})
