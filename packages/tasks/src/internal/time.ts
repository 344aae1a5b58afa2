/** A moment as the wire has it: ISO 8601. */
export const iso = (millis: number): string => new Date(millis).toISOString()
