export * as HttpRoutes from "./HttpRoutes.ts"
