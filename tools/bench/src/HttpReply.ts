/** One HTTP/1.1 response, cut out of what a socket has brought so far. */

export interface Reply {
  readonly status: number
  readonly head: string
  readonly body: string
  /** What came behind it. */
  readonly rest: string
}

const header = (name: string): RegExp => new RegExp(`\\r\\n${name}: *([^\\r\\n]+)`, "i")
const contentLength = header("content-length")
const transferEncoding = header("transfer-encoding")
const sessionId = header("mcp-session-id")

export const session = (head: string): string | undefined => sessionId.exec(head)?.[1]

/** The head as soon as it is complete, for a response whose body has no end. */
export const head = (received: string): Reply | undefined => {
  const end = received.indexOf("\r\n\r\n")
  if (end < 0) return undefined
  const text = received.slice(0, end)
  return { status: Number(text.slice(9, 12)), head: text, body: "", rest: received.slice(end + 4) }
}

/** The response, or nothing while some of it is missing. Texts are latin1: a character is a byte. */
export const read = (received: string): Reply | undefined => {
  const reply = head(received)
  if (reply === undefined) return undefined
  const length = contentLength.exec(reply.head)
  if (length !== null) return sized(reply, Number(length[1]))
  return transferEncoding.test(reply.head) ? chunked(reply) : reply
}

const sized = (reply: Reply, length: number): Reply | undefined =>
  reply.rest.length < length
    ? undefined
    : { ...reply, body: reply.rest.slice(0, length), rest: reply.rest.slice(length) }

const chunked = (reply: Reply): Reply | undefined => {
  const { rest } = reply
  let body = ""
  for (let at = 0; ;) {
    const line = rest.indexOf("\r\n", at)
    if (line < 0) return undefined
    const size = Number.parseInt(rest.slice(at, line), 16)
    const next = line + 2 + size + 2
    if (rest.length < next) return undefined
    if (size === 0) return { ...reply, body, rest: rest.slice(next) }
    body += rest.slice(line + 2, line + 2 + size)
    at = next
  }
}
