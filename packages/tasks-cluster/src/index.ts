export * as ClusterPostgres from "./ClusterPostgres.ts"
export * as Placement from "./Placement.ts"
export * as TaskRunnerCluster from "./TaskRunnerCluster.ts"
export * as TaskWorkflow from "./TaskWorkflow.ts"
