import { expect, it } from 'vitest'
import { newTemplate, type TemplateSpec } from './template.ts'

const place = {
  id: '2yMwhgTNO19bpintqrap',
  locationId: 've9EPM428h8vShlRW1KT',
  dateAdded: '2022-01-27T12:31:19.679Z',
}
const { id, locationId, dateAdded } = place

it('BR-495 a template has the properties of its type, in the order of the specification', () => {
  const sms = newTemplate(place, { name: 'A', type: 'sms', body: 'Hi' })
  expect(JSON.stringify(sms)).toBe(
    JSON.stringify({
      id,
      name: 'A',
      type: 'sms',
      template: { body: 'Hi', attachments: [] },
      dateAdded,
      locationId,
      urlAttachments: [],
    }),
  )
  const email = newTemplate(place, { name: 'B', type: 'email', subject: 'Hi', html: '<p>' })
  expect(JSON.stringify(email)).toBe(
    JSON.stringify({
      id,
      name: 'B',
      type: 'email',
      dateAdded,
      template: { subject: 'Hi', attachments: [], html: '<p>' },
      locationId,
    }),
  )
})

const long = (length: number) => 'x'.repeat(length)

it.each<[TemplateSpec, string]>([
  [{ name: long(256), type: 'sms', body: '' }, 'The name is longer than 255 characters.'],
  [{ name: 'A', type: 'sms', body: long(100_001) }, 'The body is longer than 100000 characters.'],
  [
    { name: 'A', type: 'email', subject: long(1001), html: '' },
    'The subject is longer than 1000 characters.',
  ],
  [
    { name: 'A', type: 'email', subject: '', html: long(100_001) },
    'The html is longer than 100000 characters.',
  ],
])('BR-498 a text that is too long is refused: %#', (spec, message) => {
  expect(() => newTemplate(place, spec)).toThrow(message)
})
