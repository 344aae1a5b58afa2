import type { Readable, Writable } from "node:stream"

/**
 * Serves an endpoint over the two pipes that a host holds the other ends of.
 *
 * Input is cut into messages as it comes; the answers to one chunk leave in one write. While the host does
 * not read, nothing more is read from it. When it closes our input, closes our output or sends SIGTERM, what
 * is in flight gets a moment to finish, what it answered is written, and the process ends.
 *
 * @spec 2026-07-28/basic/transports/stdio#shutdown
 * @since 0.1.0
 */
import { Endpoint, Principal } from "@effect-mcp/protocol"
import * as Deferred from "effect/Deferred"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"

import * as ProcessEnd from "./internal/processEnd.ts"
import * as ServerPipe from "./internal/serverPipe.ts"
import * as StrayWrites from "./internal/strayWrites.ts"

/**
 * What may be set about a server over pipes.
 *
 * @since 0.1.0
 */
export interface Options {
  /**
   * The longest message that is read, in bytes; a longer one is skipped and answered with an error.
   *
   * @default 10485760
   */
  readonly maxFrameBytes?: number | undefined
  /**
   * How long calls in flight may go on once the host has gone.
   *
   * @default "500 millis"
   */
  readonly drainWithin?: Duration.Input | undefined
}

/**
 * The pipes to serve over, when they are not the process's own.
 *
 * @since 0.1.0
 */
export interface Pipes extends Options {
  readonly input: Readable
  readonly output: Writable
  /**
   * Who is at the other end.
   *
   * @default Principal.local
   */
  readonly principal?: Principal.Identity | undefined
}

/**
 * As `Options`, for a process that has nothing else to do than to serve its host.
 *
 * @since 0.1.0
 */
export interface ProcessOptions extends Options {
  /**
   * How long the process may live once the host has gone, finalizers included.
   *
   * @default "900 millis"
   */
  readonly exitWithin?: Duration.Input | undefined
}

/**
 * How the end was noticed: the host closed our input, or no longer reads our output, or the endpoint itself
 * wants no more of this connection.
 *
 * @since 0.1.0
 */
export type Ending = ServerPipe.Ending

/**
 * A conversation that is going on.
 *
 * @since 0.1.0
 */
export interface StdioServer {
  /** Waits until the host has gone, and says how that was noticed. */
  readonly ended: Effect.Effect<Ending>
  /** Reads no more, lets calls in flight finish for `drainWithin`, and writes what is left to write. */
  readonly stop: Effect.Effect<void>
}

/**
 * Serves over the given pipes until the scope closes, which does not close them: they are the caller's.
 *
 * @spec 2026-07-28/basic/transports#custom-transports
 * @since 0.1.0
 */
export const make = (
  pipes: Pipes
): Effect.Effect<StdioServer, never, Endpoint.Endpoint | Scope.Scope> =>
  serve(pipes, pipes.output.write.bind(pipes.output))

const serve = Effect.fnUntraced(function* (pipes: Pipes, write: Writable["write"]) {
  const endpoint = yield* Endpoint.Endpoint
  const ended = Deferred.makeUnsafe<ServerPipe.Ending>()
  const pipe = new ServerPipe.ServerPipe(endpoint, {
    input: pipes.input,
    output: pipes.output,
    write,
    principal: pipes.principal ?? Principal.local,
    maxFrameBytes: pipes.maxFrameBytes,
    onEnd: (ending) => Deferred.doneUnsafe(ended, Effect.succeed(ending))
  })
  const stop = yield* Effect.cached(pipe.stop(pipes.drainWithin ?? "500 millis"))
  yield* Effect.acquireRelease(
    Effect.sync(() => pipe.start()),
    () => stop
  )
  return { ended: Deferred.await(ended), stop }
})

/**
 * Serves over the process's own standard input and output, and ends the process when the host has gone.
 * For `Layer.launch` and a `runMain`.
 *
 * Takes the server as an argument, since standard output has to be kept for messages before the server's layers
 * are built: what they print, and what is logged of them, goes to standard error already.
 *
 * @spec 2026-07-28/basic/transports/stdio#shutdown
 * @since 0.1.0
 */
export const layer = <Provided, E, R>(
  server: Layer.Layer<Provided | Endpoint.Endpoint, E, R>,
  options: ProcessOptions = {}
): Layer.Layer<never, E, R> =>
  Layer.unwrap(
    Effect.map(StrayWrites.divert(process.stdout, process.stderr), (write) =>
      Layer.provide(overProcess(write, options), server)
    )
  )

const overProcess = (write: Writable["write"], options: ProcessOptions) =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const server = yield* serve(
        { ...options, input: process.stdin, output: process.stdout },
        write
      )
      yield* ProcessEnd.follow(server, options.exitWithin ?? "900 millis")
    })
  )
