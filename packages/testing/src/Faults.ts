/**
 * A bad line, on purpose: messages that come late, twice or never, and connections that end.
 *
 * A rule looks at each message and says what happens to it; the first that says something decides. Rules are
 * deterministic: they count, or draw from a seed, so a failure comes again. A rule that says nothing only
 * watches. Works on any transport, since it stands between a client and its transport.
 *
 * @since 0.1.0
 */
import { ClientTransport, TransportError } from "@effect-mcp/protocol"
import type { JsonRpc } from "@effect-mcp/schema"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

import { FaultyLine } from "./internal/faultyLine.ts"

/**
 * One message on its way.
 *
 * @since 0.1.0
 */
export interface Frame {
  readonly to: "server" | "client"
  readonly message: JsonRpc.Parsed
  /** Of a request or a notification. */
  readonly method: string | undefined
  /** Of an answer: the method of the request it answers. */
  readonly answers: string | undefined
}

/**
 * What happens to a message.
 *
 * @since 0.1.0
 */
export type Fault =
  /** It arrives after a while, by the clock of the test; what is sent meanwhile overtakes it. */
  | { readonly _tag: "Delay"; readonly by: Duration.Input }
  | { readonly _tag: "Drop" }
  /** It arrives so many times. */
  | { readonly _tag: "Duplicate"; readonly times: number }
  /** It is lost, and the connection with it: both ends learn that the other has gone. */
  | { readonly _tag: "Cut" }

/**
 * What is done about a message; nothing if it is none of the rule's business.
 *
 * @since 0.1.0
 */
export type Rule = (frame: Frame) => Fault | undefined

/**
 * Which messages a rule is about.
 *
 * @since 0.1.0
 */
export type Match = (frame: Frame) => boolean

/**
 * Requests and notifications of this method, in either direction.
 *
 * @since 0.1.0
 */
export const method =
  (name: string): Match =>
  (frame) =>
    frame.method === name

/**
 * Answers to requests of this method.
 *
 * @since 0.1.0
 */
export const answerTo =
  (name: string): Match =>
  (frame) =>
    frame.answers === name

/**
 * The `n`th message that `match` is about, counted from 1 over the life of the rule.
 *
 * @since 0.1.0
 */
export const nth = (n: number, match: Match): Match => {
  let seen = 0
  return (frame) => match(frame) && ++seen === n
}

const rule =
  (fault: Fault) =>
  (match: Match): Rule =>
  (frame) =>
    match(frame) ? fault : undefined

/**
 * They never arrive.
 *
 * @since 0.1.0
 */
export const drop: (match: Match) => Rule = rule({ _tag: "Drop" })

/**
 * They arrive late, and what was sent after them comes first.
 *
 * @since 0.1.0
 */
export const delay = (match: Match, by: Duration.Input): Rule => rule({ _tag: "Delay", by })(match)

/**
 * They arrive more than once.
 *
 * @since 0.1.0
 */
export const duplicate = (match: Match, times = 2): Rule =>
  rule({ _tag: "Duplicate", times })(match)

/**
 * With the first of them the connection ends.
 *
 * @since 0.1.0
 */
export const cut: (match: Match) => Rule = rule({ _tag: "Cut" })

/**
 * How often what happens, each from 0 to 1 and together at most 1.
 *
 * @since 0.1.0
 */
export interface Odds {
  readonly drop?: number | undefined
  readonly duplicate?: number | undefined
  readonly delay?: { readonly odds: number; readonly by: Duration.Input } | undefined
}

/**
 * Chance that can be repeated: the same seed over the same messages does the same.
 *
 * @since 0.1.0
 */
export const seeded = (seed: number, odds: Odds, match: Match = () => true): Rule => {
  const draw = generator(seed)
  const { delay, drop = 0, duplicate = 0 } = odds
  return (frame) => {
    if (!match(frame)) return undefined
    const drawn = draw()
    if (drawn < drop) return { _tag: "Drop" }
    if (drawn < drop + duplicate) return { _tag: "Duplicate", times: 2 }
    if (delay !== undefined && drawn < drop + duplicate + delay.odds) {
      return { _tag: "Delay", by: delay.by }
    }
    return undefined
  }
}

/** Mulberry32: 32 bits of state are enough for a test, and need no dependency. */
const generator = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * The same transport over a worse line.
 *
 * @since 0.1.0
 */
export const make = (
  transport: ClientTransport.ClientTransport["Service"],
  rules: ReadonlyArray<Rule>
): Effect.Effect<ClientTransport.ClientTransport["Service"]> =>
  Effect.map(Effect.context(), (context) =>
    ClientTransport.ClientTransport.of({
      name: transport.name,
      open: (sink) =>
        Effect.gen(function* () {
          const line = new FaultyLine({
            decide: (frame) => firstOf(rules, frame),
            later: (by, arrive) => {
              Effect.runForkWith(context)(Effect.andThen(Effect.sleep(by), Effect.sync(arrive)))
            },
            lost: new TransportError.TransportError({
              transport: transport.name,
              reason: new TransportError.ConnectionLost({ cause: "The line was cut" })
            }),
            sink
          })
          return yield* line.open(transport)
        })
    })
  )

const firstOf = (rules: ReadonlyArray<Rule>, frame: Frame): Fault | undefined => {
  let decided: Fault | undefined
  // Every rule sees every frame, so that counting does not depend on the rules before.
  for (const rule of rules) {
    const fault = rule(frame)
    decided ??= fault
  }
  return decided
}

/**
 * Puts the faults between a client and the transport of the context.
 *
 * @since 0.1.0
 */
export const layer = (
  rules: ReadonlyArray<Rule>
): Layer.Layer<ClientTransport.ClientTransport, never, ClientTransport.ClientTransport> =>
  Layer.effect(
    ClientTransport.ClientTransport,
    Effect.flatMap(ClientTransport.ClientTransport, (transport) => make(transport, rules))
  )
