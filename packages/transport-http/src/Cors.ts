/**
 * Pages of other origins that may call, and what they may read. Nothing of it is sent unless it was
 * asked for.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#security--endpoint
 * @since 0.1.0
 */
import type { Headers } from "./HttpExchange.ts"

/**
 * Which pages may call, and what they may send and read.
 *
 * @since 0.1.0
 */
export interface Options {
  /** Whole origins, or `"*"`: then any page may call, without cookies. */
  readonly origins: ReadonlyArray<string> | "*"
  /**
   * Headers that callers may send, beside those of the protocol and `Authorization`.
   *
   * @default none
   */
  readonly allowHeaders?: ReadonlyArray<string> | undefined
  /**
   * Headers that callers may read, beside those of the protocol.
   *
   * @default none
   */
  readonly exposeHeaders?: ReadonlyArray<string> | undefined
  /**
   * How long a browser remembers the permission, in seconds.
   *
   * @default 600
   */
  readonly maxAge?: number | undefined
}

/**
 * What is added to responses.
 *
 * @since 0.1.0
 */
export interface Cors {
  /** For a response to this request. */
  readonly headers: (request: Headers) => { readonly [name: string]: string }
  /** For the answer to a preflight. */
  readonly preflight: (request: Headers) => { readonly [name: string]: string }
}

const sent = [
  "accept",
  "authorization",
  "content-type",
  "last-event-id",
  "mcp-method",
  "mcp-name",
  "mcp-protocol-version",
  "mcp-session-id",
  "traceparent",
  "tracestate"
]

const exposed = ["Mcp-Session-Id", "MCP-Protocol-Version", "WWW-Authenticate", "Retry-After"]

/**
 * Throws a `TypeError` for an origin that is no URL.
 *
 * @since 0.1.0
 */
export const make = (options: Options): Cors => {
  const { origins } = options
  const allowed = origins === "*" ? undefined : new Set(origins.map((one) => new URL(one).origin))
  const mayAsk = new Set([
    ...sent,
    ...(options.allowHeaders ?? []).map((name) => name.toLowerCase())
  ])
  const mayRead = [...exposed, ...(options.exposeHeaders ?? [])].join(", ")
  const maxAge = String(options.maxAge ?? 600)
  const grant = (request: Headers): string | undefined => {
    const origin = request["origin"]
    if (origin === undefined) return undefined
    return allowed === undefined ? "*" : allowed.has(origin) ? origin : undefined
  }
  const headers = (request: Headers): { readonly [name: string]: string } => {
    const origin = grant(request)
    const vary = allowed === undefined ? undefined : { vary: "Origin" }
    return origin === undefined
      ? { ...vary }
      : {
          ...vary,
          "access-control-allow-origin": origin,
          "access-control-expose-headers": mayRead
        }
  }
  return {
    headers,
    preflight: (request) => ({
      ...headers(request),
      "access-control-allow-methods": "GET, POST, DELETE",
      "access-control-allow-headers": asked(request, mayAsk).join(", "),
      "access-control-max-age": maxAge
    })
  }
}

/** A tool names its own `Mcp-Param-*`, and a wildcard does not cover `Authorization`: so what was asked for is answered. */
const asked = (request: Headers, mayAsk: ReadonlySet<string>): ReadonlyArray<string> =>
  (request["access-control-request-headers"] ?? "")
    .toLowerCase()
    .split(",")
    .map((name) => name.trim())
    .filter((name) => mayAsk.has(name) || /^mcp-param-[!#$%&'*+.^_`|~0-9a-z-]+$/u.test(name))
