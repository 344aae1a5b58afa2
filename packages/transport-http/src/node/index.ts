export * as NodeServer from "./NodeServer.ts"
export * as UndiciConnector from "./UndiciConnector.ts"
