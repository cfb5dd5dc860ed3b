import { demoIds } from './demo-ids.ts'

/** The data of a fictional person. Emails and phone numbers are from reserved ranges. */
export interface DemoPerson {
  /** Missing for a random id. */
  id?: string
  firstName: string
  lastName: string
  email: string
  /** E.164. */
  phone: string
  companyName: string
  city: string
  state: string
  country: string
  timezone: string
  tags: string[]
  source: string
  dateOfBirth: string
  businessId?: string
}

const firstNames =
  'Ada Bruno Chioma Daniel Élodie Farid Greta Hiro Ines Jack Kira Liam Mei Noor Oscar Priya Quinn Rosa Søren Tomás'.split(
    ' ',
  )
const lastNames = 'Abbott Brandt Castillo Dubois Eze Fischer Gupta Hansen Ito Jansen'.split(' ')
const companies = [
  'Northwind Dental',
  'Blue Door Realty',
  'Kestrel Fitness',
  'Maple & Stone',
  'Harbor Law',
  'Sunrise Solar',
]
const places = [
  { city: 'Dolomite', state: 'AL', country: 'US', timezone: 'America/Chicago' },
  { city: 'Denver', state: 'CO', country: 'US', timezone: 'America/Denver' },
  { city: 'Brooklyn', state: 'NY', country: 'US', timezone: 'America/New_York' },
  { city: 'Toronto', state: 'ON', country: 'CA', timezone: 'America/Toronto' },
  { city: 'Leeds', state: 'England', country: 'GB', timezone: 'Europe/London' },
]
const tagSets = [
  ['lead'],
  ['lead', 'newsletter'],
  ['customer'],
  ['customer', 'vip'],
  ['returning', 'newsletter'],
  [],
]
const sources = ['public api', 'website form', 'referral', 'trade fair']

const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T

const fictionalAreaCodes = [212, 303, 415]

/** Every combination of a first and a last name: 200 people, the same in every demo. */
export function demoPeople(): DemoPerson[] {
  const people = firstNames.flatMap((firstName, row) =>
    lastNames.map((lastName, column): DemoPerson => {
      const index = row * lastNames.length + column
      return {
        firstName,
        lastName,
        email: `${plain(firstName)}.${plain(lastName)}@example.com`,
        phone: `+1${at(fictionalAreaCodes, Math.floor(index / 100))}55501${String(index % 100).padStart(2, '0')}`,
        companyName: at(companies, row + column),
        ...at(places, index),
        tags: at(tagSets, row + 2 * column),
        source: at(sources, column),
        dateOfBirth: `${1950 + (index % 55)}-${twoDigits(1 + (index % 12))}-${twoDigits(1 + (index % 28))}`,
      }
    }),
  )
  const [reference, guide, ...others] = people as [DemoPerson, DemoPerson, ...DemoPerson[]]
  return [
    {
      ...reference,
      id: demoIds.referenceContact,
      firstName: 'Rubika',
      lastName: 'Deo',
      email: 'rubika@example.com',
      businessId: demoIds.business,
    },
    {
      ...guide,
      id: demoIds.guideContact,
      firstName: 'Jan',
      lastName: 'Smith',
      email: 'jan@example.com',
      phone: '+15551234567',
      businessId: demoIds.business,
    },
    ...others,
  ]
}

/** `Élodie` → `elodie`. */
const plain = (name: string) => name.normalize('NFD').replace(/\p{M}/gu, '').replace('ø', 'o').toLowerCase()

const twoDigits = (number: number) => String(number).padStart(2, '0')
