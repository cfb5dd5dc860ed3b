import { describe, expect, it } from 'vitest'
import { isScope, scopes } from './scopes.ts'

describe('BR-184 scopes', () => {
  it('are those of the wire reference, of businesses, of opportunities and of webhooks', () => {
    expect([...scopes].sort()).toEqual(
      [
        'businesses.readonly',
        'businesses.write',
        'campaigns.readonly',
        'companies.readonly',
        'workflows.readonly',
        'contacts.readonly',
        'contacts.write',
        'locations.internal-access-only',
        'locations.readonly',
        'locations.write',
        'locations/customFields.readonly',
        'locations/customFields.write',
        'locations/customValues.readonly',
        'locations/customValues.write',
        'locations/tags.readonly',
        'locations/tags.write',
        'locations/tasks.readonly',
        'locations/tasks.write',
        'locations/templates.readonly',
        'recurring-tasks.readonly',
        'recurring-tasks.write',
        'oauth.readonly',
        'oauth.write',
        'opportunities.readonly',
        'opportunities.write',
        'webhooks.readonly',
        'webhooks.write',
        'requests.readonly',
        'users.readonly',
        'users.write',
      ].sort(),
    )
  })

  it('match exactly', () => {
    for (const scope of scopes) {
      expect(isScope(scope)).toBe(true)
      expect(isScope(scope.toUpperCase())).toBe(false)
      expect(isScope(` ${scope}`)).toBe(false)
    }
  })

  it.each([
    '',
    'contacts',
    'contacts.*',
    'contacts.delete',
    'constructor',
    '__proto__',
    'contacts.readonly contacts.write',
  ])('do not include %j', (text) => {
    expect(isScope(text)).toBe(false)
  })
})
