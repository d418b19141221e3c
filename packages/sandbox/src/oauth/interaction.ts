import type { IncomingMessage, ServerResponse } from 'node:http'
import type Provider from 'oidc-provider'
import { renderConsentPage } from './consent-page.ts'
import { renderErrorPage } from './error-page.ts'
import { PAGE_HEADERS } from './page.ts'
import { SANDBOX_PEOPLE } from './people.ts'
import { OPTIONAL_SCOPES } from './scopes.ts'

const MAX_FORM_BYTES = 10_000

async function readForm(request: IncomingMessage): Promise<URLSearchParams | null> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > MAX_FORM_BYTES) return null
    chunks.push(chunk)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}

function sendPage(response: ServerResponse, status: number, page: string) {
  response.writeHead(status, PAGE_HEADERS).end(page)
}

/** The page between the authorization request and its answer: shows it, or takes what the person decided. */
export async function handleInteraction(provider: Provider, request: IncomingMessage, response: ServerResponse) {
  const details = await provider.interactionDetails(request, response).catch(() => null)
  if (!details) return sendPage(response, 400, renderErrorPage('This sign-in has expired or was already used.'))
  const clientId = String(details.params.client_id)
  const requested = String(details.params.scope ?? '').split(' ')
  if (request.method === 'GET') {
    const client = await provider.Client.find(clientId)
    return sendPage(
      response,
      200,
      renderConsentPage(client?.clientName ?? clientId, requested, details.params.login_hint),
    )
  }
  const form = request.method === 'POST' ? await readForm(request) : null
  if (!form) return sendPage(response, 400, renderErrorPage('The form could not be read.'))
  if (form.get('decision') !== 'allow') {
    const refusal = { error: 'access_denied', error_description: 'The person did not allow it.' }
    return provider.interactionFinished(request, response, refusal, { mergeWithLastSubmission: false })
  }
  const person = SANDBOX_PEOPLE.find((one) => one.id === form.get('account'))
  if (!person) return sendPage(response, 400, renderErrorPage('No account was chosen.'))

  const allowed = requested.filter((scope) => !OPTIONAL_SCOPES.has(scope) || form.getAll('scope').includes(scope))
  const grant = new provider.Grant({ accountId: person.id, clientId })
  grant.addOIDCScope(allowed.join(' '))
  const refused = requested.filter((scope) => !allowed.includes(scope))
  if (refused.length > 0) grant.rejectOIDCScope(refused.join(' '))
  const grantId = await grant.save()
  const result = { select_account: {}, login: { accountId: person.id, remember: false }, consent: { grantId } }
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
}
