import { assert, it } from "@effect/vitest"

import * as Board from "../../src/orchestrator/board.ts"
import * as Table from "../../src/orchestrator/table.ts"

const rows: ReadonlyArray<Board.Row> = [
  { job: "code data", state: "working", agent: "coder", message: "3 of 5", waitsFor: [] },
  { job: "review data", state: "waits", agent: undefined, message: "", waitsFor: ["code data"] }
]

it("table.lines: columns stand under each other, and who waits for whom is last", () => {
  assert.deepStrictEqual(Table.lines(rows, 100), [
    "   job               agent       status   progress                        waits for",
    "▶  code data         coder       working  3 of 5",
    "·  review data                   waits                                    code data"
  ])
})

it("table.narrow: no line is wider than the screen", () => {
  assert.deepStrictEqual(Table.lines(rows, 24), [
    "   job               ag…",
    "▶  code data         co…",
    "·  review data         …"
  ])
})

it("table.plain: a change is one line", () => {
  assert.deepStrictEqual(rows.map(Table.change), [
    "▶ code data        working  coder: 3 of 5",
    "· review data      waits    waits for code data"
  ])
})

it("board.changes: what changes nothing is not told", () => {
  const told: Array<string> = []
  const board = Board.make((row, before) => told.push(`${before?.state ?? "new"} > ${row.state}`))
  board.set("a", { waitsFor: ["b"] })
  board.set("a", { waitsFor: ["b"] })
  board.set("a", { state: "working", waitsFor: [] })
  assert.deepStrictEqual(told, ["new > waits", "waits > working"])
  assert.deepStrictEqual(board.row("a"), {
    job: "a",
    state: "working",
    agent: undefined,
    message: "",
    waitsFor: []
  })
})
