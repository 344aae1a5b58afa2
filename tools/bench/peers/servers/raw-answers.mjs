// The floor: the least work that answers correctly, with no validation at all.
const info = { name: "raw", version: "1.0.0" }
const versionKey = "io.modelcontextprotocol/protocolVersion"

const tool = {
  name: "echo",
  description: "Echo",
  inputSchema: { type: "object", properties: { text: { type: "string" } }, required: ["text"] }
}

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
  "tools/list": (params) => ({
    tools: [tool],
    ...(params?._meta?.[versionKey] === undefined ? {} : { ttlMs: 0, cacheScope: "private" })
  }),
  "tools/call": (params) => ({ content: [{ type: "text", text: params.arguments.text }] }),
  ping: () => ({})
}

/** The text of the answer to one message; empty where none is due. */
export const answer = ({ id, method, params }) => {
  if (id === undefined) return ""
  const result = results[method](params)
  if (params?._meta?.[versionKey] !== undefined) result.resultType = "complete"
  return JSON.stringify({ jsonrpc: "2.0", id, result })
}
