import { countryCodes, countryName } from '../lib/countries.ts'
import { escapeHtml } from './html.ts'
import { referenceNote } from './plain-page.ts'

/** The values of `country`, sorted by English name. */
export function countriesPage(): string {
  const countries = countryCodes
    .map((code) => ({ code, name: countryName(code) }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'))
  return referenceNote(
    'Countries',
    `<p>The ${countries.length} values that the field <code>country</code> takes: ISO 3166-1 alpha-2 codes, in capitals, as in HighLevel's list.</p>
<ul class="countries">
${countries.map(({ code, name }) => `<li id="${code}"><code>${code}</code> ${escapeHtml(name)}</li>`).join('\n')}
</ul>`,
  )
}
