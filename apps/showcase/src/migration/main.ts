/**
 * `npm start -- [folder] [--http] [--revision 2025-11-25] [--write] [--full] [--state folder] [--unharmed]`: starts the
 * migration server, spawned over stdio or over HTTP, and drives it from the terminal.
 *
 * @since 0.1.0
 */
import { Revisions } from "@effect-mcp/schema"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Console, Effect, Exit, FileSystem, Option, Path } from "effect"
import { Argument, Command, Flag } from "effect/cli"

import { Input } from "../codemod/index.ts"
import { run } from "./run.ts"
import * as StateFolder from "./stateFolder.ts"

/** A folder for the time of one run; what is unfinished at its end is kept, and where, is said. */
const temporary = Effect.fnUntraced(function* (root: string) {
  const fs = yield* FileSystem.FileSystem
  const folder = yield* Effect.acquireRelease(
    fs.makeTempDirectory({ prefix: "effect-mcp-showcase-" }),
    (folder, exit) =>
      Effect.gen(function* () {
        const { run } = yield* StateFolder.at(folder)
        if (Exit.isFailure(exit) && (yield* fs.exists(run))) {
          return yield* Console.log(
            `\nNothing is lost. To go on: npm start -- ${root} --state ${folder}`
          )
        }
        return yield* fs.remove(folder, { recursive: true })
      }).pipe(Effect.ignore)
  )
  return folder
})

const more = `
The other two applications:
  npm run start:analysis       a long statistical job, while its client goes on with other calls
  npm run start:orchestrator   several agents that wait for each other, and one that dies`

const command = Command.make(
  "showcase",
  {
    folder: Argument.Directory("folder", { mustExist: true }).pipe(
      Argument.withDescription("The TypeScript sources to migrate; default: those of @effect/rpc"),
      Argument.optional
    ),
    revision: Flag.Literals(
      "revision",
      Revisions.all.map(({ version }) => version)
    ).pipe(Flag.withDescription("The protocol revision to speak"), Flag.optional),
    http: Flag.Boolean("http").pipe(
      Flag.withDescription("Speak over HTTP instead of stdio"),
      Flag.withDefault(false)
    ),
    write: Flag.Boolean("write").pipe(
      Flag.withDescription("Change the files instead of showing the diff"),
      Flag.withDefault(false)
    ),
    full: Flag.Boolean("full").pipe(
      Flag.withDescription("Show the whole diff and report"),
      Flag.withDefault(false)
    ),
    state: Flag.Directory("state").pipe(
      Flag.withDescription(
        "Keep the tasks in this folder, and go on with what is unfinished there"
      ),
      Flag.optional
    ),
    unharmed: Flag.Boolean("unharmed").pipe(
      Flag.withDescription("Do not kill the server in the middle"),
      Flag.withDefault(false)
    )
  },
  Effect.fnUntraced(function* ({ folder, state, ...options }) {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const chosen = Option.isSome(folder) ? folder.value : yield* Input.defaultInput()
    const root = path.resolve(chosen)
    const kept = Option.isSome(state) ? path.resolve(state.value) : yield* temporary(root)
    yield* fs.makeDirectory(kept, { recursive: true })
    yield* Console.log(`Migrating ${root}\nKeeping tasks in ${kept}\n`)
    yield* run(root, yield* StateFolder.at(kept), options)
    yield* Console.log(more)
  }, Effect.scoped)
).pipe(Command.withDescription("Migrates Effect 3 sources to Effect 4 through an MCP server."))

Command.run(command, { version: "1.0.0" }).pipe(
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain
)
