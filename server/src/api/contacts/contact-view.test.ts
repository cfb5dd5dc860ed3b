import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyContact } from '../../../../test/support/contact-arbitraries.ts'
import { createdView } from './contact-view.ts'

describe('createdView', () => {
  it('has the birth date as an instant, and its month and day as numbers', () => {
    fc.assert(
      fc.property(anyContact, (contact) => {
        const { dateOfBirth, birthMonth, birthDay, ...rest } = createdView(contact)
        const { dateOfBirth: stored, ...others } = contact
        expect(rest).toEqual(others)
        if (stored === undefined) {
          expect([dateOfBirth, birthMonth, birthDay]).toEqual([undefined, undefined, undefined])
        } else {
          const date = new Date(String(dateOfBirth))
          expect(dateOfBirth).toBe(date.toISOString())
          expect(stored).toBe(date.toISOString().slice(0, 10))
          expect([birthMonth, birthDay]).toEqual([date.getUTCMonth() + 1, date.getUTCDate()])
        }
      }),
    )
  })

  it('has 25 September 1990 as in the documentation', () => {
    const [contact] = fc.sample(anyContact, 1)
    if (!contact) throw new Error('There is no contact.')
    expect(createdView({ ...contact, dateOfBirth: '1990-09-25' })).toMatchObject({
      dateOfBirth: '1990-09-25T00:00:00.000Z',
      birthMonth: 9,
      birthDay: 25,
    })
  })
})
