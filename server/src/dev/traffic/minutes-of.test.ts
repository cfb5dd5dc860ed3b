import { expect, it } from 'vitest'
import { startContactd } from '../start-contactd.ts'

it('BR-791 counts the requests that a development server lists', async () => {
  const contactd = await startContactd()
  try {
    await contactd.clock.set({ now: '2027-01-01T00:00:00Z', frozen: true })
    const headers = { authorization: `Bearer ${contactd.token}`, version: '2021-07-28' }
    await fetch(`${contactd.url}/contacts/unknown`, { headers })
    await contactd.clock.advance({ seconds: 60 })
    await fetch(`${contactd.url}/locations/${contactd.locationId}`, { headers })
    await fetch(`${contactd.url}/locations/${contactd.locationId}/tags`, { headers })
    const answer = await fetch(`${contactd.url}/_contactd/requests/activity?minutes=3`, { headers })
    const { points } = (await answer.json()) as {
      points: { at: string; requests: number; refused: number }[]
    }
    expect(points.map(({ at, requests, refused }) => [at, requests, refused])).toEqual([
      ['2026-12-31T23:59:00.000Z', 0, 0],
      ['2027-01-01T00:00:00.000Z', 1, 1],
      ['2027-01-01T00:01:00.000Z', 2, 0],
    ])
  } finally {
    await contactd.close()
  }
})
