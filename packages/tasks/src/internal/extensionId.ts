/** The extension for revisions that have no tasks in their core. */
export const tasksExtension = "io.modelcontextprotocol/tasks"
