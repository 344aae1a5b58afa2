/**
 * The tasks of 2025-11-25: a session, which dies with its server, and `tasks/result`, on whose stream the
 * questions come.
 */
import { Effect } from "effect"

import * as Wire from "./Wire.ts"

const revision = "2025-11-25"

/** By URL: another server is another session. */
const sessions = new Map<string, Promise<string>>()

let turn = 0

const initialize = async (url: string): Promise<string> => {
  const signal = AbortSignal.timeout(30_000)
  const params = {
    protocolVersion: revision,
    capabilities: { elicitation: {} },
    clientInfo: { name: "crash", version: "1.0.0" }
  }
  const response = await Wire.post({
    url,
    headers: {},
    message: { id: 0, method: "initialize", params },
    signal
  })
  const session = response.headers.get("mcp-session-id")
  if (session === null) throw new Error("no session")
  await response.text()
  const message = { method: "notifications/initialized" }
  await Wire.post({ url, headers: within(session), message, signal })
  return session
}

const within = (session: string) => ({
  "mcp-protocol-version": revision,
  "mcp-session-id": session
})

/** One that could not be begun is begun again by whoever comes next. */
const sessionOf = (url: string): Promise<string> => {
  const known = sessions.get(url)
  if (known !== undefined) return known
  const opening = initialize(url).catch((cause: unknown) => {
    sessions.delete(url)
    throw cause
  })
  sessions.set(url, opening)
  return opening
}

const send = async (url: string, message: object, signal: AbortSignal): Promise<Response> => {
  const response = await Wire.post({ url, headers: within(await sessionOf(url)), message, signal })
  if (response.status !== 404) return response
  // a port that another server had before
  sessions.delete(url)
  throw new Error("the session is unknown")
}

/** All that a response brings, as it comes. */
async function* messages(response: Response): AsyncGenerator<Wire.Message> {
  if (response.headers.get("content-type")?.startsWith("text/event-stream") !== true) {
    yield (await response.json()) as Wire.Message
    return
  }
  let rest = ""
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const lines = (rest + chunk).split("\n")
    rest = lines.pop() ?? ""
    for (const line of lines) {
      const data = line.startsWith("data:") ? line.slice("data:".length).trim() : ""
      if (data !== "") yield JSON.parse(data) as Wire.Message
    }
  }
}

type Asked = (message: Wire.Message) => Promise<void>

const exchange = async (
  url: string,
  method: string,
  params: Wire.Json,
  signal: AbortSignal,
  asked: Asked
): Promise<Wire.Json> => {
  const id = ++turn
  const response = await send(url, { id, method, params }, signal)
  for await (const message of messages(response)) {
    if (message.method === "elicitation/create") await asked(message)
    else if (message.id === id) return Wire.resultOf(method, message)
  }
  throw new Error(`the stream of ${method} broke off`)
}

const unexpected: Asked = () => Promise.reject(new Error("it asked where nobody listens"))

const ask = (url: string, method: string, params: Wire.Json, asked = unexpected) =>
  Wire.request((signal) => exchange(url, method, params, signal, asked))

/** That the server took the answer in says nothing of whether it was kept. */
const answering =
  (url: string, person: Wire.Person): Asked =>
  async ({ id, params }) => {
    const { text } = person(params?.message ?? "")
    const result = { action: "accept", content: { answer: text } }
    await send(url, { id, result }, AbortSignal.timeout(30_000))
  }

const answerOf = (url: string, taskId: string) =>
  Effect.map(ask(url, "tasks/result", { taskId }), ({ structuredContent }) => structuredContent)

export const dialect: Wire.Dialect = {
  start: (url, input) =>
    Effect.map(
      ask(url, "tools/call", { name: Wire.tool, arguments: input, task: {} }),
      ({ task }) => String(Object(task)["taskId"])
    ),
  look: Effect.fnUntraced(function* (url, taskId) {
    const { lastUpdatedAt, status } = (yield* ask(url, "tasks/get", {
      taskId
    })) as unknown as Wire.Snapshot
    if (status !== "completed") return { status, lastUpdatedAt }
    return { status, lastUpdatedAt, answer: yield* answerOf(url, taskId) }
  }),
  attend: (url, taskId, person) =>
    Effect.asVoid(ask(url, "tasks/result", { taskId }, answering(url, person)))
}
