/**
 * A server and a typed client of it, joined in memory: one call, and a test can begin.
 *
 * ```ts
 * const client = yield* TestMcp.connect(Calculator, { revision: Revisions.latest })
 * assert.deepStrictEqual(yield* client.call(Add, { a: 1, b: 2 }), { sum: 3 })
 * ```
 *
 * Frames are real text, parsed on arrival. Both sides take their time from the clock of the test, so under
 * `it.effect` a time-out of a minute is a `TestClock.adjust("1 minute")`. What the client can do for the server
 * follows from the layers around the test, as in a program.
 *
 * @since 0.1.0
 */
import { type Client, type ClientError, McpClient, type Settings } from "@effect-mcp/client"
import { ClientTransport, Endpoint, InMemory, type Principal } from "@effect-mcp/protocol"
import type { Revision } from "@effect-mcp/schema"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"

import * as Faults from "./Faults.ts"

/**
 * What can be said about a connection.
 *
 * @since 0.1.0
 */
export interface Options {
  /**
   * The revision to speak, and no other.
   *
   * @default the newest that both sides have
   */
  readonly revision?: Revision.Revision | undefined
  /**
   * Who the server takes the client for.
   *
   * @default Principal.local
   */
  readonly principal?: Principal.Identity | undefined
  /** What is wrong with the line. */
  readonly faults?: ReadonlyArray<Faults.Rule> | undefined
  /** All else that a client can be told. */
  readonly client?: Partial<Settings.Settings> | undefined
}

/**
 * A server that runs for the test, to connect to more than once: as several callers, or in several revisions.
 *
 * @since 0.1.0
 */
export interface TestServer<in Services> {
  readonly connect: (
    options?: Options
  ) => Effect.Effect<Client.Client, ClientError.ClientError, Scope.Scope>
  /** What the server's layer provides, to work on it from the test: dynamic tools, updates of resources. */
  readonly context: Context.Context<Services>
}

/**
 * Starts a server until the scope closes.
 *
 * @since 0.1.0
 */
export const serve = <Services, E, R>(
  server: Layer.Layer<Services | Endpoint.Endpoint, E, R>
): Effect.Effect<TestServer<Services | Endpoint.Endpoint>, E, R | Scope.Scope> =>
  Effect.map(Layer.build(server), (context) => ({
    context,
    connect: (options) => open(Context.get(context, Endpoint.Endpoint), options)
  }))

/**
 * Starts a server and connects to it, until the scope closes.
 *
 * @since 0.1.0
 */
export const connect = <Services, E, R>(
  server: Layer.Layer<Services | Endpoint.Endpoint, E, R>,
  options?: Options
): Effect.Effect<Client.Client, E | ClientError.ClientError, R | Scope.Scope> =>
  Effect.flatMap(serve(server), (running) => running.connect(options))

const open = (endpoint: Endpoint.Endpoint["Service"], options: Options = {}) =>
  Effect.gen(function* () {
    const { client, faults = [], principal, revision } = options
    const memory = InMemory.make(endpoint, { principal })
    const transport = faults.length === 0 ? memory : yield* Faults.make(memory, faults)
    return yield* McpClient.connect(settings(revision, client)).pipe(
      Effect.provideService(ClientTransport.ClientTransport, transport)
    )
  })

/**
 * What a client of a test says about itself, pinned to `revision` if there is one.
 *
 * @since 0.1.0
 */
export const settings = (
  revision: Revision.Revision | undefined,
  client: Partial<Settings.Settings> = {}
): Settings.Settings => ({
  name: "test",
  version: "0.0.0",
  ...(revision === undefined ? undefined : { pin: revision }),
  ...client
})
