/** A program under test: how it is started, and what it speaks. */
import { fileURLToPath } from "node:url"

/** Whether it greets first and may give out a session, or says its revision with every request. */
export type Era = "handshake" | "stateless"

export interface Target {
  readonly name: string
  readonly era: Era
  readonly args: ReadonlyArray<string>
  readonly env?: Readonly<Record<string, string>> | undefined
}

export const revision = (era: Era): string => (era === "stateless" ? "2026-07-28" : "2025-11-25")

export const path = (relative: string): string =>
  fileURLToPath(new URL(`../${relative}`, import.meta.url))

const fromSource = "--conditions=@effect-mcp/source"

/** One of ours: read from source. */
export const ours = (file: string): ReadonlyArray<string> => [fromSource, path(file)]

export const peer = (file: string): ReadonlyArray<string> => [path(`peers/${file}`)]

export const environment = (
  target: Target,
  more: Readonly<Record<string, string>> = {}
): NodeJS.ProcessEnv => ({
  ...process.env,
  NODE_ENV: "production",
  REVISION: revision(target.era),
  ...target.env,
  ...more
})

/** What `--only` and `--packed` say of the targets of a suite. */
export interface Choice {
  /** Names, with commas between them; all without it. */
  readonly only?: string | undefined
  /** Ours as they are published, which has to be built: nothing is stripped of its types at start. */
  readonly packed?: boolean | undefined
}

/** An unknown name ends the program: a typing error must not pass for a result. */
export const pick = <T extends Target>(
  targets: ReadonlyArray<T>,
  { only, packed }: Choice
): ReadonlyArray<T> => {
  const names = only?.split(",") ?? targets.map(({ name }) => name)
  const unknown = names.filter((name) => targets.every((target) => target.name !== name))
  if (unknown.length > 0) {
    console.error(`no such target: ${unknown.join(", ")}`)
    console.error(`there are: ${targets.map(({ name }) => name).join(", ")}`)
    process.exit(2)
  }
  return targets
    .filter(({ name }) => names.includes(name))
    .map((target) => (packed === true ? asPublished(target) : target))
}

const asPublished = <T extends Target>(target: T): T => ({
  ...target,
  args: target.args.filter((arg) => arg !== fromSource)
})
