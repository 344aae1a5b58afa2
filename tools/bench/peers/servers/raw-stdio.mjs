// The floor: the least work that answers correctly, with no validation at all.
const info = { name: "raw", version: "1.0.0" }
const versionKey = "io.modelcontextprotocol/protocolVersion"

const results = {
  initialize: (params) => ({
    protocolVersion: params.protocolVersion,
    capabilities: { tools: {} },
    serverInfo: info
  }),
  "server/discover": () => ({
    supportedVersions: ["2026-07-28"],
    capabilities: { tools: {} },
    ttlMs: 0,
    cacheScope: "private",
    _meta: { "io.modelcontextprotocol/serverInfo": info }
  }),
  "tools/call": (params) => ({ content: [{ type: "text", text: params.arguments.text }] })
}

const answer = ({ id, method, params }) => {
  if (id === undefined) return ""
  const result = results[method](params)
  if (params._meta?.[versionKey] !== undefined) result.resultType = "complete"
  return `${JSON.stringify({ jsonrpc: "2.0", id, result })}\n`
}

let rest = ""
process.stdin.setEncoding("utf8")
process.stdin.on("data", (chunk) => {
  const lines = (rest + chunk).split("\n")
  rest = lines.pop()
  let out = ""
  for (const line of lines) if (line !== "") out += answer(JSON.parse(line))
  if (out !== "") process.stdout.write(out)
})
process.stdin.on("end", () => process.exit(0))
