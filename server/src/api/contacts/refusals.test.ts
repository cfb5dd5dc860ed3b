import { beforeAll, describe, expect, it } from 'vitest'
import { newContact, stateOf } from '../../../../test/support/contacts.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'

const server = useTestServer()
let id: string
beforeAll(async () => {
  id = await newContact(server, {
    name: 'Jane Doe',
    email: 'jane@doe.com',
    phone: '+15551234567',
    tags: ['vip'],
  })
  await newContact(server, { name: 'Linnea Berg', email: 'Linnea@Berg.se', phone: '+46812345678' })
})

const unprocessable = (message: string[], traceId: string) => ({
  message,
  error: 'Unprocessable Entity',
  statusCode: 422,
  traceId,
})
const bad = (message: string) => ({ message, error: 'Bad Request', statusCode: 400 })

/** Sends an update with an error and some valid changes. None of them may be stored. */
async function refused(body: Record<string, unknown>) {
  const before = await stateOf(server, id)
  server.clock.advance(1000)
  const reply = await server.call('PUT', `/contacts/${id}`, { city: 'Changed', tags: ['changed'], ...body })
  expect(await stateOf(server, id)).toBe(before)
  return reply
}

const birthdaySentence =
  'dateOfBirth must be a valid date in one of the formats YYYY/MM/DD, MM/DD/YYYY, YYYY-MM-DD, MM-DD-YYYY, YYYY.MM.DD, MM.DD.YYYY, YYYY_MM_DD, MM_DD_YYYY'
const channelSentence = 'dndSettings.SMS.status must be a valid enum value'
const illFormed = (path: string) => `${path} must be text without NUL characters and lone surrogates`

describe('a body that violates the schema is a 422 and changes nothing', () => {
  it.each<[string, Record<string, unknown>, string[]]>([
    ['BR-022 locationId', { locationId: 'x' }, ['property locationId should not exist']],
    ['id', { id: 'x' }, ['property id should not exist']],
    ['dateUpdated', { dateUpdated: 'x' }, ['property dateUpdated should not exist']],
    ['gender', { gender: 'male' }, ['property gender should not exist']],
    ['BR-022 an unknown property', { nickname: 'x' }, ['property nickname should not exist']],
    [
      'BR-022 unknown properties at every depth',
      { x: 1, dndSettings: { Fax: {} }, customFields: [{ id: 'a', y: 1 }] },
      [
        'property x should not exist',
        'dndSettings.property Fax should not exist',
        'customFields.0.property y should not exist',
      ],
    ],
    ['BR-032 postalCode null', { postalCode: null }, ['postalCode must be a string']],
    ['BR-032 country null', { country: null }, ['country must be a valid enum value']],
    ['BR-032 country ""', { country: '' }, ['country must be a valid enum value']],
    ['BR-032 dnd null', { dnd: null }, ['dnd must be a boolean value']],
    ['BR-032 tags null', { tags: null }, ['each value in tags must be a string', 'tags must be an array']],
    ['a tag that is null', { tags: [null] }, ['each value in tags must be a string']],
    ['BR-032 customFields null', { customFields: null }, ['customFields must be an array']],
    [
      'BR-032 dndSettings null',
      { dndSettings: null },
      ['dndSettings.nested property dndSettings must be either object or array'],
    ],
    [
      'a channel that is null',
      { dndSettings: { SMS: null } },
      ['dndSettings.SMS.nested property SMS must be either object or array'],
    ],
    ['channels that are a list', { dndSettings: [] }, ['dndSettings must be an object']],
    [
      'BR-032 inboundDndSettings null',
      { inboundDndSettings: null },
      ['inboundDndSettings.nested property inboundDndSettings must be either object or array'],
    ],
    ['a firstName that is a number', { firstName: 1 }, ['firstName must be a string']],
    ['a name that is an object', { name: {} }, ['name must be a string']],
    ['a phone that is a number', { phone: 15551234567 }, ['phone must be a string']],
    ['a dnd that is text', { dnd: 'true' }, ['dnd must be a boolean value']],
    ['tags that are text', { tags: 'vip' }, ['tags must be an array']],
    ['customFields that are an object', { customFields: {} }, ['customFields must be an array']],
    [
      'BR-054 an item with neither id nor key',
      { customFields: [{ field_value: 'x' }] },
      ['customFields.0 must have an id or a key'],
    ],
    [
      'BR-054 an item with an unknown property',
      { customFields: [{ id: 'x', name: 'y' }] },
      ['customFields.0.property name should not exist'],
    ],
    [
      'an item that is text',
      { customFields: ['x'] },
      ['customFields.0.each value in nested property customFields must be either object or array'],
    ],
    ['an item that is a list', { customFields: [[]] }, ['each value in customFields must be an object']],
    ['customFields that are text', { customFields: 'x' }, ['customFields must be an array']],
    ['BR-040 a bad email', { email: 'rosan' }, ['email must be an email']],
    [
      'BR-024 an email that is half a character',
      { email: '\udc00' },
      ['email must be an email', 'email must be text without NUL characters and lone surrogates'],
    ],
    ['BR-040 a bad website', { website: 'not a url' }, ['website must be an URL address']],
    ['BR-040 a bad timezone', { timezone: 'Mars/Olympus' }, ['timezone must be a valid IANA time-zone']],
    ['BR-040 an offset for a timezone', { timezone: '+01:00' }, ['timezone must be a valid IANA time-zone']],
    ['BR-040 a bad country', { country: 'ZZ' }, ['country must be a valid enum value']],
    ['BR-040 a country in lower case', { country: 'us' }, ['country must be a valid enum value']],
    ['BR-041 30 February', { dateOfBirth: '1990-02-30' }, [birthdaySentence]],
    ['BR-041 a 25th month', { dateOfBirth: '25-09-1990' }, [birthdaySentence]],
    ['BR-041 an instant as a birth date', { dateOfBirth: '1990-09-25T00:00:00.000Z' }, [birthdaySentence]],
    ['a birth date that is an object', { dateOfBirth: {} }, ['dateOfBirth must be a string']],
    ['a channel without status', { dndSettings: { SMS: {} } }, [channelSentence]],
    ['a channel with another status', { dndSettings: { SMS: { status: 'on' } } }, [channelSentence]],
    [
      'permanent for inbound messages',
      { inboundDndSettings: { all: { status: 'permanent' } } },
      ['inboundDndSettings.all.status must be a valid enum value'],
    ],
    [
      'BR-025 an email beyond its limit',
      { email: `${'x'.repeat(309)}@example.com` },
      ['email must be shorter than or equal to 320 characters', 'email must be an email'],
    ],
    [
      'BR-025 a phone beyond its limit',
      { phone: '5'.repeat(65) },
      ['phone must be shorter than or equal to 64 characters'],
    ],
    [
      'BR-025 a website beyond its limit',
      { website: `https://example.com/${'x'.repeat(2029)}` },
      ['website must be shorter than or equal to 2048 characters'],
    ],
    [
      'BR-025 the id of a user beyond its limit',
      { assignedTo: 'x'.repeat(256) },
      ['assignedTo must be shorter than or equal to 255 characters'],
    ],
    [
      'BR-025 an id and a key of a custom field beyond their limit',
      { customFields: [{ id: 'x'.repeat(256) }, { key: 'x'.repeat(256) }] },
      [
        'customFields.0.id must be shorter than or equal to 255 characters',
        'customFields.1.key must be shorter than or equal to 255 characters',
      ],
    ],
    [
      'BR-025 a text beyond its limit',
      { city: 'x'.repeat(1001) },
      ['city must be shorter than or equal to 1000 characters'],
    ],
    [
      'BR-025 a tag beyond its limit',
      { tags: ['x'.repeat(256)] },
      ['each value in tags must be shorter than or equal to 255 characters'],
    ],
    [
      'BR-025 more tags than the limit',
      { tags: Array.from({ length: 1001 }, (_, n) => `t${n}`) },
      ['tags must contain not more than 1000 elements'],
    ],
    [
      'BR-025 more custom fields than the limit',
      { customFields: Array(1001).fill({ id: 'x' }) },
      ['customFields must contain not more than 1000 elements'],
    ],
    ['BR-024 a NUL', { city: 'a\0b' }, [illFormed('city')]],
    ['BR-024 a lone surrogate', { firstName: '\ud83d' }, [illFormed('firstName')]],
    ['BR-024 a lone surrogate in a tag', { tags: ['ok', '\udc00'] }, [illFormed('tags.1')]],
    [
      'BR-024 a NUL in a custom field',
      { customFields: [{ id: 'x', value: { row: '\0' } }] },
      [illFormed('customFields.0.value.row')],
    ],
    [
      'BR-024 a lone surrogate in a key',
      { customFields: [{ id: 'x', value: { '\ud83d': 1 } }] },
      [illFormed('customFields.0.value.\ufffd')],
    ],
    [
      'BR-023 several violations',
      { nickname: 1, email: 'x', firstName: 1, city: '\0' },
      [
        'property nickname should not exist',
        'firstName must be a string',
        'email must be an email',
        illFormed('city'),
      ],
    ],
  ])('%s', async (_what, body, message) => {
    const reply = await refused(body)
    expect([reply.status, reply.body]).toEqual([422, unprocessable(message, reply.body.traceId)])
    expect(reply.body.traceId).toMatch(/^[0-9a-f-]{36}$/)
  })

  it.each(['__proto__', 'constructor', 'prototype', 'toString'])('the key %s', async (key) => {
    const before = await stateOf(server, id)
    for (const [path, text] of [
      ['', `{"city":"Changed","${key}":{"polluted":true}}`],
      ['dndSettings.', `{"city":"Changed","dndSettings":{"${key}":{"status":"active"}}}`],
      ['customFields.0.', `{"city":"Changed","customFields":[{"id":"x","${key}":{"polluted":true}}]}`],
    ]) {
      const reply = await server.call('PUT', `/contacts/${id}`, text)
      expect([reply.status, reply.body.message]).toEqual([422, [`${path}property ${key} should not exist`]])
    }
    expect(await stateOf(server, id)).toBe(before)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

describe('a value that is invalid in the location is a 400 and changes nothing', () => {
  it.each([
    ['not a phone', 'The string supplied did not seem to be a phone number'],
    ['555', 'The string supplied is too short to be a phone number'],
    ['+1555123456789', 'The string supplied is too long to be a phone number'],
    ['+99912345678', 'Invalid country calling code'],
  ])('BR-039 the phone %j: %s', async (phone, message) => {
    const reply = await refused({ phone })
    expect([reply.status, reply.body]).toEqual([400, bad(message)])
  })
})
