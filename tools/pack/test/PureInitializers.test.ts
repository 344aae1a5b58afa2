import { assert, test } from "vitest"

import * as PureInitializers from "../src/PureInitializers.ts"

const wrap = (code: string) => PureInitializers.wrap("a.js", code).code

test("pure.calls: an initializer that calls, constructs or reads a member is wrapped", () => {
  assert.strictEqual(wrap("const a = f()"), "const a = /* @__PURE__ */ (() => (f()))()")
  assert.strictEqual(wrap("let a = new B"), "let a = /* @__PURE__ */ (() => (new B))()")
  assert.strictEqual(wrap("var a = { ...b.c }"), "var a = /* @__PURE__ */ (() => ({ ...b.c }))()")
  assert.strictEqual(
    wrap("export const a = f``"),
    "export const a = /* @__PURE__ */ (() => (f``))()"
  )
})

test("pure.classes: by what they extend, and with the name that the variable would have given", () => {
  assert.strictEqual(
    wrap("class A extends f() {}"),
    "class A extends /* @__PURE__ */ (() => (f()))() {}"
  )
  assert.strictEqual(
    wrap("var A = class extends f() {}"),
    "var A = /* @__PURE__ */ (() => (class A extends f() {}))()"
  )
  assert.strictEqual(
    wrap("var A = class B extends f() {}"),
    "var A = /* @__PURE__ */ (() => (class B extends f() {}))()"
  )
})

test("pure.patterns: a destructured initializer falls apart into its variables", () => {
  assert.strictEqual(
    wrap("const { a: b, ...c } = d.e"),
    "const b$c$parts = /* @__PURE__ */ (() => { const { a: b, ...c } = d.e; return { b, c } })(), " +
      "b = /* @__PURE__ */ (() => (b$c$parts.b))(), c = /* @__PURE__ */ (() => (b$c$parts.c))()"
  )
  assert.include(wrap("const [{ a = f() }, b] = c"), "return { a, b }")
})

test("pure.this: stays what it was", () => {
  const kept = "const a = f(this)"
  assert.strictEqual(wrap(kept), kept)
  assert.include(wrap("var A = class { b = this.c; static d = this.e }"), "class A { b = this.c;")
})

test("pure.untouched: functions, literals, names, and what cannot move into a function", () => {
  const lines = [
    "const a = () => f(b.c)",
    "const b = { c: 1, d: function() { return f() } }",
    "const c = [d, { d, e: 'f' }]",
    "const e = await f()",
    "const { g } = await f()",
    "class H {}",
    "f()"
  ]
  assert.strictEqual(wrap(lines.join("\n")), lines.join("\n"))
})

test("pure.map: leads back to what was wrapped", () => {
  const { map } = PureInitializers.wrap("a.js", "const a = f()")
  assert.deepStrictEqual(map.sources, ["a.js"])
  assert.notStrictEqual(map.mappings, "")
})
