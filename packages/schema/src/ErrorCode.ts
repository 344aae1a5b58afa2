/**
 * Every error code of every revision, by name. Which of two codes a revision uses for the same thing is
 * said by `Revision`.
 *
 * @spec 2026-07-28/basic#error-codes
 * @since 0.1.0
 */

/**
 * The text was not JSON.
 *
 * @spec 2026-07-28/schema#parseerror
 * @since 0.1.0
 */
export const parseError = -32700

/**
 * JSON, but not a message.
 *
 * @spec 2026-07-28/schema#invalidrequesterror
 * @since 0.1.0
 */
export const invalidRequest = -32600

/**
 * A method that does not exist here: unknown, removed, or of a capability that was not declared.
 *
 * @spec 2026-07-28/schema#methodnotfounderror
 * @since 0.1.0
 */
export const methodNotFound = -32601

/**
 * The method exists and these parameters are not its.
 *
 * @spec 2026-07-28/schema#invalidparamserror
 * @since 0.1.0
 */
export const invalidParams = -32602

/**
 * A defect on the receiver's side.
 *
 * @spec 2026-07-28/schema#internalerror
 * @since 0.1.0
 */
export const internalError = -32603

/**
 * No such resource, in handshake revisions. Later ones say `invalidParams`, and accept this from older
 * servers.
 *
 * @spec 2025-11-25/server/resources#error-handling
 * @since 0.1.0
 */
export const resourceNotFound = -32002

/**
 * 2025-11-25 only: the request cannot go on before the person has visited `data.elicitations`.
 *
 * @spec 2025-11-25/client/elicitation#url-elicitation-required-error
 * @since 0.1.0
 */
export const urlElicitationRequired = -32042

/**
 * The person said no to sampling, in handshake revisions.
 *
 * @spec 2025-11-25/client/sampling#error-handling
 * @since 0.1.0
 */
export const userRejected = -1

/**
 * 2026-07-28: a header says one thing and the body another.
 *
 * @spec 2026-07-28/schema#headermismatcherror
 * @since 0.1.0
 */
export const headerMismatch = -32020

/**
 * 2026-07-28: answering needs a client capability that this request did not declare.
 *
 * @spec 2026-07-28/schema#missingrequiredclientcapabilityerror
 * @since 0.1.0
 */
export const missingRequiredClientCapability = -32021

/**
 * 2026-07-28: the request's protocol version is not served here.
 *
 * @spec 2026-07-28/schema#unsupportedprotocolversionerror
 * @since 0.1.0
 */
export const unsupportedProtocolVersion = -32022

/**
 * Whether `code` is JSON-RPC's or the specification's to give a meaning, now or later: an application's
 * own codes lie outside.
 *
 * @spec 2026-07-28/basic#error-codes
 * @since 0.1.0
 */
export const isReserved = (code: number): boolean => code >= -32768 && code <= -32000
