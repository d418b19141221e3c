import type { Connections, ReportAnswer, ReportQuestion, TurnRef } from '@parley/assistant'
import {
  type ConnectorError,
  isConnectorError,
  PLATFORM_ROWS,
  previousPeriod,
  type ReportQuery,
  resolveDateRange,
} from '@parley/connectors'
import { type ConnectedAccount, dateRangeContract, type PlatformName } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { objectId } from '../object-id.ts'
import { connectionNeed, findConnection } from './find-connection.ts'
import { listIntegrations } from './list-integrations.ts'
import type { ConnectionOwner } from './load-integration.ts'
import { markSynced } from './run-report.ts'

export type ConnectionsContext = Pick<MemberContext, 'connectors' | 'now' | 'log'> & {
  /** What a person waits for a platform in a conversation, before being told that it is slow. Default 25 s. */
  patienceMs?: number
}

const PATIENCE_MS = 25_000

const SLOW = Symbol('slow')

/** Visitors have no connections. */
function ownerOf({ organizationId, userId }: TurnRef): ConnectionOwner | null {
  return userId === undefined ? null : { organizationId: objectId(organizationId), userId: objectId(userId) }
}

function failed(error: ConnectorError): ReportAnswer {
  return { type: 'failed', code: error.kind, userMessage: error.userMessage }
}

/** What the assistant may do with the connections of the person behind the turn. */
export function createConnections(ctx: ConnectionsContext): Connections {
  const { patienceMs = PATIENCE_MS } = ctx
  const forbidden = (platform: PlatformName): ReportAnswer => ({
    type: 'failed',
    code: 'not_signed_in',
    userMessage: `Only someone who is signed in can connect ${PLATFORM_ROWS[platform].label}.`,
  })

  function queryOf(question: ReportQuestion, account: ConnectedAccount): ReportQuery | string {
    const asked = question.dateRange
    const range = 'period' in asked ? resolveDateRange(asked.period, ctx.now(), account.timeZone) : asked
    const checked = dateRangeContract.safeParse(range)
    if (!checked.success) return checked.error.issues.map(({ message }) => message).join(' ')
    const dateRange = checked.data
    const { metrics, dimensions, isComparedWithPrevious } = question
    return {
      account,
      metrics,
      dimensions,
      dateRange,
      filters: [],
      ...(isComparedWithPrevious && { compareTo: previousPeriod(dateRange) }),
    }
  }

  async function ask(platform: PlatformName, integrationId: string, query: ReportQuery): Promise<ReportAnswer> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<typeof SLOW>((resolve) => {
      timer = setTimeout(() => resolve(SLOW), patienceMs)
    })
    const asked = ctx.connectors.runReport(integrationId, query)
    const report = await Promise.race([asked, late]).finally(() => clearTimeout(timer))
    if (report !== SLOW) {
      await markSynced(integrationId, ctx.now())
      return { type: 'report', report }
    }
    asked.catch((err: unknown) => ctx.log.warn({ err, integrationId }, 'A report that was given up failed'))
    const userMessage = `${PLATFORM_ROWS[platform].label} is slow today and has not answered within ${Math.ceil(patienceMs / 1000)} seconds. Nothing was lost; try again in a moment.`
    return { type: 'failed', code: 'provider_slow', userMessage }
  }

  return {
    async list(ref) {
      const { userId, organizationId } = ref
      if (userId === undefined) return []
      const actor = { userId, organizationId, role: 'member' as const, sessionId: '' }
      return listIntegrations({ ctx: { actor, connectors: ctx.connectors } })
    },

    async findNeed(ref, platform) {
      const owner = ownerOf(ref)
      if (!owner) throw new Error('A visitor has no connections')
      const found = await findConnection(ctx, owner, { platform, conversationId: ref.conversationId })
      return found.type === 'needsConnection' ? found.need : null
    },

    async runReport(ref, platform, question) {
      const owner = ownerOf(ref)
      if (!owner) return forbidden(platform)
      let integrationId: string | undefined
      try {
        const found = await findConnection(ctx, owner, { platform, conversationId: ref.conversationId })
        if (found.type === 'needsConnection') return found
        integrationId = found.integrationId
        const query = queryOf(question, found.account)
        return typeof query === 'string'
          ? { type: 'refused', message: query }
          : await ask(platform, integrationId, query)
      } catch (error) {
        if (!isConnectorError(error)) throw error
        ctx.log.warn({ err: error, kind: error.kind, integrationId }, 'A platform did not give a report')
        if (error.kind === 'invalid_request') return { type: 'refused', message: error.userMessage }
        if (error.kind === 'missing_scope')
          return { type: 'needsConnection', need: connectionNeed(ctx, platform, 'missing_scope', integrationId) }
        if (error.kind === 'expired' || error.kind === 'revoked')
          return { type: 'needsConnection', need: connectionNeed(ctx, platform, 'expired', integrationId) }
        return failed(error)
      }
    },
  }
}
