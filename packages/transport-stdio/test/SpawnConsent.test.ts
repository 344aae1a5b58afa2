import { SpawnConsent } from "@effect-mcp/transport-stdio"
import { assert, describe, it } from "@effect/vitest"
import { Effect, type Layer } from "effect"

const program = {
  command: "node",
  args: ["server.js", "two words", 'a"b', "\u001b[2Jx"],
  cwd: "/work/here",
  env: { TOKEN: "t0ken" }
}
const request = SpawnConsent.request(program)

const ask = (consent: Layer.Layer<SpawnConsent.SpawnConsent>, asked = request) =>
  Effect.flatMap(SpawnConsent.SpawnConsent, (service) => service.ask(asked)).pipe(
    Effect.provide(consent)
  )

describe("SpawnConsent", () => {
  it("2025-11-25/AU-52, 2026-07-28/SEC-17: the description is the whole command, and says that it is dangerous", () => {
    assert.strictEqual(
      SpawnConsent.describe(request),
      [
        "This starts a program on this computer. It can do whatever you can do here: read, change and delete your files, and use the network.",
        '  command: node server.js "two words" "a\\"b" "\\u{1b}[2Jx"',
        "  in:      /work/here",
        "  env:     TOKEN",
        '  warning: has characters that are not shown, or that change what is shown ("\\u{1b}[2Jx")'
      ].join("\n")
    )
    const long = "x".repeat(100_000)
    assert.include(
      SpawnConsent.describe(SpawnConsent.request({ ...program, args: [long] })),
      `command: node ${long}\n`
    )
  })

  it("consent.frozen: what was shown cannot be changed afterwards", () => {
    const args = ["safe.js"]
    const shown = SpawnConsent.request({ command: "node", args })
    args[0] = "other.js"
    assert.deepStrictEqual(shown.args, ["safe.js"])
    assert.isTrue(Object.isFrozen(shown) && Object.isFrozen(shown.args))
  })

  it.effect("consent.exact: one command by value, and no other", () =>
    Effect.gen(function* () {
      const exact = SpawnConsent.layerExact(program)
      assert.isTrue(yield* ask(exact))
      const others = [
        { ...request, command: "bun" },
        { ...request, args: [...request.args, "more"] },
        { ...request, args: ["server.js two words", ...request.args.slice(2)] },
        { ...request, cwd: "/elsewhere" },
        { ...request, env: ["NODE_OPTIONS", "TOKEN"] },
        { ...request, env: [] }
      ]
      for (const other of others) assert.isFalse(yield* ask(exact, other))
    })
  )

  it("2025-11-25/AU-52, 2026-07-28/SEC-17: no layer is exported that agrees to everything", () => {
    assert.deepStrictEqual(
      Object.keys(SpawnConsent).filter((name) => name.startsWith("layer")),
      ["layer", "layerExact"]
    )
  })
})
