/**
 * Stands between a client and a server on stdio, and writes down every line of both.
 *
 * node tee.mjs <file> <command> [argument...]
 */
import { spawn } from "node:child_process"
import { appendFileSync } from "node:fs"
import { createInterface } from "node:readline"

const [file, command, ...args] = process.argv.slice(2)
const server = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] })

const pass = (from, input, output) => {
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  lines.on("line", (line) => {
    appendFileSync(file, `${JSON.stringify({ from, message: JSON.parse(line) })}\n`)
    output.write(`${line}\n`)
  })
  lines.on("close", () => output.end())
}

server.stdin.on("error", () => {})
process.stdout.on("error", () => {})
pass("client", process.stdin, server.stdin)
pass("server", server.stdout, process.stdout)
server.on("exit", (code) => {
  process.exitCode = code ?? 1
})
