/**
 * What a spawned server sees of our environment: a short list of names, and what is named on purpose.
 *
 * A host's environment holds the keys of everything it talks to. A server gets what a program needs to find
 * its home and its tools; every other variable is somebody's decision.
 *
 * @spec 2026-07-28/basic/transports/stdio#sending-messages
 * @since 0.1.0
 */
import * as Redacted from "effect/Redacted"

/**
 * Variables by name; a secret may stay `Redacted` until the process is made.
 *
 * @since 0.1.0
 */
export interface Variables {
  readonly [name: string]: string | Redacted.Redacted
}

const posix = ["HOME", "LANG", "LC_ALL", "LOGNAME", "PATH", "SHELL", "TERM", "TMPDIR", "TZ", "USER"]

const windows = [
  "APPDATA",
  "HOMEDRIVE",
  "HOMEPATH",
  "LOCALAPPDATA",
  "PATH",
  "PATHEXT",
  "PROCESSOR_ARCHITECTURE",
  "PROGRAMFILES",
  "SYSTEMDRIVE",
  "SYSTEMROOT",
  "TEMP",
  "USERNAME",
  "USERPROFILE"
]

/**
 * The names that are always passed on, where they are set.
 *
 * @since 0.1.0
 */
export const inherited: ReadonlyArray<string> = process.platform === "win32" ? windows : posix

/**
 * The environment of a server: the short list, the names in `alsoInherited`, and `variables` over both.
 *
 * @since 0.1.0
 */
export const make = (
  variables: Variables,
  alsoInherited: ReadonlyArray<string>,
  from: NodeJS.ProcessEnv = process.env
): Record<string, string> => {
  const environment: Record<string, string> = {}
  for (const name of [...inherited, ...alsoInherited]) {
    const value = from[name]
    // A value that starts like this is a shell function in disguise.
    if (value !== undefined && !value.startsWith("()")) environment[name] = value
  }
  for (const [name, value] of Object.entries(variables)) {
    environment[name] = Redacted.isRedacted(value) ? Redacted.value(value) : value
  }
  return environment
}
