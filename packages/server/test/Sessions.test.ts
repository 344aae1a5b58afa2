import { Connection, Deadlines, Principal } from "@effect-mcp/protocol"
import { assert, describe, it } from "@effect/vitest"
import { Context } from "effect"

import { type Change, Changes } from "../src/internal/changes.ts"
import { Sessions } from "../src/internal/sessions.ts"
import * as Eras from "./eras.ts"

const deadlines = Deadlines.make(Context.empty())

const session = (sessions: Sessions, isReady = true) => {
  const told: Array<string> = []
  const connection = new Connection.Connection(
    {
      principal: Principal.local,
      send: (frame) => void told.push((JSON.parse(frame) as { readonly method: string }).method)
    },
    { deadlines, closed: sessions.closed }
  )
  connection.handshake = {
    revision: Eras.at("2025-11-25"),
    info: undefined,
    capabilities: {},
    initialized: isReady
  }
  sessions.opened(connection)
  return { connection, told }
}

const tools: Change = { _tag: "List", kind: "tools" }
const resource: Change = { _tag: "Resource", uri: "x://a" }

describe("sessions", () => {
  it("sessions.told: of what each of them watches, once they are ready", () => {
    const sessions = new Sessions(new Changes())
    const [one, two, early] = [session(sessions), session(sessions), session(sessions, false)]
    sessions.watch(two.connection, "x://a")
    for (const change of [tools, resource]) if (sessions.wants(change)) sessions.tell(change)
    assert.deepStrictEqual(one.told, ["notifications/tools/list_changed"])
    assert.deepStrictEqual(two.told, [
      "notifications/tools/list_changed",
      "notifications/resources/updated"
    ])
    assert.deepStrictEqual(early.told, [])
    sessions.unwatch(two.connection, "x://a")
    assert.isFalse(sessions.wants(resource))
  })

  it("sessions.closed: nothing is kept of one that has ended", () => {
    const sessions = new Sessions(new Changes())
    const { connection } = session(sessions)
    assert.isTrue(sessions.wants(tools))
    connection.close()
    assert.isFalse(sessions.wants(tools))
  })
})
