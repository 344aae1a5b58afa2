/**
 * `npm run start:orchestrator -- [--revision 2025-11-25] [--out finder.ts] [--unharmed]`: agents that wait for each
 * other, in a table.
 *
 * @since 0.1.0
 */
import { Revisions } from "@effect-mcp/schema"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Console, Effect, FileSystem, Option } from "effect"
import { Command, Flag } from "effect/cli"

import { orchestrate } from "./orchestrate.ts"
import * as Proof from "./proof.ts"

const withTasks = Revisions.all.filter(({ tasks }) => tasks !== "None")

const command = Command.make(
  "orchestrator",
  {
    revision: Flag.Literals(
      "revision",
      withTasks.map(({ version }) => version)
    ).pipe(Flag.withDescription("The protocol revision to speak"), Flag.optional),
    out: Flag.String("out").pipe(
      Flag.withDescription("Write the finder to this file"),
      Flag.optional
    ),
    unharmed: Flag.Boolean("unharmed").pipe(
      Flag.withDescription("Kill no agent"),
      Flag.withDefault(false)
    )
  },
  Effect.fnUntraced(function* ({ out, revision, unharmed }) {
    const fs = yield* FileSystem.FileSystem
    const folder = yield* fs.makeTempDirectoryScoped({ prefix: "effect-mcp-orchestrator-" })
    const pin = Option.getOrUndefined(Option.flatMapNullishOr(revision, Revisions.byVersion))
    yield* Console.log("Four agents are started; they write a finder for the names of Effect.\n")
    const outcome = yield* orchestrate({ folder, pin, kills: !unharmed })
    const { names, revision: spoken, source, told } = outcome
    yield* Console.log("")
    for (const line of told) yield* Console.log(`✓ ${line}`)
    yield* Console.log(`✓ the agents spoke ${spoken}; their finder knows ${names} names:`)
    for (const { modules, name } of yield* Proof.lookUps(source)) {
      const found = Array.isArray(modules) && modules.length > 0 ? modules.join(", ") : "nowhere"
      yield* Console.log(`  ${name.padEnd(10)} ${found}`)
    }
    if (Option.isSome(out)) {
      yield* fs.writeFileString(out.value, source)
      yield* Console.log(`Written to ${out.value}`)
    }
  }, Effect.scoped)
).pipe(
  Command.withDescription(
    "Agents with tasks of their own, jobs that wait for each other, and an accident or two."
  )
)

Command.run(command, { version: "1.0.0" }).pipe(
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain
)
