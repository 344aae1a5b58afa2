/**
 * Who may speak to this endpoint at all: a page that was made to resolve to this machine (DNS rebinding)
 * has the wrong `Host`, and one that was not has the wrong `Origin`.
 *
 * A browser omits `Origin` on a same-origin GET and programs never send it, so its absence proves nothing
 * and is let through; `Host` is always there.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#security--endpoint
 * @since 0.1.0
 */
import type { Headers } from "./HttpExchange.ts"

/**
 * What is let through beside loopback.
 *
 * @since 0.1.0
 */
export interface Options {
  /**
   * Host names, with a port if only that one is meant: `mcp.example.com`, `mcp.example.com:8443`.
   *
   * @default none
   */
  readonly allowedHosts?: ReadonlyArray<string> | undefined
  /**
   * Whole origins: `https://app.example.com`.
   *
   * @default none
   */
  readonly allowedOrigins?: ReadonlyArray<string> | undefined
  /**
   * Where clients reach this endpoint; its host and its origin are let through.
   *
   * @default none
   */
  readonly publicUrl?: string | undefined
  /**
   * Whether `X-Forwarded-Host` stands for `Host`. Only behind a proxy that always sets it.
   *
   * @default false
   */
  readonly trustProxy?: boolean | undefined
}

/**
 * What is wrong, if anything is.
 *
 * @since 0.1.0
 */
export type Verdict = "Host" | "Origin" | undefined

/**
 * Judges requests by their headers. Throws a `TypeError` for an origin or a `publicUrl` that is no URL.
 *
 * @since 0.1.0
 */
export const make = (options: Options): ((headers: Headers) => Verdict) => {
  const own = options.publicUrl === undefined ? undefined : new URL(options.publicUrl)
  const hosts = new Set((options.allowedHosts ?? []).map((host) => host.toLowerCase()))
  const origins = new Set((options.allowedOrigins ?? []).map(canonical))
  if (own !== undefined) {
    hosts.add(own.host)
    origins.add(own.origin)
  }
  const hostHeader = options.trustProxy === true ? forwarded : direct
  const known = new Known((host) => isAllowedHost(host, hosts))
  const knownOrigins = new Known((origin) => isAllowedOrigin(origin, origins))
  return (headers) => {
    const host = hostHeader(headers)
    if (host === undefined || !known.has(host)) return "Host"
    const origin = headers["origin"]
    return origin === undefined || knownOrigins.has(origin) ? undefined : "Origin"
  }
}

const canonical = (origin: string): string => new URL(origin).origin

const direct = (headers: Headers): string | undefined => headers["host"]

const forwarded = (headers: Headers): string | undefined =>
  headers["x-forwarded-host"]?.split(",")[0]?.trim() ?? headers["host"]

/** What was let through once; the same few values come with every request. */
class Known {
  private readonly values = new Set<string>()
  private readonly decide: (value: string) => boolean
  constructor(decide: (value: string) => boolean) {
    this.decide = decide
  }
  has(value: string): boolean {
    if (this.values.has(value)) return true
    if (value.length > 300 || !this.decide(value)) return false
    if (this.values.size < 256) this.values.add(value)
    return true
  }
}

const hostForm = /^(?<name>\[[0-9a-f:.]+\]|[^:/?#@[\]\s\\]+)(?::(?<port>\d{1,5}))?$/iu

const isAllowedHost = (host: string, allowed: ReadonlySet<string>): boolean => {
  const name = hostForm.exec(host)?.groups?.["name"]?.toLowerCase()
  if (name === undefined) return false
  return isLoopback(name) || allowed.has(name) || allowed.has(host.toLowerCase())
}

const isAllowedOrigin = (origin: string, allowed: ReadonlySet<string>): boolean => {
  if (!URL.canParse(origin)) return false
  const url = new URL(origin)
  // `null`, and schemes without a host, are nobody in particular
  if (url.origin !== origin.toLowerCase()) return false
  const isWeb = url.protocol === "http:" || url.protocol === "https:"
  return (isWeb && isLoopback(url.hostname)) || allowed.has(url.origin)
}

const loopback: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"])

/**
 * Whether a host, as a URL names it but without its port, is this machine by name.
 *
 * @since 0.1.0
 */
export const isLoopback = (name: string): boolean => loopback.has(name)
