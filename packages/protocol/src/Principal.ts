/**
 * Who is calling. Whatever outlives one message (a session, sealed state, a task, a private cache)
 * is owned by the `key` of the identity that made it, and refused to every other.
 *
 * A transport fills it in: stdio and memory say `local`, which is the same over restarts; HTTP says
 * `anonymous` until authorization names a `user`.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"

/**
 * An identity as plain data.
 *
 * @since 0.1.0
 */
export interface Identity {
  readonly kind: "local" | "anonymous" | "user"
  /** Unique within its kind; for a `user` the issuer belongs in it. */
  readonly id: string
}

/**
 * The caller of the request that is being answered: `yield* Principal`.
 *
 * @since 0.1.0
 */
export class Principal extends Context.Service<Principal, Identity>()(
  "@effect-mcp/protocol/Principal"
) {}

/**
 * Whoever started this process, or shares it.
 *
 * @since 0.1.0
 */
export const local: Identity = { kind: "local", id: "local" }

/**
 * Anybody who can reach the server. All anonymous callers are the same one: what belongs to it must
 * not be secret.
 *
 * @since 0.1.0
 */
export const anonymous: Identity = { kind: "anonymous", id: "anonymous" }

/**
 * A caller that somebody vouched for.
 *
 * @since 0.1.0
 */
export const user = (id: string): Identity => ({ kind: "user", id })

/**
 * What ownership is bound to. Two identities are the same caller if and only if their keys are equal.
 *
 * @since 0.1.0
 */
export const key = (identity: Identity): string => `${identity.kind}:${identity.id}`

/**
 * Whether both are the same caller.
 *
 * @since 0.1.0
 */
export const same = (self: Identity, that: Identity): boolean =>
  self === that || (self.kind === that.kind && self.id === that.id)
