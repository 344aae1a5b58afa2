/** Requests as data, and as the bytes that they are on the wire. */

/** By name in lower case; a list is a header that comes several times, `undefined` one that does not. */
export type Headers = { readonly [name: string]: string | ReadonlyArray<string> | undefined }

export interface Request {
  readonly method: string
  readonly target: string
  readonly headers: Headers
  readonly body: string | Uint8Array
}

/** What stands for what is only known when the server runs. */
export interface Places {
  readonly port: number
  readonly session: string
}

const bare: Headers = {
  host: "127.0.0.1:{port}",
  "content-type": "application/json",
  accept: "application/json, text/event-stream"
}

export const post = (body: string | Uint8Array, headers: Headers = {}): Request => ({
  method: "POST",
  target: "/mcp",
  headers: { ...bare, ...headers },
  body
})

/** Of a session that 2025-11-25 was agreed for. */
export const inSession = (body: string | Uint8Array, headers: Headers = {}): Request =>
  post(body, {
    "mcp-session-id": "{session}",
    "mcp-protocol-version": "2025-11-25",
    ...headers
  })

/** For itself, with the headers that mirror the body. */
export const stateless = (body: string, headers: Headers = {}): Request =>
  post(body, { "mcp-protocol-version": "2026-07-28", ...mirrored(body), ...headers })

/** As any method, without a body unless there is one. */
export const plain = (method: string, target = "/mcp", headers: Headers = {}): Request => ({
  method,
  target,
  headers: { host: "127.0.0.1:{port}", ...headers },
  body: ""
})

/** To listen on a session. */
export const listen = (headers: Headers = {}): Request =>
  plain("GET", "/mcp", {
    accept: "text/event-stream",
    "mcp-session-id": "{session}",
    "mcp-protocol-version": "2025-11-25",
    ...headers
  })

const mirrored = (body: string): Headers => {
  try {
    const { method, params } = JSON.parse(body) as {
      readonly method?: unknown
      readonly params?: { readonly name?: unknown; readonly uri?: unknown }
    }
    const name = params?.name ?? params?.uri
    return {
      ...(typeof method === "string" && { "mcp-method": method }),
      ...(typeof name === "string" && { "mcp-name": name })
    }
  } catch {
    return {}
  }
}

/** What every request of 2026-07-28 says about itself. */
export const meta = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {}
}

type Json = { readonly [member: string]: unknown }

/** The text of a request; `params` are as given. */
export const rpc = (method: string, params?: unknown, id: unknown = 1): string =>
  JSON.stringify({ jsonrpc: "2.0", id, method, params })

/** The text of a request that says all about itself. */
export const stating = (method: string, params: Json = {}, id: unknown = 1): string =>
  rpc(method, { ...params, _meta: { ...meta, ...(params["_meta"] as Json | undefined) } }, id)

export const initialize = rpc(
  "initialize",
  {
    protocolVersion: "2025-11-25",
    capabilities: { elicitation: {} },
    clientInfo: { name: "hostile", version: "0" }
  },
  0
)

/** As it goes out. A body has its length, unless the headers say how it is framed. */
export const bytes = (request: Request | string, places: Places): Buffer => {
  if (typeof request === "string") return Buffer.from(filled(request, places), "latin1")
  const { headers, method, target } = request
  const body = Buffer.from(request.body as string, "utf8")
  const lines = [`${method} ${target} HTTP/1.1`]
  for (const [name, value] of Object.entries(headers)) {
    for (const one of value === undefined ? [] : [value].flat()) lines.push(`${name}: ${one}`)
  }
  const isFramed = "content-length" in headers || "transfer-encoding" in headers
  if (!isFramed && (method === "POST" || body.length > 0)) {
    lines.push(`content-length: ${body.length}`)
  }
  const head = filled(`${lines.join("\r\n")}\r\n\r\n`, places)
  return Buffer.concat([Buffer.from(head, "latin1"), body])
}

const filled = (text: string, { port, session }: Places): string =>
  text.replaceAll("{port}", String(port)).replaceAll("{session}", session)
