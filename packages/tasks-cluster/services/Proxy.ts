/** A plain round-robin proxy: each request goes to the next server, and knows nothing of what it is about. */
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

import { Effect, type Scope } from "effect"

export interface Proxy {
  readonly url: string
  /** Where requests go from now on. */
  readonly targets: (urls: ReadonlyArray<string>) => void
}

const forward = (target: URL, inbound: IncomingMessage, response: ServerResponse): void => {
  const { headers, method } = inbound
  const outbound = request(target, {
    agent: false,
    method,
    headers: { ...headers, host: target.host }
  })
  const bad = () => {
    if (response.headersSent) response.destroy()
    else response.writeHead(502).end()
  }
  outbound.on("error", bad)
  outbound.on("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.on("error", bad)
    answer.pipe(response)
  })
  inbound.pipe(outbound)
}

/** Until the scope closes. */
export const start: Effect.Effect<Proxy, never, Scope.Scope> = Effect.gen(function* () {
  let targets: ReadonlyArray<string> = []
  let turn = 0
  const server = createServer((inbound, response) => {
    const target = targets[turn++ % targets.length]
    if (target === undefined) response.writeHead(503).end()
    else forward(new URL(target), inbound, response)
  })
  yield* Effect.acquireRelease(
    Effect.callback<void>((resume) => {
      server.listen(0, "127.0.0.1", () => resume(Effect.void))
    }),
    () =>
      Effect.callback<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
  )
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    targets: (urls) => {
      targets = urls
    }
  }
})
