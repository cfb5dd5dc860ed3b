import type { Person } from '../people.ts'
import { variedPeople } from '../varied-people.ts'

/** The number of contacts that a build makes itself. The others are copies of their rows, with values of their own. */
export const templates = 64

/** What rows have in place of a person's own values. Stored texts also have them in lower case. */
const marks = {
  firstName: 'Markfirst',
  lastName: 'Marklast',
  companyName: 'Markcompany',
  address1: 'Markstreet',
  city: 'Markcity',
} as const satisfies Partial<Record<keyof Person, string>>

const emailOf = (index: number) => `mark.${index}@example.com`
const phoneOf = (index: number) => `+1212555${1000 + index}`

/** The body of a template. Its tags, state, source and custom field stay those of its copies. */
export function templateBody(index: number, customFieldId: string) {
  const person = variedPeople.person(index)
  const { companyName, ...own } = marks
  return {
    ...person,
    ...own,
    ...(person.companyName !== undefined && { companyName }),
    email: emailOf(index),
    phone: phoneOf(index),
    customFields: [{ id: customFieldId, field_value: String(variedPeople.customValues(index)[0]) }],
  }
}

/** @returns a function that gives a text of the template's row the values of another person. */
export function copierOf(template: number, id: string): (text: string, person: Person, id: string) => string {
  const names = Object.entries(marks) as [keyof typeof marks, string][]
  const values: [string, (person: Person, id: string) => string][] = [
    [id, (_, ownId) => ownId],
    [emailOf(template), ({ email }) => email],
    [phoneOf(template), ({ phone }) => phone],
    ...names.flatMap(([name, mark]): typeof values => [
      [mark, (person) => person[name] ?? ''],
      [mark.toLowerCase(), (person) => (person[name] ?? '').toLowerCase()],
    ]),
  ]
  const valuesOf = new Map(values)
  const pattern = new RegExp([...valuesOf.keys()].map((mark) => mark.replace(/[.+]/g, '\\$&')).join('|'), 'g')
  return (text, person, ownId) => text.replace(pattern, (mark) => valuesOf.get(mark)?.(person, ownId) ?? '')
}
