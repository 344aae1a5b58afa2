export * as NodeSqliteClient from "./NodeSqliteClient.ts"
export * as TaskStoreSqlite from "./TaskStoreSqlite.ts"
