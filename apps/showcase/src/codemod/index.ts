/**
 * The migration from Effect 3 to Effect 4, as a library: survey a folder, answer its questions, migrate it.
 *
 * @since 0.1.0
 */
export * as Folder from "./Folder.ts"
export * as Input from "./Input.ts"
export * as Migration from "./Migration.ts"
export * as Module from "./Module.ts"
export * as Question from "./Question.ts"
export * as Survey from "./Survey.ts"
