/**
 * Journals that travel: a call's memory as a text which the client carries to its next round and can
 * neither read nor change.
 *
 * `base64url( 1 | key id: 4 | iv: 12 | AES-256-GCM(journal, expiry) | tag: 16 )`
 *
 * Whom and what the state belongs to is not inside but authenticated beside it: it costs no bytes and
 * no code can forget to compare it. Never compressed: the client chooses the answers and sees the
 * length, which is enough to guess what the steps recorded.
 *
 * Sealing is synchronous: about 10 µs, with nothing awaited on the way of a request. `StateSealNode`
 * has it from `node:crypto`, `StateSealPortable` from code that runs anywhere; each opens what the
 * other sealed.
 *
 * @spec 2026-07-28/basic/patterns/mrtr#security-considerations
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

import { canonicalJson } from "./internal/canonicalJson.ts"
import { Keyring } from "./internal/keyring.ts"
import type { Primitives } from "./internal/sealPrimitives.ts"
import * as Frame from "./internal/stateFrame.ts"
import type * as Journal from "./Journal.ts"

/**
 * Whom and what a state belongs to.
 *
 * @spec 2026-07-28/basic/patterns/mrtr#security-considerations
 * @since 0.1.0
 */
export interface Binding {
  /** Who calls. A state opens for nobody else. */
  readonly principal: string
  readonly method: string
  /** The request's params as they came; what a retry changes is left out here. */
  readonly params: { readonly [name: string]: unknown }
  /** Top-level params that an extension may change between rounds. */
  readonly volatile?: ReadonlyArray<string> | undefined
}

/**
 * The state is not one of ours, not for this request, or too old. Tell the client that it was not
 * accepted, and the reason only to the log.
 *
 * @spec 2026-07-28/basic/patterns/mrtr#error-handling
 * @since 0.1.0
 */
export class StateRejected extends Schema.TaggedError<StateRejected>()("StateRejected", {
  /** `mismatch` covers every change: of the text, the principal, the method, the params. */
  reason: Schema.Literals(["malformed", "unknown-key", "mismatch", "expired", "too-large"])
}) {
  override get message() {
    return "The request state was not accepted."
  }
}

/**
 * A defect: the handler's steps recorded more than a state may carry. Store the large value elsewhere
 * and record its id.
 *
 * @since 0.1.0
 */
export class StateTooLarge extends Data.TaggedError("StateTooLarge")<{
  readonly message: string
}> {}

/**
 * Seals and opens journals.
 *
 * @since 0.1.0
 */
export class StateSeal extends Context.Service<
  StateSeal,
  {
    /** Throws `StateTooLarge`, a defect. */
    readonly seal: (binding: Binding, journal: Journal.Journal) => string
    readonly open: (
      binding: Binding,
      state: string
    ) => Result.Result<Journal.Journal, StateRejected>
    /** How long a state opens after it was sealed: what a `StateLedger` must remember it for. */
    readonly lifetime: Duration.Duration
  }
>()("@effect-mcp/protocol/StateSeal") {}

/**
 * @since 0.1.0
 */
export interface Options {
  /**
   * At least 32 random bytes each; the first seals, all open. To rotate, put the new one first and
   * drop the old one a lifetime later, and before it has sealed 2^32 states.
   *
   * @default one made at start: states then open in this process only
   */
  readonly secrets?: ReadonlyArray<Redacted.Redacted<string | Uint8Array>> | undefined
  /**
   * The server's name, so that servers which share a secret do not open each other's states.
   *
   * @default ""
   */
  readonly audience?: string | undefined
  /** @default "15 minutes" */
  readonly lifetime?: Duration.Input | undefined
  /**
   * The longest state, in characters, made or accepted.
   *
   * @default 65536
   */
  readonly maxLength?: number | undefined
}

/**
 * The cryptography an implementation brings.
 *
 * @since 0.1.0
 */
export type { Primitives } from "./internal/sealPrimitives.ts"

/**
 * The service from these primitives; `now` is in milliseconds since 1970. Throws a `RangeError` when
 * a secret is shorter than 32 bytes or the list of secrets is empty.
 *
 * @since 0.1.0
 */
export const make = (
  primitives: Primitives,
  now: () => number,
  options?: Options
): StateSeal["Service"] => {
  const keys = new Keyring(primitives, options?.secrets, options?.audience ?? "")
  const lifetime = Duration.fromInputUnsafe(options?.lifetime ?? "15 minutes")
  const maxLength = options?.maxLength ?? 64 * 1024

  const seal = (binding: Binding, journal: Journal.Journal): string => {
    const head = Frame.head(keys.current.id)
    const iv = primitives.random(Frame.ivLength)
    const plain = Frame.encode({ expires: now() + Duration.toMillis(lifetime), journal })
    const associated = associatedData(primitives, binding)
    const sealed = primitives.encrypt(keys.current.key, iv, plain, associated)
    const text = primitives.toBase64Url(Frame.join(head, iv, sealed))
    if (text.length > maxLength) throw tooLarge(text.length, maxLength, journal)
    return text
  }

  const open = (binding: Binding, state: string): Result.Result<Journal.Journal, StateRejected> => {
    if (state.length > maxLength) return rejected("too-large")
    const frame = Frame.split(base64Url.test(state) ? primitives.fromBase64Url(state) : undefined)
    if (frame === undefined) return rejected("malformed")
    const key = keys.find(frame.keyId)
    if (key === undefined) return rejected("unknown-key")
    const associated = associatedData(primitives, binding)
    const plain = primitives.decrypt(key, frame.iv, frame.sealed, associated)
    if (plain === undefined) return rejected("mismatch")
    const content = Frame.decode(plain)
    if (content === undefined) return rejected("malformed")
    return content.expires <= now() ? rejected("expired") : Result.succeed(content.journal)
  }

  return StateSeal.of({ seal, open, lifetime })
}

/**
 * `make` on the clock of the layer's context.
 *
 * @since 0.1.0
 */
export const layer = (primitives: Primitives, options?: Options): Layer.Layer<StateSeal> =>
  Layer.effect(
    StateSeal,
    Effect.map(Clock.Clock, (clock) =>
      make(primitives, () => clock.currentTimeMillisUnsafe(), options)
    )
  )

const base64Url = /^[\w-]+$/

const rejected = (reason: StateRejected["reason"]): Result.Result<never, StateRejected> =>
  Result.fail(new StateRejected({ reason }))

const changedByRetry: ReadonlySet<string> = new Set(["_meta", "inputResponses", "requestState"])

const associatedData = (
  primitives: Primitives,
  { principal, method, params, volatile }: Binding
): Uint8Array => {
  const lasting: Record<string, unknown> = Object.create(null)
  for (const name of Object.keys(params)) {
    if (changedByRetry.has(name) || volatile?.includes(name) === true) continue
    lasting[name] = params[name]
  }
  return primitives.sha256(canonicalJson([principal, method, lasting]))
}

const tooLarge = (length: number, limit: number, journal: Journal.Journal): StateTooLarge => {
  let largest = { name: "", length: -1 }
  for (const [name, record] of journal.steps) {
    const step = { name, length: JSON.stringify(record).length }
    if (step.length > largest.length) largest = step
  }
  const hint = largest.length < 0 ? "" : ` The largest step is "${largest.name}": record an id.`
  return new StateTooLarge({
    message: `A request state of ${length} characters is over the limit of ${limit}.${hint}`
  })
}
