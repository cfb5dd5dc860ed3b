import { describe, expect, it } from 'vitest'
import { isEmail, isWebsite } from './addresses.ts'

describe('isEmail', () => {
  it.each([
    'rosan@deos.com',
    'JohnDeo@gmail.comm',
    'first.last+tag@sub.example.co.uk',
    "o'brien@example.com",
    'ünïcode@example.com',
  ])('accepts %s', (text) => {
    expect(isEmail(text)).toBe(true)
  })

  it.each([
    'rosan',
    'rosan@',
    '@deos.com',
    'rosan@deos',
    'a b@deos.com',
    ' rosan@deos.com',
    'rosan@deos.com ',
    'rosan@deos.com, other@deos.com',
    'Rosan <rosan@deos.com>',
    'rosan@@deos.com',
    'rosan@deos..com',
    'rosan\ud83d@deos.com',
    '\udc00',
    '',
  ])('refuses %j', (text) => {
    expect(isEmail(text)).toBe(false)
  })
})

describe('isWebsite', () => {
  it.each([
    'https://www.tesla.com',
    'http://example.com:8080/a/b?c=d#e',
    'www.tesla.com',
    'tesla.com',
    'https://münchen.de',
  ])('accepts %s', (text) => {
    expect(isWebsite(text)).toBe(true)
  })

  it.each([
    'not a url',
    'tesla',
    'javascript:alert(1)',
    'data:text/html,x',
    'https://',
    'http://a b.com',
    'file:///etc/passwd',
    '',
  ])('refuses %j', (text) => {
    expect(isWebsite(text)).toBe(false)
  })
})

describe('texts as long as a body', () => {
  it.each([
    ['letters', 'a'.repeat(1_000_000)],
    ['at signs', '@'.repeat(1_000_000)],
    ['labels', 'a.'.repeat(500_000)],
    ['an email with a long domain', `a@${'a.'.repeat(500_000)}com`],
    ['slashes', `http://${'/'.repeat(1_000_000)}`],
    ['colons', `http:${':'.repeat(1_000_000)}`],
    ['white space', `a${' '.repeat(1_000_000)}b`],
    ['angle brackets', `<${'<'.repeat(1_000_000)}`],
  ])('of a million characters are validated: %s', (_what, text) => {
    expect(isEmail(text)).toBe(false)
    isWebsite(text)
  })
})
