/**
 * Good messages with something of them replaced, left out or renamed, the same ones every time: each gets an
 * answer, none of them "internal error", and the process lives.
 */
import { NodeServer } from "@effect-mcp/transport-http/node"
import { assert, describe, layer } from "@effect/vitest"
import { Effect } from "effect"

import { begin, random } from "./Held.ts"
import * as Request from "./Request.ts"
import * as Victim from "./Victim.ts"
import { open } from "./Wire.ts"

const poison: ReadonlyArray<string> = [
  "null",
  "true",
  "-1",
  "1.5",
  "1e999",
  "9007199254740993",
  `""`,
  `"constructor"`,
  `"__proto__"`,
  `"2025-11-25"`,
  `"notes://one"`,
  String.raw`"\ud800"`,
  String.raw`"\u0000"`,
  `"${"z".repeat(70_000)}"`,
  "[]",
  "[null]",
  "{}",
  `{"toString":1,"valueOf":1}`,
  `{"__proto__":null}`,
  `{"length":-1}`,
  `{"then":1}`,
  `{"_tag":"Some","value":1}`,
  "[".repeat(20_000) + "]".repeat(20_000),
  `{"a":`.repeat(20_000) + "1" + "}".repeat(20_000)
]

const client = { name: "x", version: "1" }
const own = {
  progressToken: 1,
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  "io.modelcontextprotocol/clientCapabilities": { elicitation: { form: {} }, sampling: {} },
  "io.modelcontextprotocol/clientInfo": client,
  "io.modelcontextprotocol/logLevel": "info"
}

const good: ReadonlyArray<readonly [method: string, params: object]> = [
  [
    "tools/call",
    { name: "echo", arguments: { text: "x" }, inputResponses: { a: {} }, requestState: "x" }
  ],
  ["tools/list", { cursor: "x" }],
  ["resources/read", { uri: "notes://one" }],
  ["prompts/get", { name: "greet", arguments: { who: "x" } }],
  [
    "completion/complete",
    { ref: { type: "ref/prompt", name: "greet" }, argument: { name: "who", value: "x" } }
  ],
  ["server/discover", {}],
  ["subscriptions/listen", { notifications: { resourceSubscriptions: ["notes://one"] } }],
  ["logging/setLevel", { level: "info" }],
  ["resources/subscribe", { uri: "notes://one" }],
  [
    "initialize",
    { protocolVersion: "2025-11-25", capabilities: { roots: {} }, clientInfo: client }
  ],
  ["notifications/cancelled", { requestId: 1, reason: "x" }],
  ["notifications/progress", { progressToken: 1, progress: 1, total: 2 }]
]

type Tree = { [member: string]: unknown }

/** Where something could be different. */
const places = (tree: unknown): ReadonlyArray<readonly [within: Tree, member: string]> =>
  typeof tree === "object" && tree !== null
    ? Object.entries(tree).flatMap(([member, value]) => [
        [tree as Tree, member] as const,
        ...places(value)
      ])
    : []

const mutated = (message: object, pick: <A>(from: ReadonlyArray<A>) => A): string => {
  const copy = structuredClone(message)
  const [within, member] = pick(places(copy))
  switch (pick(["drop", "rename", "replace", "replace", "replace"])) {
    case "drop":
      delete within[member]
      return JSON.stringify(copy)
    case "rename":
      within["constructor"] = within[member]
      return JSON.stringify(copy)
    default:
      within[member] = "@@"
      return JSON.stringify(copy).replace(`"@@"`, () => pick(poison))
  }
}

describe("Mutations", () => {
  layer(Victim.layer)((it) => {
    for (const seed of [1, 2, 3, 4]) {
      it.effect(
        `hostile.mutations: five hundred messages that are almost good, from ${seed}, are answered`,
        () =>
          Effect.gen(function* () {
            const { port } = yield* NodeServer.NodeServer
            const session = yield* begin(yield* open(port), port)
            const next = random(seed)
            const pick = <A>(from: ReadonlyArray<A>): A =>
              from[Math.floor(next() * from.length)] as A
            for (let time = 0; time < 500; time++) {
              const [method, params] = pick(good)
              const id = method.startsWith("notifications/") ? undefined : 1
              const _meta = { ...Request.meta, ...own }
              const request = pick([
                () =>
                  Request.stateless(
                    mutated({ jsonrpc: "2.0", id, method, params: { ...params, _meta } }, pick)
                  ),
                () => Request.inSession(mutated({ jsonrpc: "2.0", id, method, params }, pick))
              ])()
              yield* Effect.scoped(
                Effect.gen(function* () {
                  const wire = yield* open(port)
                  wire.send(Request.bytes(request, { port, session }))
                  const head = yield* wire.head
                  assert.include([200, 202, 400, 404, 431], head?.status)
                  if (head?.headers.get("content-type") !== "application/json") return
                  const body = yield* wire.body(head)
                  assert.notInclude(body, "-32603", String(request.body).slice(0, 300))
                })
              )
            }
            assert.strictEqual(yield* Victim.worksAfresh(port, session), true)
          })
      )
    }
  })
})
