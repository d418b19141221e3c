import { html } from 'hono/html'
import { renderPage } from './page.ts'
import { SANDBOX_PEOPLE } from './people.ts'
import { OPTIONAL_SCOPES } from './scopes.ts'

/** Account choice and consent on one page. It posts `decision` (allow or cancel), `account` and one `scope` per permission left ticked. */
export function renderConsentPage(clientName: string, requestedScopes: readonly string[], loginHint?: unknown): string {
  const hinted = SANDBOX_PEOPLE.findIndex(({ id, email }) => id === loginHint || email === loginHint)
  const chosen = Math.max(hinted, 0)
  const people = SANDBOX_PEOPLE.map(
    (
      person,
      index,
    ) => html`<label><input type="radio" name="account" value="${person.id}" ${index === chosen ? 'checked' : ''} required>
<span>${person.name} <small>${person.email} · ${person.description}</small></span></label>`,
  )
  const permissions = requestedScopes.flatMap((scope) => {
    const words = OPTIONAL_SCOPES.get(scope)
    return words
      ? [html`<label><input type="checkbox" name="scope" value="${scope}" checked><span>${words}</span></label>`]
      : []
  })
  const content = html`<h1>${clientName} wants to read your data</h1>
<p>Choose an account and say what ${clientName} may do.</p>
<form method="post">
<fieldset><legend>Account</legend>${people}</fieldset>
<fieldset><legend>${clientName} may</legend>${permissions}</fieldset>
<div class="actions"><button name="decision" value="cancel" formnovalidate>Cancel</button><button class="primary" name="decision" value="allow">Allow</button></div>
</form>`
  return String(renderPage(`${clientName} wants to read your data`, content))
}
