/**
 * What a client does with each of the servers while it is recorded.
 */
import type { Arrivals } from "../src/Arrivals.ts"
import type { Json, OfficialClient } from "../src/OfficialClient.ts"

type Call = readonly [tool: string, args: Json]

export interface Plan {
  readonly calls: ReadonlyArray<Call>
  /** Reports progress until it is stopped. */
  readonly endless: Call
  readonly reads: ReadonlyArray<string>
  readonly prompt: readonly [name: string, args: { [name: string]: string }]
  readonly completion: readonly [prompt: string, argument: string, value: string]
  readonly watched: string
  /** Makes what is watched change. */
  readonly touch: Call
  /** Makes the list of tools change. */
  readonly grow: Call | undefined
}

export const ours: Plan = {
  calls: [
    ["add", { a: 1, b: 2 }],
    ["add", { a: 1, b: "two" }],
    ["count", { to: 3 }],
    ["greet", {}],
    ["deploy", { journal: "/dev/null" }],
    ["ponder", { journal: "/dev/null" }],
    ["where", {}],
    ["talk", {}]
  ],
  endless: ["wait", { name: "recorded" }],
  reads: ["memo://first", "memo://numbers/7", "memo://none"],
  prompt: ["letter", { style: "formal" }],
  completion: ["letter", "style", "f"],
  watched: "memo://first",
  touch: ["touch", { uri: "memo://first" }],
  grow: ["grow", {}]
}

export const v2: Plan = {
  ...ours,
  calls: [
    ["add", { a: 1, b: 2 }],
    ["add", { a: 1, b: "two" }],
    ["break", {}],
    ["count", { to: 3 }],
    ["greet", {}],
    ["ponder", { question: "life" }],
    ["where", {}],
    ["talk", {}]
  ]
}

export const everything: Plan = {
  calls: [
    ["echo", { message: "hi" }],
    ["get-sum", { a: 1, b: "two" }],
    ["get-structured-content", { location: "Chicago" }],
    ["get-annotated-message", { messageType: "error", includeImage: false }],
    ["get-resource-links", { count: 3 }],
    ["get-resource-reference", { resourceType: "Text", resourceId: 1 }],
    ["trigger-long-running-operation", { duration: 0.1, steps: 2 }],
    ["trigger-elicitation-request", {}],
    ["trigger-sampling-request", { prompt: "life", maxTokens: 10 }],
    ["get-roots-list", {}],
    ["get-roots-list", {}]
  ],
  endless: ["trigger-long-running-operation", { duration: 60, steps: 300 }],
  reads: ["demo://resource/dynamic/text/7", "demo://resource/dynamic/blob/8", "demo://none"],
  prompt: ["args-prompt", { city: "Paris" }],
  completion: ["completable-prompt", "department", "S"],
  watched: "demo://resource/dynamic/text/7",
  touch: ["toggle-subscriber-updates", {}],
  grow: undefined
}

/** What one side does not have is left out; a refusal is part of the conversation. */
const tolerantly = async (work: Promise<unknown>): Promise<void> => {
  await work.catch(() => undefined)
}

const listAll = async (client: OfficialClient): Promise<void> => {
  let cursor: string | undefined
  do {
    const page = await client.listTools(cursor)
    const next = page["nextCursor"]
    cursor = typeof next === "string" ? next : undefined
  } while (cursor !== undefined)
  await client.listResources()
  await client.listResourceTemplates()
  await client.listPrompts()
}

const callAll = async (client: OfficialClient, { calls, endless }: Plan): Promise<void> => {
  for (const [tool, args] of calls) {
    await tolerantly(client.callTool(tool, args, { onProgress: () => {} }))
  }
  const abort = new AbortController()
  const onProgress = () => abort.abort("enough")
  await tolerantly(client.callTool(...endless, { signal: abort.signal, onProgress }))
}

const watch = async (client: OfficialClient, arrivals: Arrivals, plan: Plan): Promise<void> => {
  const stop = await client.subscribe(plan.watched)
  await client.callTool(...plan.touch)
  await arrivals.until(
    (method, params) =>
      method === "notifications/resources/updated" && params["uri"] === plan.watched
  )
  if (plan.grow !== undefined) {
    await client.callTool(...plan.grow)
    await arrivals.until((method) => method === "notifications/tools/list_changed")
  }
  await stop()
}

/** The whole conversation. */
export const play = async (
  client: OfficialClient,
  arrivals: Arrivals,
  plan: Plan
): Promise<void> => {
  await listAll(client)
  await client.setLogLevel?.("debug")
  await callAll(client, plan)
  for (const uri of plan.reads) await tolerantly(client.readResource(uri))
  await client.getPrompt(...plan.prompt)
  await tolerantly(client.getPrompt("no-such-prompt", {}))
  await client.complete(...plan.completion)
  await watch(client, arrivals, plan)
}
