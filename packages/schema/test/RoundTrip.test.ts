import * as Mcp from "@effect-mcp/schema"
import { type Revision, Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

import { samples } from "./samples.ts"

type Codec = Schema.Codec<unknown, unknown>

const isCodec = (value: unknown): value is Codec => Schema.isSchema(value)

/**
 * Messages that do not come back as they were; there should be none. They are compared as text and not
 * parsed in between: in Node 26.10 `JSON.parse` takes a key that is one escape for a backslash once it has
 * seen an object of the same shape with that key, and the samples have such keys.
 */
const changed = (schema: Codec): ReadonlyArray<string> => {
  const encode = Schema.encodeUnknownSync(schema)
  const decode = Schema.decodeUnknownSync(schema)
  return samples(schema)
    .map((value) => encode(value))
    .filter((wire) => {
      const text = JSON.stringify(wire)
      return JSON.stringify(decode(wire)) !== text || JSON.stringify(encode(decode(wire))) !== text
    })
    .map((wire) => JSON.stringify(wire))
}

const payloads = (revision: Revision.Revision): ReadonlyArray<readonly [string, Codec]> => [
  ...[revision.client, revision.server].flatMap((side) => [
    ...Object.entries(side.requests).flatMap(([method, row]) =>
      row === undefined
        ? []
        : ([
            [`${method} params`, row.params],
            [`${method} result`, row.result]
          ] as const)
    ),
    ...Object.entries(side.notifications).flatMap(([method, row]) =>
      row === undefined ? [] : ([[method, row.params]] as const)
    )
  ]),
  ...Object.entries(revision.inputRequests).flatMap(([method, row]) =>
    row === undefined
      ? []
      : ([
          [`asked ${method}`, row.params],
          [`answered ${method}`, row.result]
        ] as const)
  ),
  ...Object.entries(revision.shapes)
]

describe.each(Revisions.all.map((revision) => [revision.version, revision] as const))(
  "%s",
  (_, revision) => {
    it.each(payloads(revision))(
      "codec.round-trip: %s is decoded to itself and encoded to itself",
      (_, schema) => assert.deepStrictEqual(changed(schema), [])
    )
  }
)

describe("the domain model", () => {
  const codecs = Object.entries(Mcp).flatMap(([module, exports]) =>
    Object.entries(exports).flatMap(([name, value]): ReadonlyArray<readonly [string, Codec]> =>
      module !== "JsonSchema" && isCodec(value) ? [[`${module}.${name}`, value]] : []
    )
  )

  it.each(codecs)("codec.round-trip: %s is decoded to itself and encoded to itself", (_, schema) =>
    assert.deepStrictEqual(changed(schema), [])
  )

  it("codec.round-trip: none was missed", () => {
    assert.isAbove(codecs.length, 90)
  })
})
