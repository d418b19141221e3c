import { type Reply, say } from '../reply.ts'
import type { Situation } from '../situation.ts'

/** A snippet that keeps the campaign parameters of a visit, where code is asked for. */
export function answerCode({ question }: Situation): Reply | null {
  if (!/\b(?:code|snippet|javascript|js|script|function|html|sql|tracking tag)\b/i.test(question)) return null
  if (/\bsql\b/i.test(question)) return say(SQL)
  return say(SCRIPT)
}

const SCRIPT = `This keeps the campaign parameters of the first visit, so that a form can send them along later:

\`\`\`js
const names = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term']
const query = new URLSearchParams(window.location.search)
const found = names.filter((name) => query.has(name))

if (found.length > 0 && !sessionStorage.getItem('campaign')) {
  const campaign = Object.fromEntries(found.map((name) => [name, query.get(name)]))
  sessionStorage.setItem('campaign', JSON.stringify(campaign))
}
\`\`\`

- It stores nothing when the address has no campaign parameters.
- \`sessionStorage\` ends with the tab; ask for consent where your rules need it.`

const SQL = `Cost per conversion by campaign, the dearest first. The table and column names are placeholders for yours:

\`\`\`sql
SELECT campaign,
       SUM(spend) AS spend,
       SUM(conversions) AS conversions,
       SUM(spend) / NULLIF(SUM(conversions), 0) AS cpa
FROM ad_results
WHERE day BETWEEN :from AND :to
GROUP BY campaign
ORDER BY cpa DESC NULLS LAST;
\`\`\`

\`NULLIF\` keeps a campaign without conversions from ending in a division by zero.`
