/**
 * What a call does once, however often its handler runs: a call that asks questions runs again from its
 * start when the answers are here.
 *
 * @since 0.1.0
 */
import { Step } from "@effect-mcp/protocol"

/**
 * Runs an effect once and remembers its outcome for the rest of the call.
 *
 * @since 0.1.0
 */
export const once: typeof Step.once = Step.once

/**
 * The same text in every run of this call, for a step's target to recognise a second attempt by.
 *
 * @since 0.1.0
 */
export const idempotencyKey: typeof Step.idempotencyKey = Step.idempotencyKey
