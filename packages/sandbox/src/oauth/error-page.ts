import { html } from 'hono/html'
import { renderPage } from './page.ts'

export function renderErrorPage(reason: string): string {
  const content = html`<h1>This cannot go on</h1><p>${reason}</p><p>Close this window and start again from where you came.</p>`
  return String(renderPage('This cannot go on', content))
}
