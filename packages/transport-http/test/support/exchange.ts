/** A request that is in no network: what is done to its response is written down. */
import type { HttpExchange } from "@effect-mcp/transport-http"

type Added = { readonly [name: string]: string }

export class Recorded implements HttpExchange.HttpExchange {
  readonly method = "POST"
  readonly path = "/mcp"
  readonly query = ""
  readonly unsent = 0
  readonly headers: HttpExchange.Headers
  /** What was done, in order. */
  readonly done: Array<string> = []
  private readonly text: string
  private gone: (() => void) | undefined

  constructor(headers: HttpExchange.Headers, body: unknown) {
    this.headers = { host: "localhost", "content-type": "application/json", ...headers }
    this.text = JSON.stringify(body)
  }

  /** A call of a tool, in the revision that says everything in each request. */
  static call(name: string, meta: { readonly [key: string]: unknown } = {}): Recorded {
    const version = "2026-07-28"
    const _meta = {
      ...meta,
      "io.modelcontextprotocol/protocolVersion": version,
      "io.modelcontextprotocol/clientCapabilities": {}
    }
    return new Recorded(
      { "mcp-protocol-version": version, "mcp-method": "tools/call", "mcp-name": name },
      { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, _meta } }
    )
  }

  /** The peer goes away. */
  leave(): void {
    this.gone?.()
  }

  read(_limit: number, reader: HttpExchange.BodyReader): void {
    reader.body(this.text)
  }

  respond(status: number, _headers: Added, body: string): void {
    this.done.push(`respond ${status} ${body}`)
  }

  stream(): void {
    this.done.push("stream")
  }

  write(text: string): void {
    this.done.push(`write ${text}`)
  }

  end(): void {
    this.done.push("end")
  }

  cut(): void {
    this.done.push("cut")
  }

  onGone(gone: () => void): void {
    this.gone = gone
  }
}
