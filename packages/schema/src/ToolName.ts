/**
 * What a tool should be called.
 *
 * @spec 2025-11-25/server/tools#tool-names
 * @since 0.1.0
 */

/**
 * Whether a name keeps the rule, and what to tell its author if not. A name outside the rule is still
 * used as it is: a renamed tool would be another tool.
 *
 * @since 0.1.0
 */
export interface Verdict {
  readonly valid: boolean
  readonly warnings: ReadonlyArray<string>
}

const allowed = /^[A-Za-z0-9_.-]+$/

/**
 * 1 to 128 of the letters, digits, `_`, `-` and `.`.
 *
 * @spec 2025-11-25/server/tools#tool-names
 * @since 0.1.0
 */
export const check = (name: string): Verdict => {
  const warnings: Array<string> = []
  if (name.length === 0) warnings.push("a tool name must not be empty")
  if (name.length > 128)
    warnings.push(`a tool name has at most 128 characters, this one ${name.length}`)
  if (name.length > 0 && !allowed.test(name)) {
    warnings.push(
      `a tool name has only letters, digits, "_", "-" and ".": ${JSON.stringify(name.slice(0, 128))}`
    )
  }
  return { valid: warnings.length === 0, warnings }
}
