/**
 * Reaches a server by starting its program and talking over its standard input and output.
 *
 * Nothing is started before `SpawnConsent` has seen the exact command and agreed. The answer holds for as
 * long as the layer does, so a server that died may be started again without asking again.
 *
 * @spec 2026-07-28/basic/transports/stdio#unexpected-termination
 * @since 0.1.0
 */
import { ClientTransport, TransportError } from "@effect-mcp/protocol"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

import * as Environment from "./Environment.ts"
import { ClientPipe } from "./internal/clientPipe.ts"
import * as ServerProcess from "./ServerProcess.ts"
import * as SpawnConsent from "./SpawnConsent.ts"

/**
 * Which program, and how it is talked to.
 *
 * @since 0.1.0
 */
export interface Options extends SpawnConsent.Program {
  /**
   * @default "inherit"
   */
  readonly stderr?: ServerProcess.Stderr | undefined
  /**
   * The longest message that is read, in bytes; a longer one is skipped, and fails the call it answers.
   *
   * @default 10485760
   */
  readonly maxFrameBytes?: number | undefined
  /**
   * From closing the server's input to SIGTERM.
   *
   * @default "2 seconds"
   */
  readonly terminateAfter?: Duration.Input | undefined
  /**
   * From SIGTERM to SIGKILL.
   *
   * @default "2 seconds"
   */
  readonly killAfter?: Duration.Input | undefined
}

const name = "stdio"

const fail = (reason: TransportError.TransportError["reason"]) =>
  new TransportError.TransportError({ transport: name, reason })

/** What asks may come from a program without types, where every text is truthy, "no" as well. */
const isYes = (answer: unknown): boolean => answer === true

/**
 * A transport that starts the program on each `open`. The error of a program that ended has a
 * `ServerProcess.ServerExited` as its cause.
 *
 * @spec 2026-07-28/basic/transports/stdio#sending-messages
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (options: Options) {
  const { ask } = yield* SpawnConsent.SpawnConsent
  const request = SpawnConsent.request(options)
  const program = {
    command: request.command,
    args: request.args,
    cwd: request.cwd,
    env: Environment.make(options.env ?? {}, options.inheritEnv ?? []),
    stderr: options.stderr ?? "inherit",
    terminateAfter: options.terminateAfter ?? "2 seconds",
    killAfter: options.killAfter ?? "2 seconds"
  }
  const refused = fail(new TransportError.ConsentRefused({ what: SpawnConsent.describe(request) }))
  const consent = yield* Effect.cached(
    Effect.flatMap(ask(request), (agreed) => (isYes(agreed) ? Effect.void : Effect.fail(refused)))
  )
  return ClientTransport.ClientTransport.of({
    name,
    open: Effect.fnUntraced(function* (sink) {
      yield* consent
      const child = yield* Effect.mapError(ServerProcess.make(program), (cause) =>
        fail(new TransportError.ConnectFailed({ cause }))
      )
      return yield* Effect.acquireRelease(
        Effect.sync(
          () =>
            new ClientPipe({
              child,
              sink,
              maxFrameBytes: options.maxFrameBytes,
              lost: (cause) => fail(new TransportError.ConnectionLost({ cause }))
            })
        ),
        (pipe) => Effect.sync(() => pipe.hangUp(fail(new TransportError.Closed())))
      )
    })
  })
})

/**
 * `make`, as the transport of a client.
 *
 * @since 0.1.0
 */
export const layer = (
  options: Options
): Layer.Layer<ClientTransport.ClientTransport, never, SpawnConsent.SpawnConsent> =>
  Layer.effect(ClientTransport.ClientTransport, make(options))
