// The table of sessions that the official SDKs leave to their user.
export const serveSessions = (open) => {
  const sessions = new Map()
  const remember = (id, transport) => sessions.set(id, transport)
  const forget = (id) => sessions.delete(id)
  return async (request, response) => {
    const id = request.headers["mcp-session-id"]
    const known = id === undefined ? await open(remember, forget) : sessions.get(id)
    if (known === undefined) response.writeHead(404).end()
    else await known.handleRequest(request, response)
  }
}
