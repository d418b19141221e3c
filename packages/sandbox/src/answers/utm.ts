import { type Reply, say } from '../reply.ts'
import type { Situation } from '../situation.ts'
import { topicOf } from './words.ts'

const CHANNELS: readonly { asks: RegExp; source: string; medium: string }[] = [
  { asks: /\bgoogle\b/i, source: 'google', medium: 'cpc' },
  { asks: /\bfacebook\b|\bmeta\b/i, source: 'facebook', medium: 'paid_social' },
  { asks: /\binstagram\b/i, source: 'instagram', medium: 'paid_social' },
  { asks: /\blinkedin\b/i, source: 'linkedin', medium: 'paid_social' },
  { asks: /\btiktok\b/i, source: 'tiktok', medium: 'paid_social' },
  { asks: /\bnewsletter\b|\be-?mails?\b/i, source: 'newsletter', medium: 'email' },
]

/** UTM links for the channels that the question names; for newsletter, Google and LinkedIn where it names none. */
export function answerUtm({ question }: Situation): Reply | null {
  if (!/\butms?\b|\b(?:campaign|tracking|tagged) links?\b/i.test(question)) return null
  const given = /https?:\/\/[^\s)>"'`]+/i.exec(question)?.[0].replace(/[.,;]+$/, '')
  const words = question.replace(/https?:\/\/\S+/gi, ' ')
  const named = CHANNELS.filter((channel) => channel.asks.test(words))
  const channels = named.length > 0 ? named : CHANNELS.filter(({ source }) => /newsletter|google|linkedin/.test(source))
  const campaign = slug(
    /\bcampaign (?:called|named|is)?\s*["“']?([\w -]{3,40})["”']?/i.exec(words)?.[1] ?? topicOf(words) ?? 'my campaign',
  )
  const links = channels.map(({ source, medium }) =>
    link(given ?? 'https://example.com/page', source, medium, campaign),
  )
  return say(`${given ? 'Your links' : 'Links with a placeholder address; replace `https://example.com/page` by yours'}:

\`\`\`text
${links.join('\n')}
\`\`\`

| Parameter | Value here | Rule |
|---|---|---|
| \`utm_source\` | ${channels.map(({ source }) => `\`${source}\``).join(', ')} | where the click comes from |
| \`utm_medium\` | ${[...new Set(channels.map(({ medium }) => `\`${medium}\``))].join(', ')} | the kind of channel |
| \`utm_campaign\` | \`${campaign}\` | the same in every link of the campaign |

Keep them in lower case: \`Email\` and \`email\` are counted apart. Never tag links between your own pages; that starts a new session.`)
}

function slug(text: string): string {
  return (
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '_')
      .replace(/^_+|_+$/g, '')
      .split('_')
      .slice(0, 5)
      .join('_') || 'my_campaign'
  )
}

function link(address: string, source: string, medium: string, campaign: string): string {
  const url = URL.canParse(address) ? new URL(address) : new URL('https://example.com/page')
  url.searchParams.set('utm_source', source)
  url.searchParams.set('utm_medium', medium)
  url.searchParams.set('utm_campaign', campaign)
  return url.href
}
