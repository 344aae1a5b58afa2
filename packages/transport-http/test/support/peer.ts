/** A client made of JSON and headers, in either era. */
import { Effect, type Scope } from "effect"

import { type Headers, type Incoming, type Json, messagesOf, open } from "./raw.ts"

export const both = "application/json, text/event-stream"

const plain = { "content-type": "application/json", accept: both }

export const request = (id: number | string, method: string, params?: Json): Json => ({
  jsonrpc: "2.0",
  id,
  method,
  ...(params === undefined ? {} : { params })
})

export const notification = (method: string, params?: Json): Json => ({
  jsonrpc: "2.0",
  method,
  ...(params === undefined ? {} : { params })
})

type Body = Json | ReadonlyArray<Json> | string

/** A POST of JSON; a header that is `undefined` is left out. */
export const post = (
  url: string,
  body: Body,
  headers: Headers = {}
): Effect.Effect<Incoming, never, Scope.Scope> =>
  open(url, {
    headers: { ...plain, ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body)
  })

/** The message that a response ends with, whether it is JSON or a stream. */
export const answer = (response: Incoming): Effect.Effect<Json> =>
  response.headers["content-type"] === "text/event-stream"
    ? Effect.map(response.rest, (events) => messagesOf(events).at(-1) ?? {})
    : response.json

/** A member that has to be there: what is compared with `{}` must not be what is missing. */
const member =
  (name: string) =>
  (message: Json): Json => {
    const value = message[name]
    if (value === undefined) throw new Error(`No ${name} in ${JSON.stringify(message)}`)
    return value as Json
  }

export const resultOf = member("result")
export const errorOf = member("error")
export const paramsOf = (message: Json): Json => (message["params"] ?? {}) as Json

/** Why a request was refused: HTTP status, JSON-RPC code, and the name of the reason if it has one. */
export const refusal = (response: Incoming): Effect.Effect<ReadonlyArray<unknown>> =>
  Effect.map(response.json, (body) => {
    const { code, data } = errorOf(body)
    const reason = (data as Json | undefined)?.["reason"]
    return reason === undefined ? [response.status, code] : [response.status, code, reason]
  })

export interface Opening {
  readonly version?: string
  readonly capabilities?: Json
  readonly headers?: Headers
  /** Whether the client says that it is ready. */
  readonly ready?: boolean
}

/** A session, as its client holds it. */
export interface Session {
  readonly id: string
  /** What goes out with every request. */
  readonly headers: Headers
  readonly post: (body: Body, headers?: Headers) => Effect.Effect<Incoming, never, Scope.Scope>
  /** Posts a request and gives its answer. */
  readonly ask: (
    method: string,
    params?: Json,
    id?: number | string
  ) => Effect.Effect<Json, never, Scope.Scope>
  /** Begins a call of a tool. */
  readonly call: (
    id: number | string,
    name: string,
    params?: Json
  ) => Effect.Effect<Incoming, never, Scope.Scope>
  readonly get: (headers?: Headers) => Effect.Effect<Incoming, never, Scope.Scope>
  readonly delete: Effect.Effect<Incoming, never, Scope.Scope>
}

export const initializing = ({ capabilities = {}, version = "2025-11-25" }: Opening = {}): Json =>
  request("init", "initialize", {
    protocolVersion: version,
    capabilities,
    clientInfo: { name: "raw", version: "0" }
  })

/** What a client holds that was given this session. */
export const session = (url: string, id: string, headers: Headers): Session => {
  const own = { ...headers, "mcp-session-id": id }
  const asking = (body: Body, more: Headers = {}) => post(url, body, { ...own, ...more })
  return {
    id,
    headers: own,
    post: asking,
    ask: (method, params, id = "ask") =>
      Effect.flatMap(asking(request(id, method, params)), answer),
    call: (id, name, params) => asking(request(id, "tools/call", { name, ...params })),
    get: (more = {}) =>
      open(url, { method: "GET", headers: { accept: "text/event-stream", ...own, ...more } }),
    delete: open(url, { method: "DELETE", headers: own })
  }
}

/** A handshake, both halves of it. */
export const initialize = (
  url: string,
  opening: Opening = {}
): Effect.Effect<Session, never, Scope.Scope> =>
  Effect.gen(function* () {
    const response = yield* post(url, initializing(opening), opening.headers)
    const id = String(response.headers["mcp-session-id"])
    const { protocolVersion } = resultOf(yield* answer(response))
    const made = session(url, id, {
      ...opening.headers,
      "mcp-protocol-version": String(protocolVersion)
    })
    if (opening.ready !== false) yield* made.post(notification("notifications/initialized"))
    return made
  })

/** What says of a request in a revision without handshake what it is. */
export interface Stating {
  readonly id?: number | string
  readonly version?: string
  readonly capabilities?: Json
  /** More `_meta`. */
  readonly meta?: Json
  readonly headers?: Headers
}

/** A request that says everything itself, in its headers as well. */
export const modern = (
  url: string,
  method: string,
  params: Json = {},
  { capabilities = {}, headers, id = 1, meta, version = "2026-07-28" }: Stating = {}
): Effect.Effect<Incoming, never, Scope.Scope> => {
  const name = params["name"] ?? params["uri"]
  const _meta = {
    "io.modelcontextprotocol/protocolVersion": version,
    "io.modelcontextprotocol/clientCapabilities": capabilities,
    ...meta
  }
  return post(url, request(id, method, { ...params, _meta }), {
    "mcp-protocol-version": version,
    "mcp-method": method,
    "mcp-name": typeof name === "string" ? name : undefined,
    ...headers
  })
}
