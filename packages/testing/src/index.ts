export * as EraMatrix from "./EraMatrix.ts"
export * as Faults from "./Faults.ts"
export * as TestMcp from "./TestMcp.ts"
