/** One attack: what is sent, and what has to come back. */
import type { Request } from "./Request.ts"

export interface Case {
  /** `ids: what is true`, as in any test. */
  readonly name: string
  /** A text is sent as it is. */
  readonly request: Request | string
  /** `undefined` where the connection ends without an answer. */
  readonly status: number | undefined
  /** Of the JSON-RPC error in the body. Without one there is none: the body is empty, or a result. */
  readonly code?: number
  /** What `error.data.reason` names. */
  readonly reason?: string
  /** Of the answer; `undefined` where it must have none. */
  readonly id?: unknown
  /** Whether the body is a result. */
  readonly result?: true
  /** Whether the server ends the connection. */
  readonly ends?: true
}

export const refused = (
  name: string,
  request: Request | string,
  status: number,
  code: number,
  more: Partial<Case> = {}
): Case => ({ name, request, status, code, ...more })

/** Refused by name: an HTTP error with a reason in its body. */
export const named = (
  name: string,
  request: Request | string,
  status: number,
  reason: string,
  more: Partial<Case> = {}
): Case => ({ name, request, status, code: -32600, reason, ...more })

/** Odd, and all right. */
export const answered = (
  name: string,
  request: Request | string,
  more: Partial<Case> = {}
): Case => ({
  name,
  request,
  status: 200,
  result: true,
  ...more
})

/** Refused by the HTTP parser: no body, and the connection ends. */
export const broken = (name: string, request: Request | string, status = 400): Case => ({
  name,
  request,
  status,
  ends: true
})
