import Database from 'better-sqlite3'
import { beforeAll, describe, expect, it } from 'vitest'
import { findCanaries } from './canaries/find-canaries.ts'
import { runStory, type Story } from './canaries/story.ts'

const levels = ['info', 'trace'] as const
let stories: Record<string, Story>
beforeAll(async () => {
  const [info, trace] = await Promise.all(levels.map(runStory))
  if (!info || !trace) throw new Error('There are two stories.')
  stories = { info, trace }
}, 120_000)

describe('the search for canaries', () => {
  const secret = new Map([['it', 'a-secret-that-is-long']])
  const encodings = ['utf8', 'utf16le', 'hex', 'base64', 'base64url'] as const

  it.each(encodings)('finds a canary in %s among other bytes', (encoding) => {
    for (const before of ['', '1', '12', '123']) {
      const text = `${before}a-secret-that-is-long behind it`
      const content = Buffer.from(
        encoding === 'utf16le' ? text : Buffer.from(text).toString(encoding),
        encoding === 'utf16le' ? 'utf16le' : 'utf8',
      )
      expect(findCanaries(secret, new Map([['there', content]]))).not.toEqual([])
    }
  })

  it('finds nothing where there is nothing', () => {
    expect(findCanaries(secret, new Map([['there', Buffer.from('a-secret-that-is-lon')]]))).toEqual([])
  })
})

describe.each(levels)('a story of secrets, logged at %s,', (level) => {
  const told = () => {
    const story = stories[level]
    if (!story) throw new Error('The story was not told.')
    return story
  }
  const except = (places: Story['places'], pattern: RegExp) =>
    new Map([...places].filter(([name]) => !pattern.test(name)))

  it('has the expected responses', () => {
    const { secrets, statuses, places, answers, contactValues } = told()
    expect([...secrets.keys()]).toEqual(
      expect.arrayContaining(['the session', 'the code', 'the second refresh token', 'the secret key']),
    )
    expect([...statuses].sort()).toEqual(expect.arrayContaining([400, 401, 404, 413, 415, 422, 503]))
    expect(places.get('the log')?.toString()).toContain('"route":"/oauth/token"')
    expect([...places.keys()]).toEqual(
      expect.arrayContaining(['contactd.db', 'contactd.db-wal while it ran', 'secret-key']),
    )
    // The same search finds what it should find.
    const shown = new Map([['the answers', Buffer.from(answers)]])
    expect(findCanaries(new Map([['token', secrets.get('the access token') ?? '']]), shown)).not.toEqual([])
    for (const [name, value] of contactValues) {
      expect(findCanaries(new Map([[name, value]]), shown), name).not.toEqual([])
    }
  })

  it('leaves no secret in a log, an error, an output or a file (BR-160)', () => {
    const { secrets, places } = told()
    const key = new Map([['the secret key', secrets.get('the secret key') ?? '']])
    const others = new Map([...secrets].filter(([name]) => !key.has(name)))
    expect(findCanaries(others, places)).toEqual([])
    expect(findCanaries(key, except(places, /^secret-key/))).toEqual([])
  })

  it('leaves no private key in a log or a file (BR-160)', () => {
    for (const [name, content] of told().places) {
      expect(content.includes('PRIVATE KEY'), name).toBe(false)
      expect(content.includes('"d":'), name).toBe(false)
    }
  })

  it('leaves the values of a contact only in its rows of the database (BR-161)', () => {
    const { contactValues, places, database } = told()
    expect(findCanaries(contactValues, except(places, /^contactd\.db|^the error answers$/))).toEqual([])
    const file = new Database(database, { readonly: true })
    const tables = file
      .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
      .all()
    const holders = tables.filter(({ name }) => {
      const rows = Buffer.from(JSON.stringify(file.prepare(`SELECT * FROM "${name}"`).all()))
      return findCanaries(contactValues, new Map([[name, rows]])).length > 0
    })
    file.close()
    expect(holders.map(({ name }) => name).sort()).toEqual(['contacts', 'custom_values', 'location_tags'])
  })
})
