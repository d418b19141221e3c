import { PLATFORMS, type PlatformInfo } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { findPlatformInfo } from './integration-view.ts'

/** The platforms that can be connected here. */
export async function listPlatforms({ ctx }: { ctx: MemberContext }): Promise<PlatformInfo[]> {
  return PLATFORMS.flatMap((platform) => findPlatformInfo(ctx.connectors, platform) ?? [])
}
