import { expect, it } from 'vitest'
import { greeting } from './greeting.ts'

const url = 'http://127.0.0.1:4455'

it('shows a command for the contact', () => {
  expect(greeting(url, { token: 'pit-1' }, url, 'ada')).toContain(`curl -X PUT '${url}/contacts/ada'`)
})

it('shows no command without a contact', () => {
  expect(greeting(url, { token: 'pit-1' }, url, '')).toBe(`\nReference  ${url}/docs\nToken      pit-1\n`)
})
