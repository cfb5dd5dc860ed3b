import type { CustomFieldValue } from '../server/src/api/custom-fields/values/custom-field-entry.ts'
import type { People, SeedField } from './people.ts'
import { anyOf, below, type Random, randomFrom } from './random.ts'

const list = (text: string) => text.split(' ')
const syllables = list('ka ri mo ten bel sa nu vor di lan pe shu gra fi ost wen zu ham ly cor')
const words = list(
  'call email met asked quote fair after five renewal invoice spring autumn friend office moved twice new old house garden boat school price again tomorrow waiting signed lost found happy',
)
const companyKinds = list('Dental Realty Fitness Stone Law Solar Foods Motors Travel Care')
const streets = list('Street Avenue Road Lane Crescent Court')
const sources = [
  'public api',
  'website form',
  'referral',
  'trade fair',
  'advert',
  'walk-in',
  'import',
  'phone',
]
const states = list(
  'AL AK AZ CA CO CT FL GA IL IN KS LA MA MD ME MI MN MO NC NJ NV NY OH OR PA TX UT VA WA WI',
)
const mailHosts = list('example.com example.org example.net mail.example post.example')
const plans = list('basic standard plus business enterprise trial partner none')
const interests = Array.from({ length: 40 }, (_, index) => `interest ${index}`)
const tags = Array.from({ length: 500 }, (_, index) => `${words[index % words.length]} ${index}`)
const yearsMs = 3 * 365 * 86_400_000

/** The custom fields, in the order of the people's values. Updates change the first one. */
export const variedFields = [
  { name: 'Notes', dataType: 'TEXT' },
  { name: 'Story', dataType: 'LARGE_TEXT' },
  { name: 'Score', dataType: 'NUMERICAL' },
  { name: 'Budget', dataType: 'MONETORY' },
  { name: 'Renewal', dataType: 'DATE' },
  { name: 'Plan', dataType: 'SINGLE_OPTIONS', picklistOptions: plans },
  { name: 'Interests', dataType: 'CHECKBOX', picklistOptions: interests },
] as const satisfies readonly SeedField[]

/**
 * People as varied as a million are: some 400 first names, 160,000 last names, 8,000 cities, 80,000 companies and 500
 * tags, unique addresses, and custom fields that only some have. Each is derived from its number.
 */
export const variedPeople: People = {
  fields: variedFields,
  person: (index) => {
    const random = randomFrom(index)
    const firstName = name(random, 2)
    const lastName = name(random, 4)
    const has = (share: number) => random() < share
    return {
      firstName,
      lastName,
      email: `${firstName}.${lastName}.${index}@${anyOf(random, mailHosts)}`.toLowerCase(),
      phone: `+1${anyOf(random, [212, 303, 415])}${2_000_000 + index}`,
      ...(has(0.7) && { companyName: `${name(random, 3)} ${anyOf(random, companyKinds)}` }),
      address1: `${1 + below(random, 9999)} ${name(random, 3)} ${anyOf(random, streets)}`,
      city: name(random, 3),
      state: anyOf(random, states),
      country: 'US',
      postalCode: String(10_000 + below(random, 89_999)),
      timezone: anyOf(random, ['America/Chicago', 'America/Denver', 'America/New_York']),
      source: anyOf(random, sources),
      tags: Array.from({ length: below(random, 5) }, () => anyOf(random, tags)),
    }
  },
  customValues: (index) => {
    const random = randomFrom(~index)
    const some = (share: number, value: () => CustomFieldValue) => (random() < share ? value() : undefined)
    return [
      sentence(random, 4),
      some(0.3, () => sentence(random, 12)),
      some(0.8, () => below(random, 100_000)),
      some(0.5, () => below(random, 1_000_000) / 100),
      some(0.5, () => new Date(Date.UTC(2025, 0, 1 + below(random, 1000))).toISOString()),
      some(0.9, () => anyOf(random, plans)),
      some(0.4, () => [...new Set([anyOf(random, interests), anyOf(random, interests)])]),
    ]
  },
  // The newest was created just now, the oldest three years ago.
  addedBeforeMs: (index, people) => Math.floor((yearsMs * (people - 1 - index)) / people),
}

function name(random: Random, length: number): string {
  const text = Array.from({ length }, () => anyOf(random, syllables)).join('')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const sentence = (random: Random, length: number) =>
  Array.from({ length }, () => anyOf(random, words)).join(' ')
