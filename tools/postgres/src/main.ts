/**
 * `node tools/postgres/src/main.ts <command> [...]`: runs the command with `MCP_TEST_POSTGRES_URL`, which it sets
 * to a Postgres of its own unless it is set already. Ends as the command ends.
 */
import { Console, Effect, Fiber } from "effect"

import * as Command from "./Command.ts"
import * as Postgres from "./Postgres.ts"

const variable = "MCP_TEST_POSTGRES_URL"

const given = process.env[variable]

const program = (given === undefined ? Postgres.serve : Effect.succeed(given)).pipe(
  Effect.flatMap((url) => Command.run(process.argv.slice(2), { ...process.env, [variable]: url })),
  Effect.scoped,
  Effect.catch(({ message }) => Effect.as(Console.error(message), 1))
)

const running = Effect.runFork(program)
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => running.interruptUnsafe())
}
const exit = await Effect.runPromise(Fiber.await(running))
process.exit(exit._tag === "Success" ? exit.value : 1)
