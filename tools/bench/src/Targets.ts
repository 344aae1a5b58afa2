/** What is measured: our servers from this folder, and the peers beside them. */
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"

import type { Target } from "./Peer.ts"

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const ours = (file: string): ReadonlyArray<string> => [
  "--conditions=@effect-mcp/source",
  here(`../servers/${file}`)
]
const peer = (file: string): ReadonlyArray<string> => [here(`../peers/servers/${file}`)]

export const stdio: ReadonlyArray<Target> = [
  { name: "raw", era: "handshake", args: peer("raw-stdio.mjs") },
  { name: "ours 2025-11-25", era: "handshake", args: ours("stdio.ts") },
  { name: "ours 2026-07-28", era: "stateless", args: ours("stdio.ts") },
  { name: "ours 2025-11-25 (generator)", era: "handshake", args: ours("stdio-generator.ts") },
  { name: "ours 2026-07-28 (generator)", era: "stateless", args: ours("stdio-generator.ts") },
  { name: "official v1", era: "handshake", args: peer("v1-stdio.mjs") },
  { name: "official v2 2025-11-25", era: "handshake", args: peer("v2-stdio.mjs") },
  { name: "official v2 2026-07-28", era: "stateless", args: peer("v2-stdio.mjs") }
]

/** The peers are no part of the workspace, so that its install stays small. */
export const peersFolder = here("../peers")
export const peersInstalled = (): boolean => existsSync(`${peersFolder}/node_modules`)
