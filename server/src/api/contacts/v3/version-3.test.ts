import { describe, expect, it } from 'vitest'
import { dndChannels } from '../dnd.ts'
import {
  readVersion3Body,
  readVersion3Dnd,
  version3Channels,
  version3Contact,
  version3Dnd,
} from './version-3.ts'

const setting = (code: string) => ({ status: 'active' as const, message: 'Asked by phone', code })

describe('BR-201 Do Not Disturb in version v3', () => {
  it('has six channels in camel case', () => {
    expect(dndChannels.map((channel) => version3Channels[channel])).toEqual([
      'call',
      'email',
      'sms',
      'whatsApp',
      'gmb',
      'fb',
    ])
  })

  it('is translated to the stored names and back', () => {
    const stored = Object.fromEntries(dndChannels.map((channel) => [channel, setting(channel)]))
    const shown = version3Dnd(stored)
    expect(Object.keys(shown)).toEqual(Object.values(version3Channels))
    expect(shown.whatsApp).toEqual(setting('WhatsApp'))
    expect(readVersion3Dnd(shown)).toEqual(stored)
    expect([version3Dnd({}), readVersion3Dnd({})]).toEqual([{}, {}])
  })

  it('is re-cased in a document, and nothing else is', () => {
    const contact = {
      id: 'a',
      customFields: [{ id: 'f', value: { Call: '"dndSettings":{"Call":1}' } }],
      dndSettings: { SMS: { status: 'permanent', message: 'Call' }, FB: setting('FB') },
      inboundDndSettings: { all: { status: 'active' } },
    }
    expect(version3Contact(JSON.stringify(contact))).toBe(
      JSON.stringify({ ...contact, dndSettings: { sms: contact.dndSettings.SMS, fb: setting('FB') } }),
    )
  })

  it.each([
    { id: 'a', source: 'x' },
    { id: 'a', dndSettings: null },
    { id: 'a', dndSettings: {} },
    { id: 'a', customFields: [{ id: 'f', value: { dndSettings: { Call: 'x' } } }] },
  ])('does not change %j', (contact) => {
    expect(version3Contact(JSON.stringify(contact))).toBe(JSON.stringify(contact))
  })
})

describe('BR-203 a body of version v3', () => {
  it('is translated to the names of the dated versions', () => {
    const sent = { city: 'Berlin', dndSettings: { gmb: setting('x') }, tags: ['a'] }
    expect(readVersion3Body(sent)).toEqual({
      city: 'Berlin',
      tags: ['a'],
      dndSettings: { GMB: setting('x') },
    })
    expect(readVersion3Body({})).toEqual({})
  })

  it.each([
    [{ fieldValue: 'new' }, { field_value: 'new' }],
    [{ field_value: 'old' }, { field_value: 'old' }],
    [
      { fieldValue: 'new', field_value: 'old', value: 'oldest' },
      { field_value: 'new', value: 'oldest' },
    ],
    [{ fieldValue: null, field_value: 'old' }, { field_value: null }],
    [{ value: 'x' }, { value: 'x' }],
  ])('reads the value of a custom field from %j', (value, expected) => {
    const customFields = [{ id: 'f', ...value }]
    expect(readVersion3Body({ customFields })).toEqual({ customFields: [{ id: 'f', ...expected }] })
  })
})
