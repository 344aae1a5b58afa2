/** What is measured: our programs from this folder, and the peers beside them. */
import { existsSync, statSync } from "node:fs"

import { ours, path, peer, type Era, type Target } from "./Target.ts"

export const stdio: ReadonlyArray<Target> = [
  { name: "raw", era: "handshake", args: peer("servers/raw-stdio.mjs") },
  { name: "ours 2025-11-25", era: "handshake", args: ours("servers/stdio.ts") },
  { name: "ours 2026-07-28", era: "stateless", args: ours("servers/stdio.ts") },
  {
    name: "ours 2025-11-25 (generator)",
    era: "handshake",
    args: ours("servers/stdio-generator.ts")
  },
  {
    name: "ours 2026-07-28 (generator)",
    era: "stateless",
    args: ours("servers/stdio-generator.ts")
  },
  { name: "official v1", era: "handshake", args: peer("servers/v1-stdio.mjs") },
  { name: "official v2 2025-11-25", era: "handshake", args: peer("servers/v2-stdio.mjs") },
  { name: "official v2 2026-07-28", era: "stateless", args: peer("servers/v2-stdio.mjs") }
]

/** What the issue of speed compares with, by era. */
export const rawServer: Readonly<Record<Era, string>> = {
  handshake: "raw 2025-11-25",
  stateless: "raw 2026-07-28"
}
export const official: Readonly<Record<Era, string>> = {
  handshake: "official v2 2025-11-25",
  stateless: "official v2 2026-07-28"
}

/** The most that a target of ours may cost, and the least that it has to bring. */
export interface Bounds {
  /** Of the official v2's CPU per call in the same era. */
  readonly cpuOfOfficial?: number | undefined
  /** Of the raw floor's calls per second. */
  readonly speedOfRaw?: number | undefined
}

export interface Bounded extends Target, Bounds {}

const node: Bounds = { cpuOfOfficial: 1 / 6, speedOfRaw: 0.6 }
const router: Bounds = { cpuOfOfficial: 1 / 4 }
const json = { ANSWERS: "json" }

const both = (name: string, args: ReadonlyArray<string>, bounds: Bounds = {}) =>
  [
    { name: `${name} 2025-11-25`, era: "handshake", args, ...bounds },
    { name: `${name} 2026-07-28`, era: "stateless", args, ...bounds }
  ] satisfies ReadonlyArray<Bounded>

export const http: ReadonlyArray<Bounded> = [
  ...both("raw", peer("servers/raw-http.mjs")),
  ...both("ours node", ours("servers/http-node.ts"), node),
  ...both("ours router", ours("servers/http-router.ts"), router),
  { name: "official v1", era: "handshake", args: peer("servers/v1-http.mjs") },
  { name: "official v1 (json)", era: "handshake", args: peer("servers/v1-http.mjs"), env: json },
  { name: official.handshake, era: "handshake", args: peer("servers/v2-http-sessions.mjs") },
  {
    name: `${official.handshake} (json)`,
    era: "handshake",
    args: peer("servers/v2-http-sessions.mjs"),
    env: json
  },
  { name: official.stateless, era: "stateless", args: peer("servers/v2-http.mjs") },
  ...both("effect/ai", peer("servers/effect-http.mjs")),
  { name: "fastmcp", era: "handshake", args: peer("servers/fastmcp-http.mjs") }
]

/** The server that every client calls. */
export const floor: Target = {
  name: "raw",
  era: "handshake",
  args: peer("servers/raw-http.mjs")
}

export const clients: ReadonlyArray<Bounded> = [
  { name: "raw undici", era: "handshake", args: peer("clients/raw-undici.mjs") },
  { name: "raw node:http", era: "handshake", args: peer("clients/raw-http.mjs") },
  { name: "raw fetch", era: "handshake", args: peer("clients/raw-fetch.mjs") },
  ...both("ours", ours("clients/ours.ts"), { cpuOfOfficial: 1 / 4 }),
  { name: "official v1", era: "handshake", args: peer("clients/v1.mjs") },
  ...both("official v2", peer("clients/v2.mjs")),
  ...both("effect/ai", peer("clients/effect.mjs"))
]

export interface Idle extends Target {
  /** False where a server has sessions but answers no GET. */
  readonly streams: boolean
  readonly kibPerStream?: number | undefined
}

const idleBoth = (name: string, args: ReadonlyArray<string>, kibPerStream?: number) =>
  both(name, args).map((target): Idle => ({ ...target, streams: true, kibPerStream }))

export const idle: ReadonlyArray<Idle> = [
  ...idleBoth("raw", peer("servers/raw-idle.mjs")),
  ...idleBoth("ours node", ours("servers/http-node.ts"), 22),
  ...idleBoth("ours router", ours("servers/http-router.ts")),
  { name: "official v1", era: "handshake", args: peer("servers/v1-http.mjs"), streams: true },
  {
    name: official.handshake,
    era: "handshake",
    args: peer("servers/v2-http-sessions.mjs"),
    streams: true
  },
  { name: official.stateless, era: "stateless", args: peer("servers/v2-http.mjs"), streams: true },
  {
    name: "effect/ai 2025-11-25",
    era: "handshake",
    args: peer("servers/effect-http.mjs"),
    streams: false
  },
  {
    name: "effect/ai 2026-07-28",
    era: "stateless",
    args: peer("servers/effect-http.mjs"),
    streams: true
  },
  { name: "fastmcp", era: "handshake", args: peer("servers/fastmcp-http.mjs"), streams: true }
]

export interface Tasked extends Target {
  readonly ours: boolean
  /** Whether tasks are kept in a file, and not in the heap. */
  readonly onDisk: boolean
}

const tasksOf = (store: "sqlite" | "memory"): ReadonlyArray<Tasked> =>
  both(`ours ${store}`, ours("servers/tasks.ts")).map((target) => ({
    ...target,
    env: { STORE: store },
    ours: true,
    onDisk: store === "sqlite"
  }))

const v1Tasks: Tasked = {
  name: "official v1 memory",
  era: "handshake",
  args: peer("servers/v1-tasks.mjs"),
  ours: false,
  onDisk: false
}

export const tasks: ReadonlyArray<Tasked> = [
  ...tasksOf("sqlite"),
  ...tasksOf("memory"),
  v1Tasks,
  { ...v1Tasks, name: "official v1 memory (json)", env: json }
]

/** The peers are no part of the workspace, so that its install stays small. */
export const peersFolder = path("peers")

/** Whether what is installed is what the lockfile asks for now. */
export const peersInstalled = (): boolean => {
  const installed = `${peersFolder}/node_modules/.package-lock.json`
  return (
    existsSync(installed) &&
    statSync(installed).mtimeMs >= statSync(`${peersFolder}/package-lock.json`).mtimeMs
  )
}
