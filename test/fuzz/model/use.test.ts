import { describe, expect, it } from 'vitest'
import { useByChance } from './use.ts'
import type { Lie } from './world.ts'

const seed = 20_260_728
/** A machine may be slow: this test checks responses, not their time. */
const timeout = 20 * 60_000

interface Page {
  contacts: { id: string }[]
  total: number
}

/** Faults of a server, rare or permanent. */
const lies: Record<string, Lie> = {
  'forgets that a contact has a follower': (request, body) =>
    /^GET \/contacts\/\w{20}$/.test(request) && 'contact' in (body as object)
      ? { contact: { ...(body as { contact: object }).contact, followers: [] } }
      : body,
  'leaves the last contact out of a page of the list': (request, body) => {
    if (!request.startsWith('GET /contacts/?')) return body
    const { contacts } = body as Page
    return { ...(body as Page), contacts: contacts.length > 3 ? contacts.slice(0, -1) : contacts }
  },
  'finds one contact twice': (request, body) => {
    if (request !== 'POST /contacts/search') return body
    const { contacts } = body as Page
    const [first] = contacts
    return first && contacts.length > 3
      ? { ...(body as Page), contacts: [...contacts.slice(0, -1), first] }
      : body
  },
  'counts wrong': (request, body) =>
    request === 'POST /contacts/search' ? { ...(body as Page), total: (body as Page).total || 1 } : body,
  'loses a note': (request, body) =>
    request.endsWith('/notes') && request.startsWith('GET')
      ? { notes: (body as { notes: object[] }).notes.slice(0, 2) }
      : body,
}

describe('a model in plain arrays and maps', () => {
  it('BR-313 BR-314 agrees with the server on all responses', { timeout }, async () => {
    expect(await useByChance(seed, 6000)).toBeGreaterThanOrEqual(6000)
  })

  it.each(Object.entries(lies))('detects a server that %s', { timeout }, async (_, lie) => {
    const error = await useByChance(seed, 6000, lie).catch((thrown: Error) => thrown)
    expect(String(error)).toMatch(/use by chance, --seed \d+:/)
    expect(String(error).split('\n').length).toBeLessThan(20)
  })
})
