/**
 * What can be said about a URL a server asks the user to open, without opening it: where it leads, and what
 * about it deserves a second look. Nothing here touches the network.
 *
 * @spec 2026-07-28/client/elicitation#safe-url-handling
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * Why a URL deserves a second look. `Punycode`: a label of the host is (or was turned into) an `xn--` one, so it
 * may imitate another name. `Credentials`: text before an `@` that looks like a host. `Insecure`: plain http.
 * `IpAddress`: no name at all. `Rewritten`: it holds characters no URL has (some of them hide or reorder others), or its
 * host is not written as it is, so a browser reads it otherwise than a person does.
 *
 * @since 0.1.0
 */
export type Warning = "Punycode" | "Credentials" | "Insecure" | "IpAddress" | "Rewritten"

/** A URL that may be shown to the user. @since 0.1.0 */
export interface Link {
  /** The full URL, as the server wrote it: this is what the user has to see before agreeing. */
  readonly url: string
  /** The host it leads to, as a browser reads it; highlight this. */
  readonly host: string
  readonly warnings: ReadonlyArray<Warning>
}

/** The URL is not one a client may open: its scheme is not http(s), or it does not parse. @since 0.1.0 */
export class LinkRefused extends Schema.TaggedError<LinkRefused>()("LinkRefused", {
  url: Schema.String,
  because: Schema.Literals(["NotAUrl", "Scheme", "ControlCharacters"])
}) {
  override get message() {
    return `The URL is not one that may be opened (${this.because})`
  }
}

const schemes: ReadonlySet<string> = new Set(["http:", "https:"])

/** None of these is legal unescaped in a URL, and a command line gives a meaning to most of them. */
const illegal = /["`<>\\^{|}]/u

/** These hide or reorder what stands beside them. */
const unprintable = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u

/** What nobody writes, and a browser leaves out. */
const defaultPort = /:(?:80|443)?$/u

/** White space and control characters, which some readers drop and others stop at. */
const control = /[\p{Cc}\s]/u

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/u

const address = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[^\]]*\])$/u

/**
 * Looks at a URL. Only `http:` and `https:` pass (an allow-list), and nothing that holds a control character.
 *
 * @spec 2025-11-25/client/elicitation#safe-url-handling
 * @since 0.1.0
 */
export const inspect = (url: string): Link | LinkRefused => {
  if (!URL.canParse(url)) return new LinkRefused({ url, because: "NotAUrl" })
  const parsed = new URL(url)
  if (!schemes.has(parsed.protocol)) return new LinkRefused({ url, because: "Scheme" })
  if (control.test(url)) return new LinkRefused({ url, because: "ControlCharacters" })
  return { url, host: parsed.host, warnings: warningsOf(url, parsed) }
}

/**
 * The URLs in a text that is no link: whoever shows it should not let them be clicked.
 *
 * @spec 2025-11-25/client/elicitation#safe-url-handling
 * @since 0.1.0
 */
export const mentioned = (text: string): ReadonlyArray<string> =>
  text.match(/\b(?:[a-z][a-z0-9+.-]{0,31}:\/\/|www\.)[^\s<>"'`]+/giu) ?? []

const warningsOf = (url: string, parsed: URL): ReadonlyArray<Warning> => {
  const warnings: Array<Warning> = []
  const imitates = parsed.hostname.split(".").some((label) => label.startsWith("xn--"))
  if (imitates) warnings.push("Punycode")
  if (parsed.username !== "" || parsed.password !== "") warnings.push("Credentials")
  if (parsed.protocol === "http:" && !loopback.test(parsed.hostname)) warnings.push("Insecure")
  if (address.test(parsed.hostname) && !loopback.test(parsed.hostname)) warnings.push("IpAddress")
  if (isRewritten(url, parsed, imitates)) warnings.push("Rewritten")
  return warnings
}

/** Scheme, what stands before an `@`, host and port, and the rest. */
const written = /^https?:\/\/(?:[^/?#]*@)?([^/?#@]*)(.*)$/iu

const isRewritten = (url: string, parsed: URL, imitates: boolean): boolean => {
  const [, host, rest] = written.exec(url) ?? []
  if (host === undefined || rest === undefined) return true
  if (illegal.test(url) || unprintable.test(url) || /[^\x21-\x7e]/u.test(rest)) return true
  // Another alphabet has its own warning.
  return !imitates && host.toLowerCase().replace(defaultPort, "") !== parsed.host
}
