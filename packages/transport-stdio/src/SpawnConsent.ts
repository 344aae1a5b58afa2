/**
 * Who decides whether a server's program may be run on this machine.
 *
 * A local server has all the rights of the person whose host starts it, and its command line often came from
 * a web page. So nothing is spawned before somebody was shown exactly what it is, and said yes. There is no
 * layer that says yes to everything: a program that knows what it starts says so by value (`layerExact`).
 *
 * @spec 2026-07-28/index#security-and-trust--safety
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

import type * as Environment from "./Environment.ts"
import { visible } from "./internal/spawnText.ts"
import * as SpawnWarnings from "./SpawnWarnings.ts"

/**
 * Which program, and what it is given.
 *
 * @since 0.1.0
 */
export interface Program {
  /** A program's name or path. It is run itself: no shell sees it, on any platform. */
  readonly command: string
  readonly args?: ReadonlyArray<string> | undefined
  /**
   * The folder to run in.
   *
   * @default process.cwd()
   */
  readonly cwd?: string | undefined
  /** Variables beyond the short list of `Environment.inherited`. */
  readonly env?: Environment.Variables | undefined
  /** Names of our own variables to pass on. */
  readonly inheritEnv?: ReadonlyArray<string> | undefined
}

/**
 * All there is to know about a process before it exists. What is shown is what is run.
 *
 * @since 0.1.0
 */
export interface SpawnRequest {
  readonly command: string
  readonly args: ReadonlyArray<string>
  readonly cwd: string
  /** Names of the variables given beyond the short list that every server gets; never their values. */
  readonly env: ReadonlyArray<string>
  /** True of every local server, and to be shown with each. */
  readonly notice: string
  readonly warnings: ReadonlyArray<SpawnWarnings.Warning>
}

/**
 * Asks a person, or a policy, about one process.
 *
 * @since 0.1.0
 */
export class SpawnConsent extends Context.Service<
  SpawnConsent,
  {
    /** `true` to run it. Anything else, a failure or an interruption included, leaves it unrun. */
    readonly ask: (request: SpawnRequest) => Effect.Effect<boolean>
  }
>()("@effect-mcp/transport-stdio/SpawnConsent") {}

/**
 * What is true of every local server.
 *
 * @since 0.1.0
 */
export const notice =
  "This starts a program on this computer. It can do whatever you can do here: read, change and delete your files, and use the network."

/**
 * What is asked about one program. The arrays are copies: nobody can change them after the answer.
 *
 * @since 0.1.0
 */
export const request = (program: Program): SpawnRequest => {
  const names = new Set([...(program.inheritEnv ?? []), ...Object.keys(program.env ?? {})])
  const asked = {
    command: program.command,
    args: [...(program.args ?? [])],
    cwd: program.cwd ?? process.cwd(),
    env: [...names].toSorted()
  }
  return Object.freeze({
    ...asked,
    args: Object.freeze(asked.args),
    env: Object.freeze(asked.env),
    notice,
    warnings: Object.freeze(SpawnWarnings.of(asked))
  })
}

/**
 * A request as text for a person: whole, one argument never mistaken for two, and with whatever a terminal
 * would hide or obey made visible.
 *
 * @since 0.1.0
 */
export const describe = (request: SpawnRequest): string =>
  [
    request.notice,
    `  command: ${[request.command, ...request.args].map(visible).join(" ")}`,
    `  in:      ${visible(request.cwd)}`,
    `  env:     ${request.env.length === 0 ? "(nothing more)" : request.env.map(visible).join(" ")}`,
    ...request.warnings.map(
      (warning) => `  warning: ${warning.message} (${visible(warning.found)})`
    )
  ].join("\n")

/**
 * Asks in a way of one's own, a prompt or a policy.
 *
 * @since 0.1.0
 */
export const layer = <R = never>(
  ask: (request: SpawnRequest) => Effect.Effect<boolean, never, R>
): Layer.Layer<SpawnConsent, never, R> =>
  Layer.effect(
    SpawnConsent,
    Effect.map(Effect.context<R>(), (context) =>
      SpawnConsent.of({ ask: (request) => Effect.provideContext(ask(request), context) })
    )
  )

/**
 * Says yes to this one program, with these arguments, in this folder and with variables of these names, and no
 * to every other. What a transport is made of can be given as it is.
 *
 * @since 0.1.0
 */
export const layerExact = (program: Program): Layer.Layer<SpawnConsent> => {
  const agreed = request(program)
  return layer((asked) =>
    Effect.succeed(
      asked.command === agreed.command &&
        asked.cwd === agreed.cwd &&
        isEqual(asked.args, agreed.args) &&
        isEqual(asked.env, agreed.env)
    )
  )
}

const isEqual = (one: ReadonlyArray<string>, other: ReadonlyArray<string>): boolean =>
  one.length === other.length && one.every((word, index) => word === other[index])
