/**
 * Which HTTP status an answer has that has not begun as a stream.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#sending-messages
 */
import { ErrorCode, type Revision } from "@effect-mcp/schema"

const perRequest: ReadonlyMap<number, number> = new Map([
  [ErrorCode.parseError, 400],
  [ErrorCode.invalidRequest, 400],
  [ErrorCode.methodNotFound, 404],
  [ErrorCode.invalidParams, 400],
  [ErrorCode.headerMismatch, 400],
  [ErrorCode.missingRequiredClientCapability, 400],
  [ErrorCode.unsupportedProtocolVersion, 400]
])

/** A client of a session reads errors out of bodies with 200; what was no request at all is none. */
const handshake: ReadonlyMap<number, number> = new Map([
  [ErrorCode.parseError, 400],
  [ErrorCode.invalidRequest, 400],
  [ErrorCode.headerMismatch, 400],
  [ErrorCode.unsupportedProtocolVersion, 400]
])

/** `code` is the JSON-RPC error's; without one it is a result. */
export const of = (revision: Revision.Revision | undefined, code: number | undefined): number => {
  if (code === undefined) return 200
  const codes = revision?.lifecycle === "PerRequest" ? perRequest : handshake
  return codes.get(code) ?? 200
}
