import { UriTemplate } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"

const match = (template: string, uri: string) => {
  const values = UriTemplate.match(UriTemplate.parse(template), uri)
  return values === undefined ? undefined : { ...values }
}

const values = {
  count: ["one", "two", "three"],
  var: "value",
  hello: "Hello World!",
  path: "/foo/bar",
  empty: "",
  base: "http://example.com/home/",
  x: "1024",
  y: "768",
  list: ["red", "green", "blue"],
  v: "6",
  who: "fred",
  half: "50%",
  dub: "me/too"
}

const expand = (template: string) => UriTemplate.expand(UriTemplate.parse(template), values)

describe("UriTemplate", () => {
  it("2025-11-25/SV-25, 2026-07-28/SV-27: expands as the examples of RFC 6570, levels 1 to 4", () => {
    const examples: { readonly [template: string]: string } = {
      "{var}": "value",
      "{hello}": "Hello%20World%21",
      "{half}": "50%25",
      "{+var}": "value",
      "{+hello}": "Hello%20World!",
      "{+path}/here": "/foo/bar/here",
      "here?ref={+path}": "here?ref=/foo/bar",
      "{base}index": "http%3A%2F%2Fexample.com%2Fhome%2Findex",
      "{+base}index": "http://example.com/home/index",
      "X{#var}": "X#value",
      "X{#hello}": "X#Hello%20World!",
      "map?{x,y}": "map?1024,768",
      "{x,hello,y}": "1024,Hello%20World%21,768",
      "{+x,hello,y}": "1024,Hello%20World!,768",
      "{#x,hello,y}": "#1024,Hello%20World!,768",
      "X{.var}": "X.value",
      "X{.x,y}": "X.1024.768",
      "{/var}": "/value",
      "{/var,x}/here": "/value/1024/here",
      "{;x,y}": ";x=1024;y=768",
      "{;x,y,empty}": ";x=1024;y=768;empty",
      "{?x,y}": "?x=1024&y=768",
      "{?x,y,empty}": "?x=1024&y=768&empty=",
      "?fixed=yes{&x}": "?fixed=yes&x=1024",
      "{var:3}": "val",
      "{var:30}": "value",
      "{list}": "red,green,blue",
      "{list*}": "red,green,blue",
      "{+path:6}/here": "/foo/b/here",
      "{#path:6}/here": "#/foo/b/here",
      "X{.list*}": "X.red.green.blue",
      "{/list*}": "/red/green/blue",
      "{/list}": "/red,green,blue",
      "{;list*}": ";list=red;list=green;list=blue",
      "{?list*}": "?list=red&list=green&list=blue",
      "{?list}": "?list=red,green,blue",
      "{?missing}": "",
      "{/missing,who}": "/fred",
      "{dub}": "me%2Ftoo"
    }
    for (const [template, uri] of Object.entries(examples)) {
      assert.strictEqual(expand(template), uri, template)
    }
  })

  it("2025-11-25/SV-25, 2026-07-28/SV-27: finds the values of a URI", () => {
    assert.deepStrictEqual(match("users://{id}", "users://7"), { id: "7" })
    assert.deepStrictEqual(match("users://{id}", "users://a%20b"), { id: "a b" })
    assert.deepStrictEqual(match("file:///{+path}", "file:///a/b/c.txt"), { path: "a/b/c.txt" })
    assert.deepStrictEqual(match("x://{a}/{b}", "x://1/2"), { a: "1", b: "2" })
    assert.deepStrictEqual(match("x://{a}-{b}", "x://1-2-3"), { a: "1-2", b: "3" })
    assert.deepStrictEqual(match("x://{+a}-{b}", "x://p/-q/-r"), { a: "p/-q/", b: "r" })
    assert.deepStrictEqual(match("x:/{/parts*}", "x://a/b/c"), { parts: ["a", "b", "c"] })
    assert.deepStrictEqual(match("x://q{?a,b}", "x://q?b=2&a=1"), { a: "1", b: "2" })
    assert.deepStrictEqual(match("x://q{?a,b}", "x://q"), {})
    assert.deepStrictEqual(match("x://q?z=1{&a}", "x://q?z=1&a=%26"), { a: "&" })
    assert.deepStrictEqual(match("x://q{?list*}", "x://q?list=a&list=b"), { list: ["a", "b"] })
    assert.deepStrictEqual(match("x://f{.ext}", "x://f.tar.gz"), { ext: "tar.gz" })
    assert.deepStrictEqual(match("x://f{#part}", "x://f#a/b"), { part: "a/b" })
    assert.deepStrictEqual(match("x://{a,b}", "x://1,2"), { a: "1", b: "2" })
    assert.deepStrictEqual(match("x://m{;a,b}", "x://m;a=1;b=2"), { a: "1", b: "2" })
    assert.deepStrictEqual(match("x://{v:2}", "x://ab"), { v: "ab" })
    assert.deepStrictEqual(match("x://{__proto__}", "x://a")?.["__proto__"], "a")
  })

  it("template.no-match: what does not fit does not match", () => {
    for (const [template, uri] of [
      ["users://{id}", "users://"],
      ["users://{id}", "users://a/b"],
      ["users://{id}", "users://a?b"],
      ["users://{id}", "user://a"],
      ["users://{id}", "users://%E0%A4%A"],
      ["users://{id}/x", "users://a/y"],
      ["x://q{?a}", "x://q?c=1"],
      ["x://q{?a}", "x://q?a=1&a=2"],
      ["x://{v:2}", "x://abc"],
      ["x://{a}/{a}", "x://1/2"],
      ["x://{+a}", "x://a b"]
    ] as const) {
      assert.strictEqual(match(template, uri), undefined, `${template} ${uri}`)
    }
    assert.deepStrictEqual(match("x://{a}/{a}", "x://1/1"), { a: "1" })
  })

  it("template.round-trip: what is expanded is found again", () => {
    for (const template of [
      "x://{var}/{who}",
      "x://{+path}!",
      "x://p{/var,who}",
      "x://q{?x,y,hello}",
      "x://l{/list*}",
      "x://f{#half}"
    ]) {
      const parsed = UriTemplate.parse(template)
      const found = UriTemplate.match(parsed, UriTemplate.expand(parsed, values))
      for (const name of parsed.names) {
        assert.deepStrictEqual<unknown>(
          found?.[name],
          (values as { [name: string]: unknown })[name],
          `${template} ${name}`
        )
      }
    }
  })

  it("template.invalid: text that is no template says where it breaks", () => {
    for (const [template, at] of [
      ["x://{", 4],
      ["x://}", 4],
      ["x://{}", 4],
      ["x://{a", 4],
      ["x://{a b}", 4],
      ["x://{!a}", 4],
      ["a{b:0}", 1],
      ["a{b:10000}", 1]
    ] as const) {
      assert.throws(() => UriTemplate.parse(template), `at ${at}`)
    }
  })

  it("template.linear: hostile URIs are answered in time linear in their length", () => {
    const hostile = UriTemplate.parse("x://{+a}a{+b}a{+c}a{+d}a{+e}a{+f}a{+g}a{+h}!")
    const uri = `x://${"a".repeat(8000)}`
    const before = performance.now()
    for (let at = 0; at < 10; at++) assert.strictEqual(UriTemplate.match(hostile, uri), undefined)
    assert.isBelow(performance.now() - before, 1000)
    assert.strictEqual(
      UriTemplate.match(UriTemplate.parse("x://{+a}"), `x://${"a".repeat(8192)}`),
      undefined
    )
  })
})
