/** Runs every program of this folder, one after the other; each asserts what it shows. */
import { readdirSync } from "node:fs"

const programs = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".ts") && !["run.ts", "vitest.config.ts"].includes(file))
  .toSorted()

const limit = 10_000

for (const program of programs) {
  const began = performance.now()
  const timer = setTimeout(() => {
    console.error(`${program} did not end within ${limit} ms`)
    process.exit(1)
  }, limit)
  try {
    await import(`./${program}`)
  } catch (error) {
    console.error(`${program} failed`)
    throw error
  }
  clearTimeout(timer)
  console.log(`ok ${program} (${Math.round(performance.now() - began)} ms)`)
}
