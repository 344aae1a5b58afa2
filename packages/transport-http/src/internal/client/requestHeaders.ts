/**
 * The headers of one channel's requests, as names and values in turn. What is the same from call to call is put
 * together once.
 *
 * @spec 2025-11-25/basic/transports#protocol-version-header
 * @spec 2026-07-28/basic/transports/streamable-http#standard-request-headers
 * @since 0.1.0
 */
import { HeaderText, type Revision } from "@effect-mcp/schema"

/** Names and values in turn. @since 0.1.0 */
export type List = ReadonlyArray<string>

const json: List = ["Content-Type", "application/json"]
const posted: List = [...json, "Accept", "application/json, text/event-stream"]
const got: List = ["Accept", "text/event-stream"]

/** @since 0.1.0 */
export class RequestHeaders {
  /** What the server calls this session; every request carries it once it is known. */
  session: string | undefined
  readonly #own: List
  #version: string | undefined
  #common: List
  #posted: List | undefined

  /** `own` are the user's, and say nothing that is said here. */
  constructor(own: List) {
    this.#own = own
    this.#common = own
  }

  /** `credentials` are those that are made anew for each request. */
  post(revision: Revision.Revision | undefined, credentials: List, mirrored: Mirrored): List {
    const common = this.#with(revision)
    this.#posted ??= [...posted, ...common]
    if (credentials.length === 0 && mirrored === undefined) return this.#posted
    return [...this.#posted, ...credentials, ...encoded(mirrored)]
  }

  /** The first message of a session: nothing is agreed yet. */
  initialize(credentials: List): List {
    return [...posted, ...this.#own, ...credentials]
  }

  get(revision: Revision.Revision | undefined, credentials: List, lastEventId: string | undefined) {
    const from = lastEventId === undefined ? [] : ["Last-Event-ID", lastEventId]
    return [...got, ...this.#with(revision), ...credentials, ...from]
  }

  delete(revision: Revision.Revision | undefined, credentials: List): List {
    return [...this.#with(revision), ...credentials]
  }

  /** The session begins: what was put together before is without it. */
  begin(session: string): void {
    this.session = session
    this.#join()
  }

  #with(revision: Revision.Revision | undefined): List {
    const version = revision?.versionHeader === true ? revision.version : undefined
    if (version !== this.#version) {
      this.#version = version
      this.#join()
    }
    return this.#common
  }

  #join(): void {
    this.#posted = undefined
    this.#common = [
      ...this.#own,
      ...(this.#version === undefined ? [] : ["MCP-Protocol-Version", this.#version]),
      ...(this.session === undefined ? [] : ["Mcp-Session-Id", this.session])
    ]
  }
}

type Mirrored = { readonly [name: string]: string } | undefined

/** @spec 2026-07-28/basic/transports/streamable-http#value-encoding */
const encoded = (mirrored: Mirrored): List =>
  mirrored === undefined
    ? []
    : Object.entries(mirrored).flatMap(([name, value]) => [name, HeaderText.encode(value)])

const reserved =
  /^(?:accept|authorization|connection|content-(?:length|type)|host|last-event-id|mcp-.*|transfer-encoding)$/i

/** What a user may say: neither what the transport says itself, nor what would break the framing. @since 0.1.0 */
export const allowed = (headers: { readonly [name: string]: string }, bearer: boolean): List =>
  Object.entries(headers)
    .filter(([name]) => !reserved.test(name) || (!bearer && /^authorization$/i.test(name)))
    .flat()
