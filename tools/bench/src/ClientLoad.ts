/**
 * What the programs of the `clients` suite have in common: `<client> PORT CALLS WARM SECONDS`, REVISION in the
 * environment. They connect, and hand over how to make one call.
 */
import * as Messages from "./Messages.ts"
import { Window } from "./Window.ts"

const [port = 0, inFlight = 0, warmSeconds = 0, seconds = 0] = process.argv.slice(2).map(Number)

export const revision = process.env["REVISION"] ?? ""
export const url = `http://127.0.0.1:${port}/mcp`
export const text = Messages.text
/** Whether it is a revision without a handshake. */
export const modern = revision === "2026-07-28"

/** A client that settled for another revision would be measured under the wrong name. */
export const expectRevision = (agreed: string | undefined): void => {
  if (agreed !== revision) throw new Error(`agreed on ${agreed} instead of ${revision}`)
}

interface Result {
  readonly content: ReadonlyArray<object>
}

const textOf = ({ content: [first] }: Result): unknown =>
  first !== undefined && "text" in first ? first.text : undefined

export const drive = async (call: () => Promise<Result>): Promise<never> => {
  const checked = async (): Promise<void> => {
    const result = await call()
    if (textOf(result) !== text) throw new Error(JSON.stringify(result))
  }
  await new Window().run(inFlight, checked, { warmSeconds, seconds })
  return process.exit(0)
}
