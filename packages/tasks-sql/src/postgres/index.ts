export * as TaskStorePostgres from "./TaskStorePostgres.ts"
