import { fileURLToPath } from "node:url"

/**
 * Agents as processes: started, talked to, killed, and started again on the file they keep their tasks in.
 *
 * @since 0.1.0
 */
import { type Client, type ClientError, McpClient, SamplingHandler } from "@effect-mcp/client"
import { ClientTransport } from "@effect-mcp/protocol"
import type { Revision } from "@effect-mcp/schema"
import { TaskClient } from "@effect-mcp/tasks"
import { SpawnConsent, StdioClient } from "@effect-mcp/transport-stdio"
import { Effect, Exit, FileSystem, Scope } from "effect"

import * as Model from "./model.ts"
import type { Role } from "./work.ts"

const agentFile = fileURLToPath(new URL("./agent.ts", import.meta.url))

/** What is said about an agent. */
export interface Options {
  readonly name: string
  readonly role: Role
  /** Whether it is started again when it has died; else another one gets its work. */
  readonly restarts: boolean
}

/** An agent that runs. */
export interface Agent extends Options {
  /** Of the process that runs now. */
  readonly client: () => Client.Client
  /** Starts its process again, on the same files. */
  readonly restart: Effect.Effect<void, ClientError.ClientError>
  /** Ends its process as a crash does. Gives the process's id. */
  readonly kill: Effect.Effect<number>
}

/** What is the same for all. */
export interface Crew {
  /** Where they keep their files. */
  readonly folder: string
  readonly pin: Revision.Revision | undefined
  /** Run before a question of this agent is answered. */
  readonly asked: (agent: Agent) => Effect.Effect<void>
}

/** The one program that may be started is ours. */
const transportOf = (role: Role, files: string) => {
  const program = {
    command: process.execPath,
    args: [...process.execArgv, agentFile, role, files]
  }
  return Effect.provide(StdioClient.make(program), SpawnConsent.layerExact(program))
}

/** Starts an agent; it is ended with the scope. */
export const start = Effect.fnUntraced(function* (options: Options, crew: Crew) {
  const fs = yield* FileSystem.FileSystem
  const files = `${crew.folder}/${options.name}`
  const outer = yield* Effect.scope
  const transport = yield* transportOf(options.role, files)
  const model = SamplingHandler.layer({
    createMessage: ({ params }) =>
      Effect.as(
        Effect.suspend(() => crew.asked(agent)),
        Model.createMessage(params)
      )
  })
  const open = Effect.gen(function* () {
    const scope = yield* Scope.fork(outer)
    const client = yield* McpClient.connect({
      name: "orchestrator",
      version: "1.0.0",
      // They are ours, and speak every revision; many at once only take their time to start.
      probeTimeout: "1 minute",
      ...(crew.pin === undefined ? {} : { pin: crew.pin })
    }).pipe(
      Effect.provide([model, TaskClient.layer()]),
      Effect.provideService(ClientTransport.ClientTransport, transport),
      Scope.provide(scope)
    )
    return { client, scope }
  })
  let current = yield* open
  const agent: Agent = {
    ...options,
    client: () => current.client,
    restart: Effect.gen(function* () {
      yield* Scope.close(current.scope, Exit.void)
      current = yield* open
    }),
    kill: fs.readFileString(`${files}.pid`).pipe(
      Effect.map(Number),
      Effect.tap((pid) => Effect.sync(() => process.kill(pid, "SIGKILL"))),
      Effect.orDie
    )
  }
  return agent
})
