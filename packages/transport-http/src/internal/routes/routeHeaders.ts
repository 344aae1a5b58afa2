/**
 * The headers of a request that a router has brought here, all of them: node keeps the first `Host`, or
 * `Content-Type`, of several, and whoever judges a request must not see another one than a proxy did.
 */
import type { HttpServerRequest } from "effect/http/HttpServerRequest"

import type { Headers } from "../../HttpExchange.ts"

/** What is used here of node's `IncomingMessage`, which is what its platform has as a source. */
interface Incoming {
  readonly headers: object
  /** Names and values by turns. */
  readonly rawHeaders: ReadonlyArray<string>
}

const isIncoming = (source: object): source is Incoming => "rawHeaders" in source

/** What came twice is joined, as the other mounts have it; then it is none of the values that are let through. */
export const of = ({ headers, source }: HttpServerRequest): Headers =>
  isIncoming(source) && hasRepeated(source) ? joined(headers, source.rawHeaders) : headers

const hasRepeated = ({ headers, rawHeaders }: Incoming): boolean =>
  rawHeaders.length > 2 * Object.keys(headers).length

const joined = (headers: Headers, raw: ReadonlyArray<string>): Headers => {
  const values = new Map<string, Array<string>>()
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = String(raw[at]).toLowerCase()
    const all = values.get(name) ?? []
    values.set(name, all)
    all.push(String(raw[at + 1]))
  }
  const whole: { [name: string]: string | undefined } = { ...headers }
  for (const [name, all] of values) {
    // what node has joined itself, or a middleware has set, is neither
    if (all.length > 1 && headers[name] === all[0]) whole[name] = all.join(", ")
  }
  return whole
}
