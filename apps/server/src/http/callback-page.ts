import type { CompletedAttempt } from '@parley/services'
import { html } from 'hono/html'

const TITLES: Record<CompletedAttempt['outcome'], string> = {
  connected: 'Connected',
  choose_account: 'Almost there',
  denied: 'Not connected',
  failed: 'Not connected',
  signed_out: 'Please sign in',
}

const BODY =
  'margin:0;min-height:100vh;display:grid;place-items:center;font:16px/1.5 system-ui,sans-serif;color-scheme:light dark;background:Canvas;color:CanvasText'
const MAIN = 'max-width:26rem;padding:1.5rem'
const LINK = 'display:inline-block;padding:.5rem 0;min-height:1.5rem;color:LinkText'

/** Where the page that began learns how it went, when it comes back in the same tab. */
function returnPath({ attempt }: CompletedAttempt): string {
  return attempt ? `${attempt.returnTo}?attempt=${attempt.attemptId}` : '/'
}

/** What a person sees after a consent, for a moment or until they go on. Its script is a file, as our content policy wants. */
export function callbackPage(completed: CompletedAttempt) {
  const { outcome, userMessage, attempt } = completed
  const path = returnPath(completed)
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><title>${TITLES[outcome]} – Parley</title><script src="/oauth/callback.js" defer></script></head>
<body style="${BODY}" data-outcome="${outcome}" data-attempt="${attempt?.attemptId ?? ''}" data-return-to="${path}"><main style="${MAIN}"><h1>${TITLES[outcome]}</h1>
<p role="status">${userMessage}</p>
<p><a style="${LINK}" href="${path}">Back to Parley</a></p>
<p>If this is a window of its own, you can close it.</p>
</main></body></html>`
}

/**
 * Runs in the page: takes the provider's answer out of the address, then closes a popup (the page that opened it left a note under the
 * attempt's id, since a provider's pages may cut the tie to the opener) or goes back in the same tab. What failed stays to be read.
 */
export const CALLBACK_SCRIPT = `const { outcome, attempt, returnTo } = document.body.dataset
history.replaceState(null, '', location.pathname)
const note = 'parley.popup.' + attempt
let isPopup = window.opener !== null
try {
  isPopup = isPopup || localStorage.getItem(note) !== null
  localStorage.removeItem(note)
} catch {}
if (outcome !== 'failed' && outcome !== 'signed_out') {
  if (isPopup) window.close()
  else location.replace(returnTo)
}
`
