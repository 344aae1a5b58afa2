import { Environment } from "@effect-mcp/transport-stdio"
import { assert, describe, it } from "@effect/vitest"
import { Redacted } from "effect"

const ours = {
  HOME: "/home/me",
  PATH: "/bin",
  SHELL: "() { :; }; echo hacked",
  GITHUB_TOKEN: "secret",
  PROXY: "http://proxy"
}

describe.skipIf(process.platform === "win32")("Environment", () => {
  it("environment.short: only the short list is passed on by itself", () => {
    assert.deepStrictEqual(Environment.make({}, [], ours), { HOME: "/home/me", PATH: "/bin" })
  })

  it("environment.named: others come by name, and given values win", () => {
    assert.deepStrictEqual(
      Environment.make({ PATH: "/opt/bin", KEY: Redacted.make("k") }, ["PROXY", "MISSING"], ours),
      { HOME: "/home/me", PATH: "/opt/bin", PROXY: "http://proxy", KEY: "k" }
    )
  })
})
