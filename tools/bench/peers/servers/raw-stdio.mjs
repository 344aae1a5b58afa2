// The floor over pipes: one write for all that one chunk asked.
import { answer } from "./raw-answers.mjs"

let rest = ""
process.stdin.setEncoding("utf8")
process.stdin.on("data", (chunk) => {
  const lines = (rest + chunk).split("\n")
  rest = lines.pop()
  let out = ""
  for (const line of lines) {
    const text = line === "" ? "" : answer(JSON.parse(line))
    if (text !== "") out += `${text}\n`
  }
  if (out !== "") process.stdout.write(out)
})
process.stdin.on("end", () => process.exit(0))
