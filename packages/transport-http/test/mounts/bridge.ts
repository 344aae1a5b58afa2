/** A web handler behind a socket, as Deno, Bun and their like have one, so that it can be reached like the others. */
import type { IncomingMessage, ServerResponse } from "node:http"
import { Readable } from "node:stream"

const requestOf = (incoming: IncomingMessage, signal: AbortSignal): Request => {
  const { headers, method = "GET", url } = incoming
  const hasBody = method !== "GET" && method !== "HEAD"
  return new Request(`http://${headers.host}${url}`, {
    method,
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
    signal,
    ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: "half" } : {})
  })
}

const pipe = async (body: ReadableStream<Uint8Array>, to: ServerResponse): Promise<void> => {
  const reader = body.getReader()
  to.once("close", () => void reader.cancel().catch(() => undefined))
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    if (!to.write(next.value)) await new Promise((resolve) => to.once("drain", resolve))
  }
  to.end()
}

export const bridge =
  (handler: (request: Request) => Promise<Response>) =>
  (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const controller = new AbortController()
    outgoing.once("close", () => controller.abort())
    const answered = handler(requestOf(incoming, controller.signal))
    answered
      .then((response) => {
        outgoing.writeHead(response.status, Object.fromEntries(response.headers))
        outgoing.flushHeaders()
        return response.body === null ? void outgoing.end() : pipe(response.body, outgoing)
      })
      .catch(() => outgoing.destroy())
  }
