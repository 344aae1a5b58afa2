/**
 * The server as a program over its pipes, and a client of it that is nothing but JSON messages.
 */
import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

export type Json = { readonly [key: string]: unknown }

export interface Program {
  /** Sends a message as it is. */
  readonly send: (message: Json) => void
  /** Sends a request; what comes back is the whole answer. */
  readonly request: (method: string, params?: Json) => Promise<Json>
  /** The first message of the server's own that is like this, come already or still to come. Each is given once. */
  readonly next: (like: (message: Json) => boolean) => Promise<Json>
  /** Closes its input; gives the code it ends with. */
  readonly end: () => Promise<number | null>
}

/** `meta` goes along with every request. */
export const start = (meta?: Json): Program => {
  const child = spawn(
    process.execPath,
    ["--conditions=@effect-mcp/source", fileURLToPath(new URL("../src/stdio.ts", import.meta.url))],
    { stdio: ["pipe", "pipe", "ignore"] }
  )
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve))
  const waiting: Array<{ like: (message: Json) => boolean; give: (message: Json) => void }> = []
  const come: Array<Json> = []
  let lastId = 0

  createInterface({ input: child.stdout }).on("line", (line) => {
    const message = JSON.parse(line) as Json
    const at = waiting.findIndex(({ like }) => like(message))
    if (at === -1) come.push(message)
    else waiting.splice(at, 1)[0]?.give(message)
  })

  const next: Program["next"] = (like) => {
    const at = come.findIndex(like)
    return at === -1
      ? new Promise((give) => waiting.push({ like, give }))
      : Promise.resolve(come.splice(at, 1)[0] ?? {})
  }
  const send: Program["send"] = (message) => {
    child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`)
  }
  return {
    next,
    send,
    request: (method, params = {}) => {
      const id = ++lastId
      send({ id, method, params: meta === undefined ? params : { ...params, _meta: meta } })
      return next((message) => message["id"] === id && !("method" in message))
    },
    end: () => {
      child.stdin.end()
      return ended
    }
  }
}

/** What is at the end of this path; a test that finds nothing there fails. */
export const at = (value: unknown, ...path: ReadonlyArray<string>): unknown =>
  path.reduce<unknown>((inner, key) => {
    if (typeof inner !== "object" || inner === null || !(key in inner)) {
      throw new Error(`There is no ${path.join(".")} in ${JSON.stringify(value)}`)
    }
    return (inner as Json)[key]
  }, value)
