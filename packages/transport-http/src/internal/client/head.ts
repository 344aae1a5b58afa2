/**
 * What is known of an answer before its body.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#receiving-messages
 * @since 0.1.0
 */
import type { Headers } from "../../HttpConnector.ts"

/** @since 0.1.0 */
export interface Head {
  readonly status: number
  /** What is refused is no stream, whatever it says. */
  readonly kind: "Events" | "Json" | "Other"
  readonly headers: Headers
}

/** @since 0.1.0 */
export const read = (status: number, headers: Headers): Head => ({
  status,
  kind: kindOf(status, headers["content-type"]),
  headers
})

/** @since 0.1.0 */
export const isAccepted = ({ status }: Head): boolean => status >= 200 && status < 300

/** The value of a header that may come more than once. @since 0.1.0 */
export const first = (value: Headers[string]): string | undefined =>
  typeof value === "object" ? value[0] : value

const kindOf = (status: number, value: Headers[string]): Head["kind"] => {
  if (value === "application/json") return "Json"
  const type = first(value)?.split(";", 1)[0]?.trim().toLowerCase()
  if (type === "application/json") return "Json"
  return type === "text/event-stream" && status >= 200 && status < 300 ? "Events" : "Other"
}
