/**
 * An event's id: its session's tag, its stream and its number, so that it can be found again, and cannot
 * be taken for another session's.
 *
 * @spec 2025-11-25/basic/transports#resumability-and-redelivery
 */
import type { StreamKey } from "../../EventStore.ts"

/** @since 0.1.0 */
export interface EventId extends StreamKey {
  readonly number: number
}

export const format = ({ session, stream }: StreamKey, number: number): string =>
  `${session}.${stream.toString(36)}.${number.toString(36)}`

const form = /^([\w-]{1,64})\.([0-9a-z]{1,9})\.([0-9a-z]{1,9})$/u

export const parse = (text: string): EventId | undefined => {
  const [, session, stream, number] = form.exec(text) ?? []
  if (session === undefined || stream === undefined || number === undefined) return undefined
  return { session, stream: Number.parseInt(stream, 36), number: Number.parseInt(number, 36) }
}
