/**
 * The parts of a client, put together.
 *
 * @since 0.1.0
 */
import type { ClientTransport } from "@effect-mcp/protocol"
import { Wire } from "@effect-mcp/schema"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

import type { Client, Server } from "../Client.ts"
import type { ClientError } from "../ClientError.ts"
import * as Settings from "../Settings.ts"
import * as Approval from "./approval.ts"
import * as Calls from "./calls.ts"
import { Lists } from "./lists.ts"
import * as Opener from "./opener.ts"
import * as Parts from "./parts.ts"
import * as Rounds from "./rounds.ts"
import { Sending } from "./sending.ts"
import { Session } from "./session.ts"
import { shared } from "./shared.ts"
import { ToolCalls } from "./toolCalls.ts"
import { ToolHeaders } from "./toolHeaders.ts"
import * as Upkeep from "./upkeep.ts"

/**
 * Connects, and hands out the client.
 *
 * @since 0.1.0
 */
export const connect: (
  transport: ClientTransport.ClientTransport["Service"],
  settings: Settings.Settings
) => Effect.Effect<Client, ClientError, Scope.Scope> = Effect.fnUntraced(
  function* (transport, settings) {
    const parts = yield* Parts.make(settings)
    const open = yield* Opener.make(transport, parts)
    const opened = yield* open(settings.assume)
    const session = new Session(opened, {
      open,
      reconnect: settings.reconnect,
      patience: parts.patience,
      restore: (opened) => Upkeep.restore(opened, parts),
      gone: (error) => parts.subscriptions.gone(error),
      emit: (event) => {
        parts.events.emit(event)
        if (event._tag === "Restored") Upkeep.announce(session.opened, parts)
      },
      fork: parts.fork
    })
    parts.requester.renewed = (lost, error, mayWait) => session.renewed(lost, error, mayWait)
    yield* Effect.addFinalizer(() => Effect.sync(() => session.end()))
    yield* Upkeep.begin(opened, session, parts)
    const tools = new ToolHeaders(transport.mirrors === true, (name) => parts.output.tool(name))
    return client(parts, session, tools)
  }
)

const client = (parts: Parts.Parts, session: Session, headers: ToolHeaders): Client => {
  const { kept, output, settings } = parts
  const { maxListSize = Settings.maxListSize, maxPages = 1000 } = settings
  const listen: Client["listen"] = (filter) =>
    Effect.flatMap(session.current("subscriptions/listen"), (opened) =>
      parts.subscriptions.listen(opened, filter)
    )
  const relist = Effect.suspend(() => lists.all("tools", { refresh: true }))
  const calls = callsOf(parts, session, headers, { relist, caller: () => made })
  const lists = new Lists({
    calls,
    kept,
    maxPages,
    maxSize: maxListSize,
    ceiling: Duration.millis(Settings.limits(settings).ceiling),
    listen
  })
  const made: Client = {
    get revision() {
      return session.opened.agreement.revision
    },
    get over() {
      return session.over
    },
    get server() {
      return server(session)
    },
    ...tooling(new ToolCalls(calls, output)),
    ...listing(lists),
    ...asking(calls, session),
    ...hearing(parts, session),
    ...answering(parts, session),
    listen
  }
  return made
}

/** What there is once there is a client. */
interface Later {
  readonly relist: Effect.Effect<unknown, ClientError>
  readonly caller: () => Client
}

const callsOf = (
  parts: Parts.Parts,
  session: Session,
  headers: ToolHeaders,
  { caller, relist }: Later
): Calls.Calls => {
  const { answers, extended, fork, kept, output, requester, scope, settings } = parts
  return new Calls.Calls({
    session,
    requester,
    answers,
    kept,
    maxRounds: settings.maxRounds ?? 16,
    ceiling: Settings.limits(settings).ceiling,
    approved: Approval.make(parts, session),
    output,
    headers,
    sending: new Sending({
      requester,
      extended,
      headers,
      output,
      relist: shared(relist, fork),
      caller,
      scope
    }),
    caller
  })
}

type Tooling = Pick<
  Client,
  "call" | "callTool" | "watchTool" | "beginTool" | "startTool" | "readTool"
>

const tooling = ({
  beginTool,
  call,
  callTool,
  readTool,
  startTool,
  watchTool
}: ToolCalls): Tooling => ({ beginTool, call, callTool, readTool, startTool, watchTool })

type Listing = Pick<
  Client,
  "listTools" | "listPrompts" | "listResources" | "listResourceTemplates" | "stream" | "watch"
>

const listing = (lists: Lists): Listing => ({
  listTools: (options) => lists.all("tools", options),
  listPrompts: (options) => lists.all("prompts", options),
  listResources: (options) => lists.all("resources", options),
  listResourceTemplates: (options) => lists.all("resourceTemplates", options),
  stream: (name, options) => lists.stream(name, options),
  watch: (name) => lists.watch(name)
})

const answering = (
  { answers }: Parts.Parts,
  session: Session
): Pick<Client, "answer" | "fulfil"> => ({
  answer: (question) => answers.answer(question, Calls.asker(session.opened)),
  fulfil: (key, question) => {
    const asker = Calls.asker(session.opened)
    return Rounds.answerOne(key, question, { method: question.method, answers, asker })
  }
})

const server = ({ opened }: Session): Server => {
  const { capabilities, info, instructions } = opened.agreement
  return { capabilities, info, instructions }
}

type Asking = Pick<
  Client,
  "readResource" | "getPrompt" | "complete" | "ping" | "request" | "begin" | "send" | "notify"
>

const asking = (calls: Calls.Calls, session: Session): Asking => ({
  readResource: (uri, options) => calls.request("resources/read", { uri }, options),
  getPrompt: (name, args, options) =>
    calls.request(
      "prompts/get",
      args === undefined ? { name } : { name, arguments: args },
      options
    ),
  complete: (question, options) => {
    const { revision } = session.opened.agreement
    const params = Wire.completeRequest(revision, question)
    return Effect.map(
      calls.request("completion/complete", params, options),
      ({ completion }) => completion
    )
  },
  ping: (options) => Effect.asVoid(calls.request("ping", {}, options)),
  request: (method, params, options) => calls.request(method, params, options),
  begin: (method, params, options) => calls.begin(method, params, options),
  send: (method, params, options) => calls.send(method, params, options),
  notify: (method, params) =>
    Effect.map(session.current(method), ({ agreement, link }) =>
      link.connection.outgoing.notify(method, params, agreement.revision)
    )
})

type Hearing = Pick<Client, "events" | "changes" | "logs" | "setLogLevel">

const hearing = (parts: Parts.Parts, session: Session): Hearing => ({
  events: parts.events.stream((event) => event),
  changes: parts.events.stream((event) =>
    event._tag === "ListChanged" || event._tag === "ResourceUpdated" ? event : undefined
  ),
  logs: parts.events.stream((event) => (event._tag === "LogMessage" ? event : undefined)),
  setLogLevel: (level) =>
    Effect.flatMap(session.current("logging/setLevel"), (opened) =>
      Upkeep.setLevel(opened, parts, level)
    )
})
