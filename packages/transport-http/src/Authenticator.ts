/**
 * Who is calling, as a request's headers prove it. Without this service everybody is `anonymous`.
 *
 * Every request is asked anew; a session is no proof of anything.
 *
 * @spec 2025-11-25/basic/transports#security-warning
 * @since 0.1.0
 */
import type { Principal } from "@effect-mcp/protocol"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"

import type { Headers } from "./HttpExchange.ts"

/**
 * What a caller is judged by.
 *
 * @since 0.1.0
 */
export interface Credentials {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly headers: Headers
}

/**
 * Nobody is let through with these credentials: 401 unless another status is said. `headers` go out as they are
 * (`www-authenticate`).
 *
 * @since 0.1.0
 */
export class Unauthenticated extends Schema.TaggedError<Unauthenticated>()("Unauthenticated", {
  status: Schema.optionalKey(Schema.Literals([400, 401, 403])),
  message: Schema.String,
  headers: Schema.optionalKey(Schema.Record(Schema.String, Schema.String))
}) {}

/**
 * Says who is calling. A defect is logged whole, and the request is refused with 500.
 *
 * @since 0.1.0
 */
export class Authenticator extends Context.Service<
  Authenticator,
  {
    readonly authenticate: (
      credentials: Credentials
    ) => Effect.Effect<Principal.Identity, Unauthenticated>
  }
>()("@effect-mcp/transport-http/Authenticator") {}

/**
 * Asks `authenticate` about every request.
 *
 * @since 0.1.0
 */
export const layer = (
  authenticate: Authenticator["Service"]["authenticate"]
): Layer.Layer<Authenticator> => Layer.succeed(Authenticator, { authenticate })

/**
 * The token of `Authorization: Bearer`, if there is one; the scheme is read whatever its case.
 *
 * @spec 2026-07-28/basic/authorization#token-requirements
 * @since 0.1.0
 */
export const bearer = (headers: Headers): string | undefined =>
  /^bearer +([\w.~+/-]+=*) *$/iu.exec(headers["authorization"] ?? "")?.[1]
