export type { SandboxModel, SandboxModelOptions } from './start-sandbox-model.ts'
export { startSandboxModel } from './start-sandbox-model.ts'
