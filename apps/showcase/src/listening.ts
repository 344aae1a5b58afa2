import { type ChildProcess, spawn } from "node:child_process"
import { createInterface } from "node:readline"

/**
 * Servers over HTTP as processes of their own: how one says where it listens, and how its starter learns it.
 *
 * @since 0.1.0
 */
import type { Endpoint } from "@effect-mcp/protocol"
import { NodeServer } from "@effect-mcp/transport-http/node"
import { Effect, Layer, References, Schema } from "effect"

const prefix = "Serving "

/**
 * On the server's side: listens, names the URL on standard output, and ends the process once its starter has gone. What is
 * logged is what went wrong.
 */
export const announce: Layer.Layer<never, NodeServer.ListenFailed, Endpoint.Endpoint> =
  Layer.effectDiscard(
    Effect.map(NodeServer.NodeServer, ({ url }) => {
      process.stdout.write(`${prefix}${url}\n`)
      process.stdin.once("end", () => process.kill(process.pid, "SIGTERM"))
      process.stdin.resume()
    })
  ).pipe(
    Layer.provide(NodeServer.layer({ port: 0 })),
    Layer.provide(Layer.succeed(References.MinimumLogLevel, "Warn"))
  )

/** The program ended before it said where it listens. */
export class NeverServed extends Schema.TaggedError<NeverServed>()("NeverServed", {
  file: Schema.String
}) {
  override get message() {
    return `${this.file} ended before it listened`
  }
}

/** Starts a program that announces itself; it is ended with the scope. Gives its URL. */
export const start = Effect.fnUntraced(function* (file: string, args: ReadonlyArray<string>) {
  const child = yield* Effect.acquireRelease(
    Effect.sync(() =>
      spawn(process.execPath, [...process.execArgv, file, ...args], {
        stdio: ["pipe", "pipe", "inherit"]
      })
    ),
    ended
  )
  return yield* urlOf(child, file)
})

const urlOf = (child: ChildProcess, file: string): Effect.Effect<string, NeverServed> =>
  Effect.callback((resume) => {
    child.once("error", () => resume(Effect.fail(new NeverServed({ file }))))
    child.once("exit", () => resume(Effect.fail(new NeverServed({ file }))))
    if (child.stdout === null) return
    createInterface(child.stdout).on("line", (line) => {
      if (line.startsWith(prefix)) resume(Effect.succeed(line.slice(prefix.length)))
      else console.error(line)
    })
  })

const ended = (child: ChildProcess): Effect.Effect<void> =>
  Effect.callback((resume) => {
    if (child.exitCode !== null || child.signalCode !== null) return resume(Effect.void)
    child.once("exit", () => resume(Effect.void))
    child.stdin?.end()
  })
