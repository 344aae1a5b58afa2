import { assert, it } from "@effect/vitest"
import { Effect } from "effect"

import * as Effect4 from "../../src/codemod/Effect4.ts"
import { resolve, targetOf } from "../../src/codemod/Resolve.ts"
import { homeless, homes, merged } from "../../src/codemod/rules/homes.ts"
import { changed, choices, hints, renames, typeRenames } from "../../src/codemod/rules/renames.ts"
import { shapeTargets } from "../../src/codemod/rules/shapes.ts"
import { Installed, layer } from "./Migrating.ts"

interface Row {
  readonly from: string
  readonly module: string
  readonly member: string
}

const rows = (table: Readonly<Record<string, Readonly<Record<string, string>>>>): Array<Row> =>
  Object.entries(table).flatMap(([module, members]) =>
    Object.entries(members).map(([member, written]) => {
      const target = targetOf(homes[module] ?? module, 1, written)
      return {
        from: `${module}#${member}`,
        module: target.module,
        member: target.members.join(".")
      }
    })
  )

const chosen = Object.fromEntries(
  Object.entries(choices).map(([module, members]) => [
    module,
    Object.fromEntries(
      Object.entries(members).flatMap(([member, { exit, result }]) => [
        [`${member}/exit`, exit],
        [`${member}/result`, result]
      ])
    )
  ])
)

const all = [
  ...rows(renames),
  ...rows(typeRenames),
  ...rows(chosen),
  ...shapeTargets.map(([module, member]) => ({ from: `shape ${member}`, module, member }))
]

it.layer(layer)("rules", (it) => {
  it.effect("rules.target: every module the rules name exists in the installed effect 4.1.0", () =>
    Effect.gen(function* () {
      const effect4 = yield* Installed
      assert.strictEqual(effect4.version, "4.1.0")
      const missing = Object.entries(homes).filter(([, home]) => !effect4.hasModule(home))
      assert.deepStrictEqual(missing, [])
      assert.isAbove(Object.keys(homes).length, 70)
    })
  )

  it.effect("rules.target: every member the rules name exists in the installed effect 4.1.0", () =>
    Effect.gen(function* () {
      const effect4 = yield* Installed
      const missing = all.filter(
        ({ member, module }) =>
          !effect4.has(module, member, "value") && !effect4.has(module, member, "type")
      )
      assert.deepStrictEqual(missing, [])
      assert.isAbove(all.length, 400)
    })
  )

  it.effect("rules.notes: what the notes recommend exists in the installed effect 4.1.0", () =>
    Effect.gen(function* () {
      const texts = [homeless, merged, ...Object.values(hints), ...Object.values(changed)].flatMap(
        (table) => Object.values(table)
      )
      const named = texts.flatMap((text) =>
        Array.from(text.matchAll(/\b([A-Z]\w+)\.(\w+)/g), ([, module, member]) => ({
          modules: [`effect/${module}`, `effect/process/${module}`],
          member: `${member}`
        }))
      )
      const effect4 = yield* Effect4.load(named.flatMap(({ modules }) => modules))
      const missing = named.filter(
        ({ member, modules }) =>
          !modules.some(
            (module) => effect4.has(module, member, "value") || effect4.has(module, member, "type")
          )
      )
      assert.deepStrictEqual(missing, [])
      assert.isAbove(named.length, 40)
    })
  )

  it.effect(
    "rules.settled: what a rule writes is not renamed by another rule without a question",
    () =>
      Effect.gen(function* () {
        const effect4 = yield* Installed
        const moved = all.filter(({ member, module }) =>
          (["type", "value"] as const).some((as) => {
            if (!effect4.has(module, member, as)) return false
            const found = resolve(effect4, { module, members: member.split("."), as })
            if (found.kind === "Ambiguous") return false
            return found.kind !== "Found" || found.target.members.join(".") !== member
          })
        )
        assert.deepStrictEqual(moved, [])
      })
  )

  it.effect("effect4.exports: values and types are told apart, namespaces are looked into", () =>
    Effect.gen(function* () {
      const { has, hasModule } = yield* Installed
      assert.isTrue(has("effect/Effect", "catch", "value"))
      assert.isTrue(has("effect/Effect", "Success", "type"))
      assert.isFalse(has("effect/Effect", "Success", "value"))
      assert.isTrue(has("effect/Schema", "Codec.Encoded", "type"))
      assert.isFalse(has("effect/Effect", "catchAll", "value"))
      assert.isTrue(has("effect", "Result", "value"))
      assert.isFalse(hasModule("effect/Either"))
    })
  )
})
