/** For `workerd`. Its instances come and go and share nothing, so that nothing is kept from one request to the next. */
import { FetchHandler } from "@effect-mcp/transport-http"

import { Hello } from "../Hello.ts"

const { handler } = FetchHandler.make(Hello, {
  sessions: false,
  maxBodyBytes: 10_000,
  keepAlive: "300 millis"
})

export default { fetch: handler }
