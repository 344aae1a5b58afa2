import { JsonRpc } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"

const parsed = (text: string) => JSON.parse(JSON.stringify(JsonRpc.parse(text)))

const refused = (id: JsonRpc.RequestId | undefined, answerable: boolean, code = -32600) =>
  id === undefined
    ? { _tag: "Malformed", code, answerable }
    : { _tag: "Malformed", id, code, answerable }

const withoutMessage = (text: string) => {
  const { message: _, ...rest } = parsed(text)
  return rest
}

describe("2025-11-25/B-01, 2026-07-28/B-02: messages are JSON-RPC 2.0", () => {
  it.each([
    [`{"jsonrpc":"2.0","id":1,"method":"ping"}`, { _tag: "Request", id: 1, method: "ping" }],
    [
      `{"jsonrpc":"2.0","id":"","method":"ping","params":{}}`,
      { _tag: "Request", id: "", method: "ping", params: {} }
    ],
    [
      `{"jsonrpc":"2.0","id":-7,"method":"tools/call","params":{"name":"x"},"extra":1}`,
      { _tag: "Request", id: -7, method: "tools/call", params: { name: "x" } }
    ],
    [`{"jsonrpc":"2.0","id":1.0,"method":"ping"}`, { _tag: "Request", id: 1, method: "ping" }],
    [
      `{"jsonrpc":"2.0","method":"notifications/initialized"}`,
      { _tag: "Notification", method: "notifications/initialized" }
    ],
    [
      `{"jsonrpc":"2.0","method":"constructor","params":{"a":[1]}}`,
      { _tag: "Notification", method: "constructor", params: { a: [1] } }
    ],
    [`{"jsonrpc":"2.0","id":"a","result":{}}`, { _tag: "Result", id: "a", result: {} }],
    [
      `{"jsonrpc":"2.0","id":0,"result":{"resultType":"complete"}}`,
      { _tag: "Result", id: 0, result: { resultType: "complete" } }
    ],
    [
      `{"jsonrpc":"2.0","id":3,"error":{"code":-32601,"message":"no"}}`,
      { _tag: "Error", id: 3, error: { code: -32601, message: "no" } }
    ],
    [
      `{"jsonrpc":"2.0","id":3,"error":{"code":1,"message":"","data":null}}`,
      { _tag: "Error", id: 3, error: { code: 1, message: "", data: null } }
    ]
  ])("2025-11-25/B-06, 2026-07-28/B-06: %s is read as it is", (text, expected) => {
    assert.deepStrictEqual(parsed(text), expected)
  })
})

describe("frame.hostile: what is no message says so and keeps the id", () => {
  it.each([
    // no JSON
    ["", refused(undefined, true, -32700)],
    ["{", refused(undefined, true, -32700)],
    ["{]", refused(undefined, true, -32700)],
    ["NaN", refused(undefined, true, -32700)],
    ["undefined", refused(undefined, true, -32700)],
    [`{"jsonrpc":"2.0",}`, refused(undefined, true, -32700)],
    [`{"jsonrpc":"2.0","id":1,"method":"ping"}{}`, refused(undefined, true, -32700)],
    ["\uFEFF{}", refused(undefined, true, -32700)],
    [`{'jsonrpc':'2.0'}`, refused(undefined, true, -32700)],
    [`{"a":"\u0000"}`, refused(undefined, true, -32700)],
    // JSON, no object
    ["null", refused(undefined, true)],
    ["true", refused(undefined, true)],
    ["0", refused(undefined, true)],
    [`"2.0"`, refused(undefined, true)],
    ["[]", refused(undefined, true)],
    // an object, no envelope
    ["{}", refused(undefined, false)],
    [`{"id":1}`, refused(1, true)],
    [`{"id":1,"method":"ping"}`, refused(1, true)],
    [`{"jsonrpc":"1.0","id":1,"method":"ping"}`, refused(1, true)],
    [`{"jsonrpc":2.0,"id":1,"method":"ping"}`, refused(1, true)],
    [`{"jsonrpc":["2.0"],"id":"x","method":"ping"}`, refused("x", true)],
    [`{"jsonrpc":"2.0"}`, refused(undefined, false)],
    [`{"jsonrpc":"2.0","id":5}`, refused(5, true)],
    [`{"jsonrpc":"2.0","params":{}}`, refused(undefined, false)],
    // ids
    [`{"jsonrpc":"2.0","id":null,"method":"ping"}`, refused(undefined, true)],
    [`{"jsonrpc":"2.0","id":1.5,"method":"ping"}`, refused(undefined, true)],
    [`{"jsonrpc":"2.0","id":1e400,"method":"ping"}`, refused(undefined, true)],
    [`{"jsonrpc":"2.0","id":9007199254740993,"method":"ping"}`, refused(undefined, true)],
    [`{"jsonrpc":"2.0","id":true,"method":"ping"}`, refused(undefined, true)],
    [`{"jsonrpc":"2.0","id":[1],"method":"ping"}`, refused(undefined, true)],
    [`{"jsonrpc":"2.0","id":{"toString":1},"method":"ping"}`, refused(undefined, true)],
    // methods and parameters
    [`{"jsonrpc":"2.0","id":1,"method":1}`, refused(1, true)],
    [`{"jsonrpc":"2.0","id":1,"method":null}`, refused(1, true)],
    [`{"jsonrpc":"2.0","id":1,"method":"a","params":null}`, refused(1, true)],
    [`{"jsonrpc":"2.0","id":1,"method":"a","params":[1]}`, refused(1, true)],
    [`{"jsonrpc":"2.0","id":1,"method":"a","params":"x"}`, refused(1, true)],
    [`{"jsonrpc":"2.0","method":"a","params":[]}`, refused(undefined, false)],
    [`{"jsonrpc":"2.0","method":7}`, refused(undefined, false)],
    // answers
    [`{"jsonrpc":"2.0","id":1,"result":null}`, refused(1, false)],
    [`{"jsonrpc":"2.0","id":1,"result":[]}`, refused(1, false)],
    [`{"jsonrpc":"2.0","id":1,"result":"ok"}`, refused(1, false)],
    [`{"jsonrpc":"2.0","result":{}}`, refused(undefined, false)],
    [`{"jsonrpc":"2.0","id":null,"result":{}}`, refused(undefined, false)],
    [`{"jsonrpc":"2.0","id":1,"error":null}`, refused(1, false)],
    [`{"jsonrpc":"2.0","id":1,"error":"no"}`, refused(1, false)],
    [`{"jsonrpc":"2.0","id":1,"error":{"code":"1","message":"x"}}`, refused(1, false)],
    [`{"jsonrpc":"2.0","id":1,"error":{"code":1.5,"message":"x"}}`, refused(1, false)],
    [`{"jsonrpc":"2.0","id":1,"error":{"code":1}}`, refused(1, false)],
    [`{"jsonrpc":"2.0","id":[],"error":{"code":1,"message":"x"}}`, refused(undefined, false)],
    [`{"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":"x"}}`, refused(1, false)],
    [`{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}`, refused(1, false)]
  ])("frame.hostile: %s", (text, expected) => {
    assert.deepStrictEqual(withoutMessage(text), expected)
  })
})

describe("ids", () => {
  it("2025-11-25/B-03, 2026-07-28/B-03: an id is a string or an integer", () => {
    assert.isTrue(JsonRpc.isRequestId("a"))
    assert.isTrue(JsonRpc.isRequestId(""))
    assert.isTrue(JsonRpc.isRequestId(0))
    assert.isFalse(JsonRpc.isRequestId(0.5))
    assert.isFalse(JsonRpc.isRequestId(Number.NaN))
    assert.isFalse(JsonRpc.isRequestId(undefined))
    assert.isFalse(JsonRpc.isRequestId({}))
  })

  it("2025-11-25/B-04, 2026-07-28/B-04: a request whose id is null is refused", () => {
    assert.isFalse(JsonRpc.isRequestId(null))
    assert.strictEqual(
      JsonRpc.parse(`{"jsonrpc":"2.0","id":null,"method":"ping"}`)._tag,
      "Malformed"
    )
  })

  it("2025-11-25/B-07, 2026-07-28/B-10: an error whose request was not readable has no id", () => {
    const expected = { _tag: "Error", error: { code: -32700, message: "Parse error" } }
    const text = JsonRpc.encodeError(undefined, { code: -32700, message: "Parse error" })
    assert.strictEqual(text, `{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"}}`)
    assert.deepStrictEqual(parsed(text), expected)
    assert.deepStrictEqual(
      parsed(JsonRpc.encodeError(null, { code: -32700, message: "Parse error" })),
      expected
    )
  })

  it("2025-11-25/B-09, 2026-07-28/B-20: what looks like a notification is not to be answered", () => {
    const odd = JsonRpc.parse(`{"jsonrpc":"2.0","method":"a","params":[]}`)
    assert.isTrue(odd._tag === "Malformed" && !odd.answerable)
  })
})

describe("batches", () => {
  it("2025-11-25/B-11, interop/IS-15: an array is a batch, whatever is in it", () => {
    const batch = JsonRpc.parse(
      `[{"jsonrpc":"2.0","id":1,"method":"ping"},1,[],{"jsonrpc":"2.0","method":"x"}]`
    )
    assert.isTrue(batch._tag === "Batch")
    if (batch._tag !== "Batch") return
    assert.deepStrictEqual(
      batch.items.map((item) => item._tag),
      ["Request", "Malformed", "Malformed", "Notification"]
    )
  })

  it("frame.batch: a long array costs one pass", () => {
    const batch = JsonRpc.parse(`[${Array.from({ length: 100_000 }, () => "0").join(",")}]`)
    assert.isTrue(batch._tag === "Batch" && batch.items.length === 100_000)
  })
})

describe("hostile values", () => {
  it("frame.proto: a __proto__ member is data and changes no prototype", () => {
    const message = JsonRpc.parse(
      `{"jsonrpc":"2.0","id":1,"method":"x","params":{"__proto__":{"polluted":true}},"__proto__":{"id":2}}`
    )
    assert.isTrue(message._tag === "Request" && message.id === 1)
    assert.isUndefined(Reflect.get({}, "polluted"))
  })

  it("frame.proto: an envelope cannot be inherited", () => {
    assert.strictEqual(
      JsonRpc.parse(`{"__proto__":{"jsonrpc":"2.0","id":1,"method":"ping"}}`)._tag,
      "Malformed"
    )
  })

  it("frame.deep: a hundred thousand levels are read, not recursed into", () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000)
    const message = JsonRpc.parse(`{"jsonrpc":"2.0","id":1,"method":"x","params":{"a":${deep}}}`)
    assert.include(["Request", "Malformed"], message._tag)
  })
})

describe("encoders", () => {
  it("2025-11-25/B-06, 2026-07-28/B-06: a result repeats the id, a string one as JSON", () => {
    assert.strictEqual(JsonRpc.encodeResult(7, "{}"), `{"jsonrpc":"2.0","id":7,"result":{}}`)
    assert.strictEqual(
      JsonRpc.encodeResult('a"\n', "{}"),
      `{"jsonrpc":"2.0","id":"a\\"\\n","result":{}}`
    )
  })

  it("2025-11-25/B-08, 2026-07-28/B-11: an error has a code, a message and any data", () => {
    assert.strictEqual(
      JsonRpc.encodeError(1, { code: -32602, message: "no", data: { uri: "a:b" } }),
      `{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"no","data":{"uri":"a:b"}}}`
    )
  })

  it("2025-11-25/B-10, 2026-07-28/B-20: a notification has no id", () => {
    assert.strictEqual(JsonRpc.encodeNotification("a"), `{"jsonrpc":"2.0","method":"a"}`)
    assert.strictEqual(
      JsonRpc.encodeNotification("a", { x: 1 }),
      `{"jsonrpc":"2.0","method":"a","params":{"x":1}}`
    )
  })

  it("frame.request: a request is text on one line", () => {
    assert.strictEqual(
      JsonRpc.encodeRequest(1, "tools/call", { name: "a\nb" }),
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a\\nb"}}`
    )
    assert.strictEqual(
      JsonRpc.encodeRequest("1", "ping"),
      `{"jsonrpc":"2.0","id":"1","method":"ping"}`
    )
  })

  it.prop(
    "frame.round-trip: what is encoded is read again",
    [JsonRpc.RequestId, JsonRpc.Request],
    ([id, request]) => {
      const method = request.method
      const params = request.params ?? {}
      assert.deepStrictEqual(
        JSON.stringify(JsonRpc.parse(JsonRpc.encodeRequest(id, method, params))),
        JSON.stringify({ _tag: "Request", id, method, params })
      )
      assert.deepStrictEqual(
        JSON.stringify(JsonRpc.parse(JsonRpc.encodeResult(id, JSON.stringify(params)))),
        JSON.stringify({ _tag: "Result", id, result: params })
      )
    }
  )
})
