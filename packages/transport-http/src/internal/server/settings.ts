/**
 * What may be set about an endpoint, with everything filled in; times are milliseconds.
 */
import * as Duration from "effect/Duration"

import type { LegacySse, Options } from "../../StreamableHttp.ts"

/** @since 0.1.0 */
export interface Settings {
  readonly path: string
  readonly maxBodyBytes: number
  readonly bodyTimeout: number
  readonly answers: "auto" | "json" | "sse"
  readonly sessions: { readonly max: number; readonly idle: number } | undefined
  readonly isResumable: boolean
  readonly retry: number
  readonly closeAfter: number
  readonly keepAlive: number
  readonly maxUnsent: number
  readonly maxRequests: number
  readonly maxStreams: number
  readonly drainWithin: number
  readonly legacySse: LegacySse | undefined
}

const millis = (input: Duration.Input | undefined, otherwise: number): number =>
  input === undefined ? otherwise : Duration.toMillis(input)

/** @since 0.1.0 */
export const of = (options: Options): Settings => ({
  path: options.path ?? "/mcp",
  maxBodyBytes: options.maxBodyBytes ?? 4 * 1024 * 1024,
  bodyTimeout: millis(options.bodyTimeout, 30_000),
  answers: options.answers ?? "auto",
  sessions:
    options.sessions === false
      ? undefined
      : {
          max: options.sessions?.max ?? 10_000,
          idle: millis(options.sessions?.idle, 30 * 60_000)
        },
  isResumable: options.resumable ?? true,
  retry: Math.trunc(millis(options.retry, 1000)),
  closeAfter: millis(options.closeAfter, Infinity),
  keepAlive: millis(options.keepAlive, 25_000),
  maxUnsent: options.maxUnsent ?? 4 * 1024 * 1024,
  maxRequests: options.maxRequests ?? 1024,
  maxStreams: options.maxStreams ?? 10_000,
  drainWithin: millis(options.drainWithin, 5000),
  legacySse: legacy(options.legacySse)
})

const legacy = (input: Options["legacySse"]): LegacySse | undefined =>
  input === true ? { stream: "/sse", messages: "/messages" } : input === false ? undefined : input

/** Where anything is served. */
export const paths = ({ legacySse, path }: Settings): ReadonlySet<string> =>
  new Set(legacySse === undefined ? [path] : [path, legacySse.stream, legacySse.messages])
