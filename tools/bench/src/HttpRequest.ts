/** The requests every HTTP target is driven with, as text that is ready to be written. */
import type * as HttpConnection from "./HttpConnection.ts"
import * as HttpReply from "./HttpReply.ts"
import * as Messages from "./Messages.ts"
import { revision, type Era } from "./Target.ts"

/** Where requests go, and as part of what. */
export interface Route {
  readonly port: number
  readonly era: Era
  readonly session?: string | undefined
}

const start = (verb: string, port: number): string =>
  `${verb} /mcp HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n`

const named = ({ params }: Messages.Message): string | undefined => {
  if (params === undefined) return undefined
  if ("name" in params) return String(params.name)
  return "taskId" in params ? String(params.taskId) : undefined
}

const routing = (route: Route): string =>
  `mcp-protocol-version: ${revision(route.era)}\r\n` +
  (route.session === undefined ? "" : `mcp-session-id: ${route.session}\r\n`)

const mirrored = (message: Messages.Message): string => {
  const name = named(message)
  return `mcp-method: ${message.method}\r\n${name === undefined ? "" : `mcp-name: ${name}\r\n`}`
}

/** All of a POST's head but its length, which comes last. */
const head = (route: Route, message: Messages.Message): string =>
  start("POST", route.port) +
  "content-type: application/json\r\naccept: application/json, text/event-stream\r\n" +
  (message.method === "initialize" ? "" : routing(route)) +
  (route.era === "stateless" ? mirrored(message) : "") +
  "content-length: "

export const post = (route: Route, message: Messages.Message): string => {
  const body = Messages.write(message)
  return `${head(route, message)}${Buffer.byteLength(body)}\r\n\r\n${body}`
}

/** Calls of the tool by id; everything but the id is put together once. */
export const echo = (route: Route): ((id: number) => string) => {
  const message = Messages.echo(route.era, 0)
  const before = head(route, message)
  const [left = "", right = ""] = Messages.write(message).split('"id":0')
  const length = Buffer.byteLength(left) + Buffer.byteLength(right) + '"id":'.length
  return (id) => `${before}${length + String(id).length}\r\n\r\n${left}"id":${id}${right}`
}

/** What opens a stream that stays: the standalone one of a session, or a subscription. */
export const stream = (route: Route, id: number): string =>
  route.era === "stateless"
    ? post(route, Messages.listen(id))
    : `${start("GET", route.port)}accept: text/event-stream\r\n${routing(route)}\r\n`

/** The end of a session. */
export const end = (route: Route): string =>
  `${start("DELETE", route.port)}${routing(route)}content-length: 0\r\n\r\n`

/** Opens a conversation, as part of which every further request goes. */
export const greet = async (
  connection: HttpConnection.HttpConnection,
  port: number,
  era: Era
): Promise<Route> => {
  const opening = await connection.ask(post({ port, era }, Messages.opening(era)))
  if (opening.status !== 200) throw new Error(`opening: ${opening.status} ${opening.body}`)
  const route: Route = { port, era, session: HttpReply.session(opening.head) }
  const next = Messages.opened(era)
  if (next !== undefined) await connection.ask(post(route, next))
  return route
}
