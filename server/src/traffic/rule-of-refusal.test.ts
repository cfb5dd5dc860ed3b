import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { errorTable } from '../http/errors.ts'
import { ruleOfRefusal } from './rule-of-refusal.ts'

const behaviour = readFileSync(new URL('../../../docs/behaviour.md', import.meta.url), 'utf8')

it.each(Object.keys(errorTable))('BR-609 %s has a rule that exists', (name) => {
  expect(behaviour).toMatch(new RegExp(`^### ${ruleOfRefusal(name, '')} `, 'm'))
})

it.each([
  ['property customField should not exist', 'BR-022'],
  ['customFields.0.property name should not exist', 'BR-022'],
  ['the body must be a JSON object', 'BR-021'],
  ['email must be an email', 'BR-040'],
  ['firstName must be shorter than or equal to 1000 characters', 'BR-025'],
  ['tags must be an array', 'BR-023'],
])('BR-609 a 422 with %j has the rule %s', (sentence, rule) => {
  expect(ruleOfRefusal('unprocessable', sentence)).toBe(rule)
})
