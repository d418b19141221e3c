/** The key an agent is to use is gone, switched off or does not open. The message never holds any of it. */
export class ModelKeyError extends Error {
  override name = 'ModelKeyError'
}
