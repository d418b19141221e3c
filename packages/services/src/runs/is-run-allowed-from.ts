import { findOpenDeployment, isOpenToOrigin } from './find-open-deployment.ts'

/** Whether a browser may be told that pages of this origin may run the deployment and read its answer (CORS). */
export async function isRunAllowedFrom({
  input,
}: {
  input: { friendlyName: string; origin: string }
}): Promise<boolean> {
  const open = await findOpenDeployment(input.friendlyName)
  return open !== null && isOpenToOrigin(open, input.origin)
}
