import { TaskStoreMemory } from "../src/index.ts"
import { taskStoreContract } from "./contract/taskStore.ts"

taskStoreContract("memory", () => TaskStoreMemory.layer)
