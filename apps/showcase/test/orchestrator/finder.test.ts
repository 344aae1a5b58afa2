import { assert, it } from "@effect/vitest"
import { Effect, Exit, Schema } from "effect"

import * as FinderSource from "../../src/orchestrator/finderSource.ts"
import * as PerfectHash from "../../src/orchestrator/perfectHash.ts"
import { byName, exportsOf } from "../../src/orchestrator/researcher.ts"
import { load, strangersOf } from "../../src/orchestrator/reviewer.ts"

const finderOf = (exported: ReadonlyArray<FinderSource.Exported>, description = "All of them.") => {
  const names = exported.map(({ name }) => name)
  const placed = PerfectHash.place(names, [], Infinity)
  return FinderSource.write({ description, exported, ...PerfectHash.finish(names, placed) })
}

it.prop(
  "finder.slots: every name has a slot of its own, and no slot is left",
  [Schema.Array(Schema.String)],
  ([texts]) => {
    const names = [...new Set(["a", ...texts])]
    const { slots } = PerfectHash.finish(names, PerfectHash.place(names, [], Infinity))
    assert.deepStrictEqual(slots.toSorted(), names.toSorted())
  }
)

it("finder.parts: placed in parts it is the same as placed at once", () => {
  const names = Array.from({ length: 300 }, (_, index) => `name${index}`)
  const first = PerfectHash.place(names, [], 20)
  const rest = PerfectHash.place(names, first, Infinity)
  assert.strictEqual(first.length, 20)
  assert.deepStrictEqual([...first, ...rest], PerfectHash.place(names, [], Infinity))
})

it.live("finder.source: what is written can be loaded, finds its names and no other", () =>
  Effect.gen(function* () {
    const find = yield* load(
      finderOf([
        { name: "map", modules: ["effect/Array", "effect/Option"] },
        { name: "__proto__", modules: ["effect/Array"] },
        { name: "", modules: ["effect/Option"] }
      ])
    )
    assert.deepStrictEqual(["map", "__proto__", "", "Map", "constructor"].map(find), [
      ["effect/Array", "effect/Option"],
      ["effect/Array"],
      ["effect/Option"],
      [],
      []
    ])
  })
)

it.live("finder.comment: a description cannot leave the comment it stands in", () =>
  Effect.gen(function* () {
    const source = finderOf([{ name: "a", modules: ["m"] }], "*/ throw new Error() /*\nsecond line")
    const find = yield* load(source)
    assert.deepStrictEqual(find("a"), ["m"])
  })
)

it.live("finder.broken: a source that is none fails to load, with the reason", () =>
  Effect.gen(function* () {
    const broken = yield* Effect.flip(load("const ="))
    assert.include(broken.reason, "cannot be loaded")
    const other = yield* Effect.flip(load("export const search = 1"))
    assert.include(other.reason, "It exports no find")
  })
)

it.live("research.exports: what the source says is what the module has when it runs", () =>
  Effect.gen(function* () {
    for (const module of ["effect/Option", "effect/Schema"]) {
      const loaded: object = yield* Effect.promise(() => import(module))
      const names = yield* exportsOf(module)
      assert.deepStrictEqual(names.toSorted(), Object.keys(loaded).toSorted(), module)
    }
    assert.isTrue(Exit.isFailure(yield* Effect.exit(exportsOf("effect/NoSuchModule"))))
  })
)

it("research.names: names by the alphabet, each with all its modules", () => {
  assert.deepStrictEqual(
    byName([
      ["one", ["b", "a"]],
      ["two", ["b", "__proto__"]]
    ]),
    [
      { name: "__proto__", modules: ["two"] },
      { name: "a", modules: ["one"] },
      { name: "b", modules: ["one", "two"] }
    ]
  )
})

it("review.strangers: no stranger is a name", () => {
  const names = new Set(["ab", "ba", "_ab"])
  const strangers = strangersOf(names)
  assert.deepStrictEqual(
    strangers.filter((name) => names.has(name)),
    []
  )
  assert.include(strangers, "ab_")
})
