/**
 * What in a command line deserves a second look before it is run.
 *
 * A list of known shapes, not a judge: that nothing was found says nothing, and most of what is found is
 * harmless. It is there so that a person who is asked looks at the right word.
 *
 * @spec 2026-07-28/index#security-and-trust--safety
 * @since 0.1.0
 */
import { hides } from "./internal/spawnText.ts"

/**
 * One thing to look at: what it is, in a sentence, and the word that was found.
 *
 * @since 0.1.0
 */
export interface Warning {
  readonly kind: Kind
  readonly message: string
  readonly found: string
}

/**
 * @since 0.1.0
 */
export type Kind =
  | "Elevation"
  | "Deletion"
  | "Shell"
  | "InlineCode"
  | "Download"
  | "PipeToShell"
  | "SensitivePath"
  | "OutsidePath"
  | "HiddenCharacters"
  | "Environment"

/**
 * What is looked at.
 *
 * @since 0.1.0
 */
export interface CommandLine {
  readonly command: string
  readonly args: ReadonlyArray<string>
  readonly cwd: string
  readonly env: ReadonlyArray<string>
}

const messages: { readonly [kind in Kind]: string } = {
  Elevation: "asks for more rights than your own",
  Deletion: "deletes or overwrites files",
  Shell: "runs a script that is given as an argument",
  InlineCode: "runs code that is given as an argument",
  Download: "fetches something from the network, which may be a program to run",
  PipeToShell: "runs a script as it comes from the network",
  SensitivePath: "names a place where secrets or the system's own files are kept",
  OutsidePath: "reaches out of the folder it runs in",
  HiddenCharacters: "has characters that are not shown, or that change what is shown",
  Environment: "sets a variable that can make a program run other code"
}

const elevators = new Set(["sudo", "doas", "su", "pkexec", "runas", "gsudo", "--privileged"])
const shells = new Set(["sh", "bash", "zsh", "dash", "ksh", "fish", "cmd", "powershell", "pwsh"])
const scriptFlags = new Set(["/c", "/k", "-command", "-encodedcommand", "-enc", "-e"])
const erasers = new Set(["shred", "mkfs", "dd", "del", "erase", "rd", "remove-item"])
const fetchers = new Set([
  "curl",
  "wget",
  "iwr",
  "irm",
  "invoke-webrequest",
  "npx",
  "bunx",
  "uvx",
  "dlx"
])
const pipers = new Set(["curl", "wget", "iwr", "irm", "invoke-webrequest"])

/** Interpreters, and the flag after which they take a program's text. */
const interpreters: { readonly [name: string]: ReadonlyArray<string> } = {
  node: ["-e", "--eval", "-p", "--print"],
  bun: ["-e", "--eval"],
  deno: ["eval"],
  python: ["-c"],
  python3: ["-c"],
  perl: ["-e", "-E"],
  ruby: ["-e"],
  php: ["-r"]
}

const injectors = new Set([
  "BASH_ENV",
  "DYLD_INSERT_LIBRARIES",
  "ENV",
  "LD_LIBRARY_PATH",
  "LD_PRELOAD",
  "NODE_OPTIONS",
  "NODE_PATH",
  "PATH",
  "PERL5OPT",
  "PYTHONPATH",
  "PYTHONSTARTUP",
  "RUBYOPT"
])

const sensitive = [
  /(?:^|[/\\=:])\.(?:ssh|aws|azure|gnupg|kube|docker|netrc|npmrc|pypirc|git-credentials|env)(?:$|[/\\.:])/u,
  /(?:^|[/\\])id_(?:rsa|ed25519|ecdsa)/u,
  /^(?:\/|~|~\/|\$HOME|[A-Za-z]:[/\\]?)$/u,
  /(?:^|[=:])\/(?:etc|root|boot|dev|proc|sys|var|usr|System|Library)(?:$|[/:])/u,
  /[/\\](?:Keychains|\.config[/\\](?:gh|gcloud|google-chrome)|Windows[/\\]System32)/iu
]
const outside = /(?:^|[/\\=:])\.\.(?:$|[/\\])/u

/** The last part of a path, without what Windows puts behind a program's name. */
const programOf = (word: string): string => {
  const name = word.slice(Math.max(word.lastIndexOf("/"), word.lastIndexOf("\\")) + 1)
  return name.toLowerCase().replace(/\.(?:exe|cmd|bat)$/u, "")
}

/** An argument may be a whole script: its words count like arguments of their own. */
const wordsOf = (text: string): ReadonlyArray<string> =>
  text.split(/[\s;|&()<>"'`]+/u).filter((word) => word !== "")

/**
 * All that was found, each kind and word once.
 *
 * @since 0.1.0
 */
export const of = (line: CommandLine): ReadonlyArray<Warning> => {
  const found = new Map<string, Warning>()
  const add = (kind: Kind, word: string): void => {
    found.set(`${kind} ${word}`, { kind, message: messages[kind], found: word })
  }
  // The program's own path is not what it works on: nearly every program is in /usr.
  const words = [programOf(line.command), ...line.args.flatMap(wordsOf)]
  inPrograms(words, add)
  inPipes([line.command, ...line.args], add)
  for (const word of [...line.args, ...words.slice(1), line.cwd]) inPath(word, add)
  for (const word of [line.command, ...line.args, line.cwd]) {
    if (hides(word)) add("HiddenCharacters", word)
  }
  for (const name of line.env) if (injectors.has(name.toUpperCase())) add("Environment", name)
  return [...found.values()]
}

type Add = (kind: Kind, word: string) => void

const inPrograms = (words: ReadonlyArray<string>, add: Add): void => {
  words.forEach((word, index) => {
    const program = programOf(word)
    const after = words.slice(index + 1)
    if (elevators.has(program)) add("Elevation", word)
    if (erasers.has(program) || (program === "rm" && after.some(isForce))) add("Deletion", word)
    if (fetchers.has(program)) add("Download", word)
    if (shells.has(program) && after.some(isScriptFlag)) add("Shell", word)
    const flags = Object.hasOwn(interpreters, program) ? interpreters[program] : undefined
    if (flags !== undefined && after.some((flag) => flags.includes(flag))) add("InlineCode", word)
  })
}

/** `-r`, `-rf`, `--recursive`, `--force` */
const isForce = (word: string): boolean =>
  word === "--recursive" || word === "--force" || /^-[A-Za-z]*[rRf]/u.test(word)

/** `-c`, also as the last of several: `-lc` */
const isScriptFlag = (word: string): boolean =>
  scriptFlags.has(word.toLowerCase()) || /^-[A-Za-z]*c$/u.test(word)

/** `curl … | sh`, in one argument or over several. */
const inPipes = (args: ReadonlyArray<string>, add: Add): void => {
  const [first, ...rest] = args.join(" ").split("|")
  let fetched = wordsOf(first ?? "").some((word) => pipers.has(programOf(word)))
  for (const segment of rest) {
    const words = wordsOf(segment)
    const program = words.map(programOf).find((word) => !elevators.has(word))
    if (fetched && program !== undefined && (shells.has(program) || program in interpreters)) {
      add("PipeToShell", segment.trim())
    }
    fetched ||= words.some((word) => pipers.has(programOf(word)))
  }
}

const inPath = (word: string, add: Add): void => {
  if (sensitive.some((pattern) => pattern.test(word))) add("SensitivePath", word)
  if (outside.test(word)) add("OutsidePath", word)
}
