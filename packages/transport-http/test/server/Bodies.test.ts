import { Tool } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { both, initialize, modern, refusal } from "../support/peer.ts"
import { mcp, serve } from "../support/server.ts"

const Quick = Tool.make("quick", {}).handle(() => Effect.succeed("done"))
const Server = mcp(Quick)

describe("what a request says about bodies", () => {
  const cases = [
    [both, 200, 200, 200],
    [undefined, 200, 200, 200],
    ["*/*", 200, 200, 200],
    ["application/*, text/*", 200, 200, 200],
    ["TEXT/event-stream;q=0.5 , Application/JSON;charset=utf-8", 200, 200, 200],
    ["application/json", 406, 200, 406],
    ["text/event-stream", 406, 406, 200],
    ["application/json, text/event-stream;q=0", 406, 200, 406],
    ["text/html, image/*", 406, 406, 406],
    ["application/jsonp, text/event-streams", 406, 406, 406]
  ] as const

  it.effect("accept: has to allow what the answer may be", () =>
    Effect.gen(function* () {
      const auto = yield* serve(Server)
      const json = yield* serve(Server, { answers: "json" })
      const sse = yield* serve(Server, { answers: "sse" })
      for (const [accept, ...expected] of cases) {
        const statuses: Array<number> = []
        for (const { url } of [auto, json, sse]) {
          const response = yield* modern(url, "tools/list", {}, { headers: { accept } })
          if (response.status === 406) {
            assert.deepStrictEqual(yield* refusal(response), [406, -32600, "NotAcceptable"])
          }
          statuses.push(response.status)
        }
        assert.deepStrictEqual(statuses, [...expected], String(accept))
      }
    })
  )

  it.effect("accept: of a GET has to allow events", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server)
      const session = yield* initialize(url)
      for (const accept of ["application/json", "text/html", "text/event-stream;q=0.000"]) {
        const response = yield* session.get({ accept })
        assert.deepStrictEqual(yield* refusal(response), [406, -32600, "NotAcceptable"])
      }
      assert.strictEqual((yield* session.get({ accept: undefined })).status, 200)
    })
  )

  it.effect("content-type: is JSON in UTF-8, as it is; a page's plain text is not read", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server)
      const sending = (headers: { readonly [name: string]: string | undefined }) =>
        modern(url, "tools/list", {}, { headers })
      for (const type of [
        "application/json",
        "application/json; charset=utf-8",
        'Application/JSON;charset="UTF-8"'
      ]) {
        assert.strictEqual((yield* sending({ "content-type": type })).status, 200, type)
      }
      for (const type of [
        undefined,
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "application/json; charset=iso-8859-1",
        "application/json, text/plain"
      ]) {
        assert.deepStrictEqual(
          yield* refusal(yield* sending({ "content-type": type })),
          [415, -32600, "UnsupportedMediaType"],
          String(type)
        )
      }
      const packed = yield* sending({ "content-encoding": "gzip" })
      assert.strictEqual(packed.status, 415)
    })
  )
})
