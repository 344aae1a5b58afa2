export * as StateSealNode from "./StateSealNode.ts"
