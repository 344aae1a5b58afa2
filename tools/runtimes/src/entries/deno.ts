/** For `deno`; says on which port it listens. */
import { FetchHandler } from "@effect-mcp/transport-http"

import { Hello } from "../Hello.ts"

declare const Deno: {
  readonly serve: (
    options: {
      readonly port: number
      readonly hostname: string
      readonly onListen: (address: { readonly port: number }) => void
    },
    handler: FetchHandler.Handler
  ) => void
}

const { handler } = FetchHandler.make(Hello, { maxBodyBytes: 10_000, keepAlive: "300 millis" })

Deno.serve(
  { port: 0, hostname: "127.0.0.1", onListen: ({ port }) => console.log(`listening on ${port}`) },
  handler
)
