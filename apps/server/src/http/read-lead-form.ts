/** The campaign's fields by the names they have in the address of a page. */
const CAMPAIGN_FIELDS = new Map([
  ['utm_source', 'utmSource'],
  ['utm_medium', 'utmMedium'],
  ['utm_campaign', 'utmCampaign'],
  ['utm_term', 'utmTerm'],
  ['utm_content', 'utmContent'],
  ['gclid', 'gclid'],
  ['fbclid', 'fbclid'],
  ['msclkid', 'msclkid'],
])

/** What a ticked box may send. */
const TICKED = ['on', 'true', 'yes', '1']

/**
 * A form's fields as the JSON they stand for: `consent` a ticked box, `utm_source` and its like, where filled in, the campaign. A field
 * that came twice is a list, which no field takes.
 */
export function readLeadForm(form: URLSearchParams): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  const campaign: Record<string, unknown> = {}
  for (const name of new Set(form.keys())) {
    const [first = '', ...more] = form.getAll(name)
    const value = more.length === 0 ? first : [first, ...more]
    const mark = CAMPAIGN_FIELDS.get(name)
    if (mark === undefined) fields[name] = name === 'consent' ? TICKED.includes(first.toLowerCase()) : value
    else if (value !== '') campaign[mark] = value
  }
  return { ...fields, ...(Object.keys(campaign).length > 0 && { campaign }) }
}
