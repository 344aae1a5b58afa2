/**
 * `npm start -- [--app migration|analysis|orchestrator] …`: runs one of the three applications. Each is a program of
 * its own, in the folder of its name, and reads what is left of the command line.
 *
 * @since 0.1.0
 */
const apps = ["migration", "analysis", "orchestrator"]

/** Takes `--app <name>` or `--app=<name>` out of the arguments. */
const take = (args: Array<string>): string => {
  const at = args.findIndex((arg) => arg === "--app" || arg.startsWith("--app="))
  if (at < 0) return "migration"
  const [flag = ""] = args.splice(at, 1)
  return flag === "--app" ? (args.splice(at, 1)[0] ?? "") : flag.slice("--app=".length)
}

// `npm start | head` stops reading; there is nobody left to tell.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0)
})

const app = take(process.argv)
if (apps.includes(app)) {
  await import(new URL(`./${app}/main.ts`, import.meta.url).href)
} else {
  console.error(`--app: one of ${apps.join(", ")}, not ${JSON.stringify(app)}`)
  process.exitCode = 2
}
