import { countryCodes } from '../../lib/countries.ts'

/** The languages of the names that exporters write. */
const languages = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl']

/** Other names: of HighLevel's list, of Outlook, and those that people type. */
const others: Readonly<Record<string, string>> = {
  usa: 'US',
  'u s': 'US',
  'u s a': 'US',
  'united states of america': 'US',
  uk: 'GB',
  'great britain': 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'northern ireland': 'GB',
  'czech republic': 'CZ',
  turkey: 'TR',
  'korea south': 'KR',
  'south korea': 'KR',
  'korea north': 'KP',
  'congo kinshasa': 'CD',
  'congo brazzaville': 'CG',
  'kosovo xk': 'XK',
  holland: 'NL',
  'the netherlands': 'NL',
  'ivory coast': 'CI',
  'hong kong': 'HK',
  macau: 'MO',
  palestine: 'PS',
  burma: 'MM',
  'cape verde': 'CV',
  swaziland: 'SZ',
  macedonia: 'MK',
  'viet nam': 'VN',
  'russian federation': 'RU',
  uae: 'AE',
}

const keyOf = (name: string) =>
  name
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}]+/gu, ' ')
    .trim()

let names: ReadonlyMap<string, string> | undefined

function allNames(): ReadonlyMap<string, string> {
  const found = new Map(Object.entries(others))
  for (const language of languages) {
    const list = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' })
    for (const code of countryCodes) {
      const key = keyOf(list.of(code) ?? '')
      // The first language decides between countries of one name.
      if (key !== '' && !found.has(key)) found.set(key, code)
    }
  }
  return found
}

/** The two-letter code of a country by its code or its name in some languages; undefined if it is unknown. */
export function countryCodeOf(text: string): string | undefined {
  const code = text.trim().toUpperCase()
  if (countryCodes.includes(code)) return code
  names ??= allNames()
  return names.get(keyOf(text))
}
