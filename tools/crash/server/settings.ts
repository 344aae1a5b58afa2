import { type Settings, variable } from "../src/Server.ts"

/** What this process was told. */
export const settings = JSON.parse(process.env[variable] ?? "{}") as Settings
