import { fileURLToPath } from "node:url"

/**
 * `npm start -- [folder] [--http] [--revision 2025-11-25] [--write] [--full]`: starts the migration server, spawned over
 * stdio or over HTTP, and drives it from the terminal.
 *
 * @since 0.1.0
 */
import { ElicitationHandler, McpClient } from "@effect-mcp/client"
import { Revisions } from "@effect-mcp/schema"
import { StreamableHttpClient } from "@effect-mcp/transport-http"
import { NodeServer } from "@effect-mcp/transport-http/node"
import { SpawnConsent, StdioClient } from "@effect-mcp/transport-stdio"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Console, Effect, Layer, Option, Path } from "effect"
import { Argument, Command, Flag } from "effect/cli"

import { drive } from "./client.ts"
import { Input } from "./migration/index.ts"
import * as MigrationServer from "./migrationServer.ts"
import * as Terminal from "./terminal.ts"

const serverFile = fileURLToPath(new URL("./server.ts", import.meta.url))

const program = (folder: string) => ({
  command: process.execPath,
  args: [...process.execArgv, serverFile, folder]
})

/** Shows the command before it agrees to it; whoever typed `npm start` asked for exactly this one. */
const consent = SpawnConsent.layer((request) =>
  Effect.as(Console.log(`${SpawnConsent.describe(request)}\n`), true)
)

const overStdio = (folder: string) =>
  StdioClient.layer(program(folder)).pipe(Layer.provide(consent))

/** On a port of this machine that is free; the same server, and the same messages, as over stdio. */
const overHttp = (folder: string) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const { url } = yield* NodeServer.NodeServer
      yield* Console.log(`Serving ${url}\n`)
      return StreamableHttpClient.layer({ url })
    })
  ).pipe(Layer.provide(NodeServer.layer({ port: 0 })), Layer.provide(MigrationServer.layer(folder)))

const person = ElicitationHandler.layer({ form: Terminal.ask })

const run = Effect.fnUntraced(function* (
  folder: string,
  revision: Option.Option<string>,
  options: { readonly write: boolean; readonly full: boolean }
) {
  const pin = Option.flatMapNullishOr(revision, Revisions.byVersion)
  const settings = {
    name: "showcase",
    version: "1.0.0",
    ...(Option.isSome(pin) ? { pin: pin.value } : {})
  }
  const client = yield* Terminal.step(
    "connect",
    McpClient.connect(settings),
    ({ revision, server }) =>
      `${server.info?.title ?? server.info?.name ?? "the server"} speaks ${revision.version}`
  )
  return yield* drive(client, options)
})

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
    )
  },
  Effect.fnUntraced(function* ({ folder, http, revision, ...options }) {
    const path = yield* Path.Path
    const chosen = Option.isSome(folder) ? folder.value : yield* Input.defaultInput()
    const root = path.resolve(chosen)
    yield* Console.log(`Migrating ${root}\n`)
    yield* run(root, revision, options).pipe(
      Effect.scoped,
      Effect.provide(http ? overHttp(root) : overStdio(root)),
      Effect.provide(person)
    )
  })
).pipe(Command.withDescription("Migrates Effect 3 sources to Effect 4 through an MCP server."))

// `npm start | head` stops reading; there is nobody left to tell.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0)
})

Command.run(command, { version: "1.0.0" }).pipe(
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain
)
