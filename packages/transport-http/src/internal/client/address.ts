/**
 * Where the server is, and what it is shown with each request.
 *
 * @since 0.1.0
 */
import { TransportError } from "@effect-mcp/protocol"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"

import type { Reason } from "./failure.ts"
import { allowed, type List } from "./requestHeaders.ts"

/** As a user gives it. @since 0.1.0 */
export interface Options {
  readonly url: string | URL
  readonly headers?: { readonly [name: string]: string } | undefined
  readonly bearer?: Redacted.Redacted | Effect.Effect<Redacted.Redacted, unknown> | undefined
}

/** @since 0.1.0 */
export interface Address {
  readonly origin: string
  /** With the query. */
  readonly path: string
  /** Headers that are the same in each request. */
  readonly headers: List
  /** Those that are asked for anew; `undefined` if there are none. */
  readonly credentials: Effect.Effect<List, Reason> | undefined
}

/** Throws for what is no URL of a web server. @since 0.1.0 */
export const make = ({ bearer, headers = {}, url }: Options): Address => {
  const { origin, password, pathname, protocol, search, username } = new URL(url)
  if (protocol !== "http:" && protocol !== "https:") {
    throw new TypeError(`A server is reached by http or https, not by ${protocol}`)
  }
  if (username !== "" || password !== "") {
    throw new TypeError("A URL is shown and remembered: a name and a password belong in `headers`")
  }
  const own = allowed(headers, bearer !== undefined)
  const isStatic = Redacted.isRedacted(bearer)
  return {
    origin,
    path: pathname + search,
    headers: isStatic ? [...own, ...authorization(bearer)] : own,
    credentials:
      bearer === undefined || isStatic
        ? undefined
        : Effect.mapBoth(bearer, {
            onSuccess: authorization,
            onFailure: (cause) => new TransportError.ConnectFailed({ cause })
          })
  }
}

const authorization = (token: Redacted.Redacted): List => [
  "Authorization",
  `Bearer ${Redacted.value(token)}`
]
