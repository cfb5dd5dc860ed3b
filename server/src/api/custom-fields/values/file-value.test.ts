import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { documentedFile as documented } from '../../../../../test/support/documented-file.ts'
import type { CustomField } from '../custom-field.ts'
import { maxFiles, readFiles } from './file-value.ts'

const key = documented.meta.uuid
const made = '11111111-1111-4111-8111-111111111111'
const uuid = () => made

const single: CustomField = {
  id: '1HeGizb13P0odwgOgKSs',
  name: 'Picture',
  fieldKey: 'contact.picture',
  placeholder: '',
  dataType: 'FILE_UPLOAD',
  position: 0,
  locationId: 've9EPM428h8vShlRW1KT',
  model: 'contact',
}
const several: CustomField = { ...single, isMultiFileAllowed: true, maxFileLimit: 2 }
const unlimited: CustomField = { ...single, isMultiFileAllowed: true }

const bare = { url: 'https://example.com/a.pdf', meta: {} }
const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`file-${n}`, bare]))

describe('readFiles', () => {
  it('BR-059 keeps the documented value, keyed by its uuid, unchanged', () => {
    const read = readFiles(single, { [key]: documented }, uuid)
    expect(JSON.stringify(read)).toBe(JSON.stringify({ [key]: documented }))
  })

  it.each([
    ['its own uuid', documented, { [key]: documented }],
    ['a new uuid if it has none', bare, { [made]: bare }],
    [
      'a new uuid if its own is invalid',
      { ...bare, meta: { uuid: 'not a uuid!' } },
      { [made]: { ...bare, meta: { uuid: 'not a uuid!' } } },
    ],
    ['a new uuid if it has no meta', { url: bare.url }, { [made]: bare }],
  ])('BR-059 keys a single file without the uuid level by %s', (_by, sent, files) => {
    expect(readFiles(single, sent, uuid)).toEqual(files)
    expect(readFiles({ ...single, dataType: 'SIGNATURE' }, sent, uuid)).toEqual(files)
    expect(readFiles({ ...several, maxFileLimit: 1 }, sent, uuid)).toEqual(files)
  })

  it('BR-059 refuses a single file without the uuid level for a field of several files', () => {
    expect(readFiles(several, documented, uuid)).toBeUndefined()
  })

  it.each([
    ['one file', single, 1, true],
    ['two files for a field of one', single, 2, false],
    ['two files for a field of two', several, 2, true],
    ['three files for a field of two', several, 3, false],
    ['as many as any field can have', unlimited, maxFiles, true],
    ['more than any field can have', unlimited, maxFiles + 1, false],
    ['no file at all', single, 0, true],
  ])('counts %s', (_what, field, count, fits) => {
    expect(readFiles(field, many(count), uuid)).toEqual(fits ? many(count) : undefined)
  })

  it.each<[string, unknown]>([
    ['text', 'https://example.com/a.pdf'],
    ['a number', 1],
    ['a list', [documented]],
    ['null under a uuid', { [key]: null }],
    ['text under a uuid', { [key]: 'https://example.com/a.pdf' }],
    ['a list under a uuid', { [key]: [documented] }],
    ['a file without url', { [key]: { meta: {} } }],
    ['a url that is not text', { [key]: { ...bare, url: 1 } }],
    ['a javascript url', { [key]: { ...bare, url: 'javascript:alert(1)' } }],
    ['a data url', { [key]: { ...bare, url: 'data:text/html,x' } }],
    ['a relative url', { [key]: { ...bare, url: '/documents/download/x' } }],
    ['a url that is too long', { [key]: { ...bare, url: `https://example.com/${'x'.repeat(2048)}` } }],
    ['an unknown property', { [key]: { ...bare, other: 1 } }],
    ['a malformed document id', { [key]: { ...bare, documentId: '../etc' } }],
    ['a document id that is a number', { [key]: { ...bare, documentId: 1 } }],
    ['meta that is text', { [key]: { ...bare, meta: 'x' } }],
    ['meta that is null', { [key]: { ...bare, meta: null } }],
    ['nested meta', { [key]: { ...bare, meta: { a: {} } } }],
    ['meta with an infinite number', { [key]: { ...bare, meta: { size: JSON.parse('1e400') } } }],
    ['meta with a list', { [key]: { ...bare, meta: { a: [] } } }],
    ['meta with a long text', { [key]: { ...bare, meta: { a: 'x'.repeat(1001) } } }],
    ['meta with a long key', { [key]: { ...bare, meta: { ['x'.repeat(65)]: 1 } } }],
    ['meta with many keys', { [key]: { ...bare, meta: many(21) } }],
    ['a key that is too long', { ['x'.repeat(65)]: bare }],
    ['a key with other characters', { 'a/b': bare }],
    ['an empty key', { '': bare }],
    ['__proto__ for a key', JSON.parse('{"__proto__":{"url":"https://example.com/"}}')],
    ['__proto__ in a file', { [key]: JSON.parse('{"url":"https://example.com/","__proto__":{}}') }],
  ])('refuses %s', (_what, sent) => {
    expect(readFiles(single, sent, uuid)).toBeUndefined()
    expect(readFiles(several, sent, uuid)).toBeUndefined()
  })

  it('accepts meta with texts, numbers, null and booleans', () => {
    const sent = { [key]: { meta: { a: null, b: true, c: 1.5, d: 'x' }, url: bare.url } }
    expect(readFiles(single, sent, uuid)).toEqual(sent)
  })

  it('never throws, and reads its own result unchanged', () => {
    const file = fc.record(
      {
        url: fc.oneof(fc.webUrl(), fc.string()),
        meta: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.jsonValue())),
        documentId: fc.string(),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.oneof(file, fc.dictionary(fc.string(), file), fc.jsonValue()), (sent) => {
        const read = readFiles(single, sent, uuid)
        if (read !== undefined) expect(readFiles(single, read, () => 'other')).toEqual(read)
      }),
    )
  })
})
