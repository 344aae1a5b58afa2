/** For `bun`; says on which port it listens. */
import { FetchHandler } from "@effect-mcp/transport-http"

import { Hello } from "../Hello.ts"

declare const Bun: {
  readonly serve: (options: {
    readonly port: number
    readonly hostname: string
    readonly idleTimeout: number
    readonly fetch: FetchHandler.Handler
  }) => { readonly port: number }
}

const { handler } = FetchHandler.make(Hello, { maxBodyBytes: 10_000, keepAlive: "300 millis" })

// streams are quiet for longer than bun's 10 seconds
const { port } = Bun.serve({ port: 0, hostname: "127.0.0.1", idleTimeout: 60, fetch: handler })
console.log(`listening on ${port}`)
