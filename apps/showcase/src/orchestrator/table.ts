import { styleText } from "node:util"

/**
 * The board on a screen: one table that is drawn over itself, or where there is no terminal a line for each change.
 *
 * @since 0.1.0
 */
import type { Row, State } from "./board.ts"

const signs: Readonly<Record<State, string>> = {
  waits: "·",
  working: "▶",
  asks: "?",
  lost: "✗",
  done: "✓",
  failed: "✗"
}

const styles: Readonly<Record<State, Parameters<typeof styleText>[0]>> = {
  waits: "dim",
  working: "cyan",
  asks: "yellow",
  lost: "red",
  done: "green",
  failed: "red"
}

const head = ["", "job", "agent", "status", "progress", "waits for"]

/** So that columns stay where they are while what is in them changes. */
const least = [1, 16, 10, 7, 30, 0]

const cells = ({ agent = "", job, message, state, waitsFor }: Row): ReadonlyArray<string> => [
  signs[state],
  job,
  agent,
  state,
  message,
  waitsFor.join(", ")
]

/** The table as lines without colours, none longer than `columns`. */
export const lines = (rows: ReadonlyArray<Row>, columns: number): ReadonlyArray<string> => {
  const all = [head, ...rows.map(cells)]
  const widths = least.map((width, column) =>
    Math.max(width, ...all.map((row) => row[column]?.length ?? 0))
  )
  return all.map((row) => {
    const line = row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")
    const text = line.trimEnd()
    return text.length > columns ? `${text.slice(0, columns - 1)}…` : text
  })
}

/** A change as one line. */
export const change = (row: Row): string => {
  const { agent = "", job, message, state, waitsFor } = row
  const what = [agent, message].filter((text) => text !== "").join(": ")
  const whom = waitsFor.length === 0 ? "" : `waits for ${waitsFor.join(", ")}`
  const more = [what, whom].filter((text) => text !== "").join("; ")
  return `${signs[state]} ${job.padEnd(16)} ${state.padEnd(8)} ${more}`.trimEnd()
}

/** What the board is shown on. */
export interface Screen {
  readonly changed: (rows: ReadonlyArray<Row>, row: Row) => void
  /** A line that stays: above the table, if there is one. */
  readonly say: (rows: ReadonlyArray<Row>, line: string) => void
}

/** Draws the table anew over the old one. */
export const live = (out: NodeJS.WriteStream): Screen => {
  let drawn = 0
  const back = () => (drawn === 0 ? "" : `\x1b[${drawn}A\x1b[J`)
  const draw = (rows: ReadonlyArray<Row>, above: string): void => {
    const [first = "", ...rest] = lines(rows, out.columns)
    const painted = rest.map((line, index) => {
      const row = rows[index]
      return row === undefined ? line : styleText(styles[row.state], line, { stream: out })
    })
    const table = [styleText("bold", first, { stream: out }), ...painted]
    out.write(`${back()}${above}${table.join("\n")}\n`)
    drawn = table.length
  }
  return {
    changed: (rows) => draw(rows, ""),
    say: (rows, line) => draw(rows, `${line}\n`)
  }
}

/** Writes a line for each change. */
export const plain = (out: NodeJS.WritableStream): Screen => ({
  changed: (_, row) => void out.write(`${change(row)}\n`),
  say: (_, line) => void out.write(`${line}\n`)
})

/** What fits the stream. */
export const screen = (out: NodeJS.WriteStream): Screen => (out.isTTY ? live(out) : plain(out))
