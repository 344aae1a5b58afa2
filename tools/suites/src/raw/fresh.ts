let made = 0

/** A name that no other test has. */
export const fresh = (word: string): string => `${word}-${++made}`
