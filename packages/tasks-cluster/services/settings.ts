import type { Moment } from "./Moment.ts"

/** What a server is told, as JSON in its environment. */
export interface Settings {
  readonly name: string
  readonly url: string
  /** Where steps leave a line. */
  readonly file: string
  /** How long a step takes before it acts, in milliseconds. */
  readonly pause: number
  /** Milliseconds, all of them. */
  readonly cluster: {
    readonly expiry: number
    readonly lease: number
    readonly check: number
    readonly idle?: number
  }
  /** When it is to die. */
  readonly moment?: Moment | undefined
}

export const variable = "CLUSTER_SETTINGS"

export const settings: Settings = JSON.parse(process.env[variable] ?? "{}")
