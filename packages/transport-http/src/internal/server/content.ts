/**
 * What is said about bodies, in both directions.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#sending-messages
 */
import type { Headers } from "../../HttpExchange.ts"

export const json = { "content-type": "application/json" }

/** Proxies must neither keep nor gather an event stream. */
export const eventStream = {
  "content-type": "text/event-stream",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no"
}

/** A page can send `text/plain` across sites without asking; so nothing but JSON is read as JSON. */
export const isJson = (headers: Headers): boolean => {
  const type = headers["content-type"]
  if (headers["content-encoding"] !== undefined && headers["content-encoding"] !== "identity") {
    return false
  }
  return type === "application/json" || (type !== undefined && jsonInUtf8.test(type))
}

const jsonInUtf8 = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?;?$/iu

/** Without an `Accept` everything is accepted. A quality of zero is a no. */
export const accepts = (
  headers: Headers,
  type: "application/json" | "text/event-stream"
): boolean => {
  const accept = headers["accept"]
  if (accept === undefined || accept === usual) return true
  const family = `${type.slice(0, type.indexOf("/"))}/*`
  return accept.split(",").some((range) => {
    const [name = "", ...parameters] = range.toLowerCase().split(";")
    const isRefused = parameters.some((parameter) => /^\s*q\s*=\s*0(?:\.0*)?\s*$/u.test(parameter))
    return !isRefused && [type, family, "*/*"].includes(name.trim())
  })
}

const usual = "application/json, text/event-stream"
