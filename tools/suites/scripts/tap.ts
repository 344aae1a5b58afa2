/**
 * A line to a server on which everything that is said is kept.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

import { Effect, Exit, Layer, Scope } from "effect"

import * as OfficialProgram from "../src/OfficialProgram.ts"
import type { Target } from "../src/OfficialTransport.ts"
import * as Serving from "../src/Serving.ts"
import type { Said } from "../src/Transcript.ts"
import * as TeeHttp from "./teeHttp.ts"

export interface Tap {
  readonly target: Target
  readonly said: () => ReadonlyArray<Said>
  readonly close: () => Promise<void>
}

export type Open = () => Promise<Tap>

const tee = fileURLToPath(new URL("tee.mjs", import.meta.url))

const overStdio =
  (args: ReadonlyArray<string>): Open =>
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "record-"))
    const file = join(folder, "lines.ndjson")
    return {
      target: {
        command: process.execPath,
        args: [tee, file, process.execPath, ...args]
      },
      said: () =>
        readFileSync(file, "utf8")
          .trimEnd()
          .split("\n")
          .map((line): Said => JSON.parse(line)),
      close: async () => rmSync(folder, { recursive: true })
    }
  }

const overHttp =
  (transport: "http" | "sse", listening: Effect.Effect<string, never, Scope.Scope>): Open =>
  async () => {
    const scope = Scope.makeUnsafe()
    const tee = await TeeHttp.open(await Effect.runPromise(Scope.provide(listening, scope)))
    return {
      target: { url: tee.url, transport },
      said: () => tee.said,
      close: () => {
        tee.close()
        return Effect.runPromise(Scope.close(scope, Exit.void))
      }
    }
  }

/** To an official server. */
export const official = (program: OfficialProgram.OfficialProgram): Open =>
  program.carrier === "stdio"
    ? overStdio(program.args)
    : overHttp(
        program.carrier,
        Effect.map(OfficialProgram.listening(program), ({ url }) => url)
      )

/** To one of ours. */
export const ours = (carrier: OfficialProgram.Carrier, served = Serving.interop): Open =>
  carrier === "stdio"
    ? overStdio(Serving.program(served).args)
    : overHttp(
        carrier,
        Effect.flatMap(Layer.build(Serving.http(served, { legacySse: true })), (server) =>
          Effect.provideContext(Serving.url[carrier], server)
        )
      )
