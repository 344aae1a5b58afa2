/** A server that writes its answers byte by byte as they stand here, and replays a stream after any of its events. */
import { createServer, type Socket } from "node:net"

import type { JsonRpc } from "@effect-mcp/schema"
import { Effect } from "effect"

import { listening } from "../../support/listening.ts"

const progress = (progress: number) =>
  `data: {"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":${progress}}}\n\n`

const answer = `{"jsonrpc":"2.0","id":1,"result":{}}`

const events = [
  "id: 1-0\nretry: 100\ndata: \n\n",
  `id: 1-1\n${progress(1)}`,
  `id: 1-2\n${progress(2)}`,
  `id: 1-3\ndata: ${answer}\n\n`
]

/** The length is not said: the stream ends with the connection. */
const head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"

const json = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${answer.length}\r\n\r\n${answer}`

/** What a message is, in the words of the tests. */
export const label = (message: JsonRpc.Parsed): string =>
  message._tag === "Notification"
    ? `progress ${String(message.params?.["progress"])}`
    : message._tag === "Result"
      ? "answer"
      : message._tag

const replies = (request: string): string => {
  if (request.startsWith("POST /json")) return json
  const after = /last-event-id: 1-(\d)/i.exec(request)?.[1]
  return head + events.slice(after === undefined ? 0 : Number(after) + 1).join("")
}

const isWhole = (request: string): boolean => {
  const body = request.indexOf("\r\n\r\n")
  if (body < 0) return false
  const length = Number(/content-length: (\d+)/i.exec(request)?.[1] ?? 0)
  return request.length - body - 4 >= length
}

const serve = (socket: Socket): void => {
  let request = ""
  socket.on("error", () => socket.destroy())
  socket.on("data", (bytes) => {
    request += bytes.toString("latin1")
    if (!isWhole(request)) return
    const reply = replies(request)
    request = ""
    if (reply === json) socket.write(reply)
    else socket.end(reply)
  })
}

export const make = Effect.gen(function* () {
  const port = yield* listening(createServer(serve))
  return {
    port,
    head,
    json,
    /** Of all events, in bytes. */
    length: events.join("").length,
    /** Of the first. */
    primed: (events[0] as string).length
  }
})
