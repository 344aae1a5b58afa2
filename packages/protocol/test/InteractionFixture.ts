import { Clock, type Context, Effect, type Exit, Fiber, Redacted, Schema } from "effect"

import * as Interaction from "../src/Interaction.ts"
import * as Interpreter from "../src/Interpreter.ts"
import type * as Journal from "../src/Journal.ts"
import { primitives } from "../src/node/StateSealNode.ts"
import * as Push from "../src/Push.ts"
import * as Replay from "../src/Replay.ts"
import * as StateSeal from "../src/StateSeal.ts"

export const Approval = Schema.Struct({ approved: Schema.Boolean })
export const Name = Schema.Struct({ name: Schema.String })

export const everything = () => true

const ElicitResult = Schema.Struct({
  action: Schema.Literals(["accept", "decline", "cancel"]),
  content: Schema.optional(Schema.Unknown)
})

/** An elicitation as a handler writes it: the content, or a typed "no". */
export const form = <A, RD = never>(options: {
  readonly key?: string
  readonly message: string
  readonly schema: Schema.Codec<A, unknown, RD, unknown>
}): Effect.Effect<A, Interaction.InteractionError, Interaction.Interaction | RD> => {
  const content = Schema.decodeUnknownEffect(options.schema)
  const named = options.key ?? options.message
  return Effect.flatten(
    Interaction.ask({
      key: options.key,
      method: "elicitation/create",
      params: { mode: "form", message: options.message, requestedSchema: { type: "object" } },
      requires: ["elicitation.form"],
      decode: (raw) =>
        Effect.flatMap(Schema.decodeUnknownEffect(ElicitResult)(raw), (result) =>
          result.action === "accept"
            ? Effect.map(
                content(result.content),
                (a): Effect.Effect<A, Interaction.InteractionError> => Effect.succeed(a)
              )
            : Effect.succeed(
                Effect.fail(
                  result.action === "decline"
                    ? new Interaction.Declined({ key: named })
                    : new Interaction.Cancelled({ key: named })
                )
              )
        )
    })
  )
}

export const approve = (key: string, message = key) => form({ key, message, schema: Approval })
export const name = (key: string, message = key) => form({ key, message, schema: Name })

const SamplingResult = Schema.Struct({ content: Schema.Struct({ text: Schema.String }) })

export const sample = (prompt: string, key?: string) =>
  Interaction.ask({
    key,
    method: "sampling/createMessage",
    params: {
      messages: [{ role: "user", content: { type: "text", text: prompt } }],
      maxTokens: 50
    },
    requires: ["sampling"],
    decode: (raw) =>
      Effect.map(Schema.decodeUnknownEffect(SamplingResult)(raw), (result) => result.content.text)
  })

export const roots = (key?: string) =>
  Interaction.ask({
    key,
    method: "roots/list",
    params: {},
    requires: ["roots"],
    decode: Schema.decodeUnknownEffect(Schema.Struct({ roots: Schema.Array(Schema.Unknown) }))
  })

/** The text of an elicitation. */
export const messageOf = (asked: Interaction.InputRequest | undefined): string => {
  const message = asked?.params["message"]
  return typeof message === "string" ? message : ""
}

export const accept = (content: Schema.Json): Schema.Json => ({ action: "accept", content })
export const decline: Schema.Json = { action: "decline" }
export const yes = accept({ approved: true })
export const sampled = (text: string): Schema.Json => ({
  role: "assistant",
  model: "m",
  content: { type: "text", text }
})

/** One round; interrupting it cancels the call. */
export const round = <A, E, R>(
  handler: Effect.Effect<A, E, R>,
  options?: Partial<Replay.Options>
): Effect.Effect<Replay.Outcome<A, E>, never, Exclude<R, Interpreter.Services>> =>
  Effect.contextWith((context: Context.Context<Exclude<R, Interpreter.Services>>) =>
    Effect.callback<Replay.Outcome<A, E>>((resume) => {
      const fiber = Replay.run(handler, { supports: everything, ...options }, context, (outcome) =>
        resume(Effect.succeed(outcome))
      )
      return Fiber.interrupt(fiber)
    })
  )

export const binding: StateSeal.Binding = {
  principal: "alice",
  method: "tools/call",
  params: { name: "deploy", arguments: { env: "prod" } }
}

export const sealing = (secret = 7) =>
  Effect.map(Clock.Clock, (clock) =>
    StateSeal.make(primitives, () => clock.currentTimeMillisUnsafe(), {
      secrets: [Redacted.make(new Uint8Array(32).fill(secret))]
    })
  )

export interface Reply<A, E> {
  readonly exit: Exit.Exit<A, E> | undefined
  readonly asked: Readonly<Record<string, Interaction.InputRequest>>
  readonly keys: ReadonlyArray<string>
  readonly state: string | undefined
  readonly journal: Journal.Journal | undefined
  readonly redrawn: ReadonlyArray<string>
  readonly unused: ReadonlyArray<string>
}

export interface Call {
  readonly responses?: Readonly<Record<string, unknown>>
  readonly state?: string | undefined
  readonly binding?: StateSeal.Binding
  readonly options?: Partial<Replay.Options>
}

/** A server without memory answers one request: the state comes in, and goes out, sealed. */
export const request = <A, E, R>(
  handler: Effect.Effect<A, E, R>,
  call: Call = {}
): Effect.Effect<Reply<A, E>, StateSeal.StateRejected, Exclude<R, Interpreter.Services>> =>
  Effect.gen(function* () {
    const seal = yield* sealing()
    const bound = call.binding ?? binding
    const journal =
      call.state === undefined ? undefined : yield* Effect.fromResult(seal.open(bound, call.state))
    const outcome = yield* round(handler, {
      ...call.options,
      journal,
      responses: call.responses
    })
    const nothing = { asked: {}, keys: [], redrawn: [], unused: [], state: undefined }
    if (outcome._tag === "Done") return { ...nothing, exit: outcome.exit, journal: undefined }
    if (outcome._tag === "Escalated") {
      return { ...nothing, exit: undefined, journal: outcome.journal }
    }
    return {
      exit: undefined,
      asked: outcome.inputRequests,
      keys: Object.keys(outcome.inputRequests),
      state: seal.seal(bound, outcome.journal),
      journal: outcome.journal,
      redrawn: outcome.redrawn,
      unused: outcome.unused
    }
  })

/** A client that answers until the call has ended; gives the keys of each round as well. */
export const drive = <A, E, R>(
  handler: Effect.Effect<A, E, R>,
  answer: (key: string, asked: Interaction.InputRequest) => Schema.Json | undefined,
  rounds = 40
) =>
  Effect.gen(function* () {
    const asked: Array<ReadonlyArray<string>> = []
    let call: Call = {}
    for (let i = 0; i < rounds; i++) {
      const reply = yield* request(handler, call)
      if (reply.exit !== undefined) return { exit: reply.exit, asked }
      asked.push(reply.keys)
      const responses: Record<string, Schema.Json> = Object.create(null)
      for (const key of reply.keys) {
        const raw = answer(key, reply.asked[key]!)
        if (raw !== undefined) responses[key] = raw
      }
      call = { responses, state: reply.state }
    }
    return yield* Effect.die(new Error(`not ended after ${rounds} rounds`))
  })

/** A client that is asked while the call runs. */
export const pushed = <A, E, R>(
  handler: Effect.Effect<A, E, R>,
  answer: (asked: Interaction.InputRequest) => Effect.Effect<unknown, Push.PeerRefused>,
  options?: Push.Options & { readonly supports?: (capability: string) => boolean }
) =>
  Interpreter.provide(
    handler,
    Push.make({ supports: options?.supports ?? everything, request: answer }, "call-1", options)
  )
