import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import * as Host from "./host.ts"

const handshakes = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"]
/** Those without batches, and the id that each gives an error whose request had none that could be read. */
const withoutBatches: ReadonlyArray<readonly [string, null | undefined]> = [
  ["2024-11-05", null],
  ["2025-06-18", null],
  ["2025-11-25", undefined]
]

const tool = (id: number | string, name: string, args: object = {}): string =>
  Host.request(id, "tools/call", { name, arguments: args })

const refused = (id: number | null | undefined, code: number, message: string): unknown => ({
  jsonrpc: "2.0",
  ...(id === undefined ? {} : { id }),
  error: { code, message }
})

describe("StdioServer, a conversation", () => {
  for (const version of handshakes) {
    it.live(
      `2025-11-25/S-01, 2025-11-25/S-03: ${version} over pipes, split and joined in any way`,
      () =>
        Effect.gen(function* () {
          const host = yield* Host.start()
          yield* Host.initialize(host, version)
          const all = Buffer.from(
            `${tool(1, "echo", { text: "žluť" })}\r\n${tool("b", "echo", { text: "\u2028" })}`
          )
          for (const byte of all) host.write(Buffer.of(byte))
          assert.deepStrictEqual(yield* host.line, Host.echoed(1, "žluť"))
          assert.deepStrictEqual(yield* host.line, Host.echoed("b", "\u2028"))
        })
    )
  }

  it.live(
    "interop/IS-03, 2026-07-28/S-01, 2026-07-28/S-02: both eras in one process, told apart by each message",
    () =>
      Effect.gen(function* () {
        const host = yield* Host.start()
        host.write(Host.call(1, "echo", { text: "stateless\n" }))
        assert.deepStrictEqual(yield* host.line, {
          jsonrpc: "2.0",
          id: 1,
          result: {
            content: [{ type: "text", text: "stateless\n" }],
            resultType: "complete",
            _meta: { "io.modelcontextprotocol/serverInfo": { name: "fixture", version: "1.0.0" } }
          }
        })
        yield* Host.initialize(host, "2025-06-18")
        host.write(tool(2, "echo", { text: "session" }))
        assert.deepStrictEqual(yield* host.line, Host.echoed(2, "session"))
      })
  )

  it.live("frame.garbage: each broken frame gets its error, and the next message works", () =>
    Effect.gen(function* () {
      const host = yield* Host.start()
      yield* Host.initialize(host, "2025-11-25")
      const broken: ReadonlyArray<readonly [string | Buffer, unknown]> = [
        ["not json\n", refused(undefined, -32700, "Parse error: not JSON")],
        [`${tool(1, "echo").slice(0, -3)}\n`, refused(1, -32700, "Parse error: not JSON")],
        [
          Buffer.from(tool(2, "echo", { text: "?" }).replace("?", "\xff"), "latin1"),
          refused(2, -32700, "Parse error: the message is not UTF-8")
        ],
        [
          tool(3, "echo", { text: "x".repeat(20_000) }),
          refused(3, -32700, "Parse error: the message is longer than 10000 bytes")
        ],
        [`"text"\n`, refused(undefined, -32600, "Invalid request: not an object")],
        [
          `{"jsonrpc":"1.0","id":4,"method":"tools/call"}\n`,
          refused(4, -32600, 'Invalid request: jsonrpc must be "2.0"')
        ]
      ]
      for (const [frame, answer] of broken) {
        host.write(frame, tool("next", "echo", { text: "fine" }))
        assert.deepStrictEqual(yield* host.line, answer)
        assert.deepStrictEqual(yield* host.line, Host.echoed("next", "fine"))
      }
    })
  )

  it.live("frame.silence: neither a broken notification nor a broken answer is answered", () =>
    Effect.gen(function* () {
      const host = yield* Host.start()
      yield* Host.initialize(host, "2025-11-25")
      host.write(
        `{"jsonrpc":"2.0","method":"notifications/x","params":{"a":"${"x".repeat(20_000)}"}}\n`
      )
      host.write(`{"jsonrpc":"2.0","id":1,"result":{"a":"${"x".repeat(20_000)}"}}\n`)
      host.write(tool(1, "echo", { text: "fine" }))
      assert.deepStrictEqual(yield* host.line, Host.echoed(1, "fine"))
    })
  )

  for (const [version, id] of withoutBatches) {
    it.live(
      `interop/IS-15: ${version} has no batches; an array is an error, and the next message works`,
      () =>
        Effect.gen(function* () {
          const host = yield* Host.start()
          yield* Host.initialize(host, version)
          host.write(`[${tool(1, "echo").trim()}]\n`, tool(2, "echo", { text: "fine" }))
          assert.deepStrictEqual(
            yield* host.line,
            refused(id, -32600, "Batches are no part of this revision")
          )
          assert.deepStrictEqual(yield* host.line, Host.echoed(2, "fine"))
        })
    )
  }

  it.live("interop/IS-15: 2025-03-26 answers an array with an array", () =>
    Effect.gen(function* () {
      const host = yield* Host.start()
      yield* Host.initialize(host, "2025-03-26")
      const batch = [tool(1, "slow"), tool(2, "echo", { text: "b" })].map((line) => line.trim())
      host.write(`[${batch.join(",")}]\n`)
      const answers: unknown = yield* host.line
      assert.sameDeepMembers(Array.isArray(answers) ? answers : [], [
        Host.echoed(1, "slow"),
        Host.echoed(2, "b")
      ])
    })
  )

  it.live(
    "2026-07-28/S-10, 2026-07-28/S-11, 2026-07-28/S-12: a cancelled request is stopped, and nothing more is heard of it",
    () =>
      Effect.gen(function* () {
        const host = yield* Host.start()
        host.write(Host.call(1, "wait"))
        assert.deepStrictEqual(yield* host.line, {
          jsonrpc: "2.0",
          method: "notifications/progress",
          params: { progressToken: 1, progress: 1 }
        })
        host.write(Host.notification("notifications/cancelled", { requestId: 1, reason: "enough" }))
        yield* host.hears("released")
        host.write(Host.call(2, "echo", { text: "after" }))
        assert.deepInclude(yield* host.line, { id: 2 })
        host.child.stdin.end()
        yield* host.exited
        assert.strictEqual(host.chunks(), 2)
      })
  )

  it.live(
    "2026-07-28/S-05, 2026-07-28/S-06: a question is part of the answer, not a request to the client",
    () =>
      Effect.gen(function* () {
        const host = yield* Host.start()
        host.write(Host.call(1, "ask"))
        const asked = yield* host.line
        assert.notProperty(asked, "method")
        assert.strictEqual(asked.id, 1)
        const { inputRequests = {}, requestState, resultType } = asked.result ?? {}
        assert.strictEqual(resultType, "input_required")
        const [[key, question] = ["", undefined]] = Object.entries(inputRequests)
        assert.strictEqual(question?.method, "elicitation/create")
        // The answer goes in as parameters of a request: no response is ever written to the server.
        host.write(
          Host.request(2, "tools/call", {
            name: "ask",
            arguments: {},
            inputResponses: { [key]: { action: "accept", content: { yes: true } } },
            requestState,
            _meta: Host.meta
          })
        )
        const { result } = yield* host.line
        assert.deepStrictEqual(result?.content, [{ type: "text", text: "true" }])
      })
  )

  it.live("ask.push: where a server may ask, it asks over the same pipes", () =>
    Effect.gen(function* () {
      const host = yield* Host.start()
      yield* Host.initialize(host, "2025-06-18")
      host.write(tool(1, "ask"))
      const asked = yield* host.line
      assert.strictEqual(asked.method, "elicitation/create")
      const result = { action: "accept", content: { yes: true } }
      host.write(`${JSON.stringify({ jsonrpc: "2.0", id: asked.id, result })}\n`)
      assert.deepStrictEqual(yield* host.line, Host.echoed(1, "true"))
    })
  )

  it.live("write.gather: the answers to one chunk come in one piece", () =>
    Effect.gen(function* () {
      const host = yield* Host.start()
      yield* Host.initialize(host, "2025-11-25")
      const before = host.chunks()
      host.write(Array.from({ length: 20 }, (_, id) => tool(id, "echo", { text: "x" })).join(""))
      for (let id = 0; id < 20; id++) {
        assert.deepStrictEqual(yield* host.line, Host.echoed(id, "x"))
      }
      assert.strictEqual(host.chunks() - before, 1)
    })
  )

  it.live(
    "write.pressure: a host that reads only after it has written everything loses nothing",
    () =>
      Effect.gen(function* () {
        const host = yield* Host.start()
        yield* Host.initialize(host, "2025-11-25")
        host.child.stdout.pause()
        const text = "x".repeat(5000)
        for (let id = 0; id < 1500; id++) host.write(tool(id, "echo", { text }))
        host.child.stdout.resume()
        for (let id = 0; id < 1500; id++) {
          assert.deepStrictEqual(yield* host.line, Host.echoed(id, text))
        }
      })
  )
})
