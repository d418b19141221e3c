import { html, raw } from 'hono/html'

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --dim: #57606a; --ground: #f3f4f6; --sheet: #fff; --line: #8c959f; --accent: #0550ae; --on: #fff; --flag: #fff1cc; --flagink: #5c3d00 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --dim: #a9b4c0; --ground: #0d1117; --sheet: #161b22; --line: #6e7681; --accent: #6cb6ff; --on: #0d1117; --flag: #4d3800; --flagink: #ffe8ad } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
main { width: 100%; max-width: 28rem; padding: 1.5rem; background: var(--sheet); border: 1px solid var(--line); border-radius: .75rem }
h1 { margin: 1rem 0 .25rem; font-size: 1.375rem; line-height: 1.25; text-wrap: balance }
p { margin: .25rem 0 1rem; color: var(--dim) }
.flag { margin: 0; padding: .5rem .75rem; border-radius: .5rem; background: var(--flag); color: var(--flagink) }
fieldset { margin: 0 0 1rem; padding: 0; border: 0 }
legend { margin-bottom: .5rem; padding: 0; font-weight: 600 }
label { display: flex; gap: .75rem; align-items: flex-start; min-height: 2.75rem; padding: .625rem .75rem; border: 1px solid var(--line); border-radius: .5rem; cursor: pointer }
label + label { margin-top: .5rem }
label:has(:checked) { border-color: var(--accent) }
input { flex: none; width: 1.125rem; height: 1.125rem; margin: .2rem 0 0; accent-color: var(--accent) }
small { display: block; color: var(--dim); font-size: .875rem; overflow-wrap: anywhere }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; justify-content: flex-end }
button { min-height: 2.75rem; padding: .5rem 1.25rem; border: 1px solid var(--accent); border-radius: .5rem; background: transparent; color: var(--accent); font: inherit; font-weight: 600; cursor: pointer }
button.primary { background: var(--accent); color: var(--on) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }`

/** A whole page of the sandbox provider, which says first that it is one. No script, no outside asset. */
export function renderPage(title: string, content: ReturnType<typeof html>) {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} – Sandbox</title><style>${raw(STYLE)}</style></head>
<body><main><p class="flag"><strong>Sandbox.</strong> This page stands in for Google’s. No real account is used and all data is made up.</p>
${content}
</main></body></html>`
}

/** Sent with every page. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const
