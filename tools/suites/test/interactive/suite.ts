import type { ElicitationHandler } from "@effect-mcp/client"
/**
 * Tools that ask, the same in every revision: what differs is in the table, and none of it is the tool's doing.
 */
import { assert, layer, type Vitest } from "@effect/vitest"
import { Effect } from "effect"

import * as Cells from "../../src/Cells.ts"
import * as Host from "../../src/Host.ts"
import * as Journal from "../../src/Journal.ts"
import * as Peer from "../../src/Peer.ts"
import { textOf } from "../../src/Results.ts"
import * as Serving from "../../src/Serving.ts"

interface Expected {
  /** Whether the person can be asked. */
  readonly elicits: boolean
  /** How often the handler runs for two questions one after the other. */
  readonly runs: number
  /** With what a call ends that needs what the client has not. */
  readonly code: number
}

const expectations: { readonly [version: string]: Expected } = {
  "2024-11-05": { elicits: false, runs: 1, code: -32602 },
  "2025-03-26": { elicits: false, runs: 1, code: -32602 },
  "2025-06-18": { elicits: true, runs: 1, code: -32602 },
  "2025-11-25": { elicits: true, runs: 1, code: -32602 },
  "2026-07-28": { elicits: true, runs: 3, code: -32021 }
}

const form = ({ message }: ElicitationHandler.FormRequest): ElicitationHandler.FormAnswer => {
  switch (message) {
    case "Who deploys?":
      return { action: "accept", content: { name: "Ada", colour: "red" } }
    case "In which colour, Ada?":
      return { action: "accept", content: { name: "Ada", colour: "green" } }
    case "Well?":
      return { action: "decline" }
    default:
      return { action: "accept", content: { name: `<${message}>`, colour: "blue" } }
  }
}

const say = (asked: string): string => (asked === "one?" ? "first" : `answer to "${asked}"`)

const everybody = Host.everybody({ form, say })

/** Of the people of the suite, only the record of their questions. */
const nobody = Host.layer

const without = "Hello whoever you are: no elicitation/create, for want of elicitation.form."

/** The call fails with the revision's own error, and nothing after the question has happened. */
const refuses = (tool: string, code: number, requiredCapabilities: object) =>
  Effect.gen(function* () {
    const { client, host } = yield* Peer.Peer
    const asked = host.forms.length
    const journal = yield* Journal.make
    const { reason } = yield* Effect.flip(client.callTool(tool, { journal: journal.path }))
    assert.deepInclude(reason, { _tag: "Refused", code, data: { requiredCapabilities } })
    assert.strictEqual(host.forms.length, asked)
    assert.deepStrictEqual(yield* journal.counts, { run: 1, reserve: 1 })
  })

type It = Vitest.MethodsNonLive<Peer.Peer>

/** Where the person can be asked. */
const elicits = (it: It, { runs }: Expected): void => {
  it.effect("interop/IS-10: two questions in sequence, and each step runs once", () =>
    Effect.gen(function* () {
      const { client, host } = yield* Peer.Peer
      const journal = yield* Journal.make
      const result = yield* client.callTool("deploy", { journal: journal.path })
      assert.strictEqual(textOf(result), "Ada in green, 7 and 4")
      assert.deepStrictEqual(
        host.forms.map(({ message }) => message),
        ["Who deploys?", "In which colour, Ada?"]
      )
      assert.deepStrictEqual(yield* journal.counts, { run: runs, reserve: 1, plan: 1 })
    })
  )

  it.effect("interactive.uncaught: nothing is amiss, so nothing is caught", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer.Peer
      assert.strictEqual(textOf(yield* client.callTool("greet")), "Hello <Who are you?>.")
    })
  )

  it.effect("interactive.together: questions of one moment are all answered", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer.Peer
      const result = yield* client.callTool("pair")
      assert.strictEqual(textOf(result), "<Who is left?> and <Who is right?>")
    })
  )

  it.effect("interactive.decline: a person's no is an answer", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer.Peer
      assert.strictEqual(textOf(yield* client.callTool("outcome")), "It was decline.")
    })
  )
}

/** Where the person cannot be asked, whoever is there. */
const elicitsNot = (it: It, { code }: Expected): void => {
  it.effect("interop/IS-14: the call is refused, and no later step runs", () =>
    refuses("deploy", code, { elicitation: { form: {} } })
  )

  it.effect("interactive.degraded: a handler that catches it does without an answer", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer.Peer
      assert.strictEqual(textOf(yield* client.callTool("greet")), without)
    })
  )
}

/** The model can be asked in every revision. */
const samples = (it: It, { runs }: Expected): void => {
  it.effect("interop/IS-10: two questions to the model, and each step runs once", () =>
    Effect.gen(function* () {
      const { client, host } = yield* Peer.Peer
      const journal = yield* Journal.make
      const result = yield* client.callTool("ponder", { journal: journal.path })
      assert.strictEqual(textOf(result), 'first, answer to "first, and then?", 7 and 4')
      assert.strictEqual(host.prompts.length, 2)
      assert.deepStrictEqual(yield* journal.counts, { run: runs, reserve: 1, plan: 1 })
    })
  )

  it.effect("interactive.once: it is once a call, and calls at one time do not share it", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer.Peer
      const journal = yield* Journal.make
      const call = client.callTool("ponder", { journal: journal.path })
      yield* Effect.all([call, call, call], { concurrency: "unbounded" })
      yield* call
      assert.deepStrictEqual(yield* journal.counts, { run: runs * 4, reserve: 4, plan: 4 })
    })
  )
}

/** A client that has said of nobody that they can be asked. */
const undeclared = (it: It, { code }: Expected): void => {
  it.effect(
    "2025-11-25/CL-27, 2026-07-28/CL-03: without a person nobody is asked, and the call is refused",
    () => refuses("deploy", code, { elicitation: { form: {} } })
  )

  it.effect("2026-07-28/MR-05: without a model nobody is asked, and the call is refused", () =>
    refuses("ponder", code, { sampling: {} })
  )

  it.effect("interactive.undeclared: a handler that catches it does without", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer.Peer
      assert.strictEqual(textOf(yield* client.callTool("greet")), without)
    })
  )
}

/** Everything that is true of one revision over one transport. */
export const suite = ({ connect, revision }: Cells.Cell): void => {
  const expected = expectations[revision.version]
  if (expected === undefined) throw new Error(`Nothing is expected of ${revision.version}`)
  const joined = connect(Serving.interactive, Cells.patience)

  layer(Peer.layer(joined, everybody), { excludeTestServices: true })("asked", (it) => {
    ;(expected.elicits ? elicits : elicitsNot)(it, expected)
    samples(it, expected)
  })
  layer(Peer.layer(joined, nobody), { excludeTestServices: true })("nobody", (it) => {
    undeclared(it, expected)
  })
}
