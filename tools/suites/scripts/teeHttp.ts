/**
 * Stands between a client and a server on HTTP, and keeps every message of both, with the headers that repeat it.
 */
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

import type { Said, Side } from "../src/Transcript.ts"

export interface TeeHttp {
  /** The server's own URL, over this one. */
  readonly url: string
  readonly said: ReadonlyArray<Said>
  readonly close: () => void
}

const mirrored = ["mcp-method", "mcp-name", "mcp-protocol-version"]

/** The messages of a stream, as they become whole; an event of another kind is none. */
const reader = (keep: (text: string) => void) => {
  let rest = ""
  return (chunk: string): void => {
    rest += chunk
    const events = rest.split("\n\n")
    rest = events.pop() ?? ""
    for (const event of events) {
      const lines = event.split("\n")
      if (lines.some((line) => line.startsWith("event:") && line !== "event: message")) continue
      const data = lines.flatMap((line) => (line.startsWith("data:") ? [line.slice(5).trim()] : []))
      if (data.join("") !== "") keep(data.join("\n"))
    }
  }
}

class Tee {
  readonly said: Array<Said> = []
  private readonly target: URL

  constructor(target: URL) {
    this.target = target
  }

  readonly pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = (await request.toArray()).join("")
    const headers = Object.fromEntries(
      mirrored.flatMap((name) => {
        const value = request.headers[name]
        return typeof value === "string" ? [[name, value]] : []
      })
    )
    if (body !== "") this.keep("client", body, headers)
    const { method, url } = request
    const onward = ask(
      new URL(url ?? "/", this.target),
      { method, headers: { ...request.headers, host: this.target.host } },
      (answer) => this.passBack(answer, response)
    )
    response.on("close", () => onward.destroy())
    onward.on("error", () => response.destroy())
    onward.end(body)
  }

  private passBack(answer: IncomingMessage, response: ServerResponse): void {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    const isStream = answer.headers["content-type"]?.startsWith("text/event-stream") === true
    const read = reader((text) => this.keep("server", text))
    let whole = ""
    answer.setEncoding("utf8")
    answer.on("data", (chunk: string) => {
      if (isStream) read(chunk)
      else whole += chunk
    })
    answer.on("end", () => {
      if (whole.startsWith("{")) this.keep("server", whole)
    })
    answer.on("error", () => response.destroy())
    answer.pipe(response)
  }

  private keep(from: Side, text: string, headers: { readonly [name: string]: string } = {}): void {
    const repeated = Object.keys(headers).length === 0 ? {} : { headers }
    this.said.push({ from, message: JSON.parse(text), ...repeated })
  }
}

/** Listens before the server at `url`. */
export const open = (url: string): Promise<TeeHttp> => {
  const tee = new Tee(new URL(url))
  const server = createServer((request, response) => void tee.pass(request, response))
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const own = new URL(url)
      own.port = String((server.address() as AddressInfo).port)
      const close = (): void => {
        server.close()
        server.closeAllConnections()
      }
      resolve({ url: own.href, said: tee.said, close })
    })
  })
}
