export * as SchemaTooNew from "./SchemaTooNew.ts"
export * as TaskStoreSql from "./TaskStoreSql.ts"
