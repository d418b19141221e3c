export type { CodeFailure } from './code/code-messages.ts'
export { type CodeAgentOutcome, runCodeAgent } from './code/run-code-agent.ts'
export type {
  ConnectionNeed,
  Connections,
  ReportAnswer,
  ReportQuestion,
} from './connections.ts'
export { createTurnRunner } from './create-turn-runner.ts'
export { clock, dayStart } from './days.ts'
export { findArgumentProblem } from './functions/find-argument-problem.ts'
export { findApproveCard } from './functions/message-parts.ts'
export { assistantFunctions } from './functions/registry.ts'
export { waitingStatus } from './functions/step-of-call.ts'
export { MAX_MESSAGE_FILE_CHARACTERS } from './history-files.ts'
export { createKeyedModelClient, type OpenedKey } from './model/keyed-model-client.ts'
export type { ModelClient, ModelClientOptions } from './model/model-client.ts'
export { createModelClient } from './model/model-client.ts'
export type * from './ports.ts'
export { costMicros, findPrice, type ModelPrices, PRICE_VERSION, priceVersionOf } from './pricing.ts'
export { type AgentRun, type AgentRunOutcome, runAgent } from './run-agent.ts'
export { checkValue } from './schema/check-value.ts'
export type { SchemaVerdict } from './schema/schema-messages.ts'
export type { OwnTool, ToolImplementation } from './tools/own-tool.ts'
export type { TurnCallbacks, TurnRunnerOptions } from './turn-options.ts'
