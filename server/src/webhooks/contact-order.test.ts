import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ContactOrder, type OrderedEvent } from './contact-order.ts'

/** What happens next: an event comes, one is taken, or one of those taken is settled or fails. */
const stepArbitrary = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), contact: fc.option(fc.nat(3), { nil: undefined }) }),
  fc.record({ kind: fc.constant('take' as const) }),
  fc.record({ kind: fc.constantFrom('settle' as const, 'block' as const), which: fc.nat(9) }),
)

it('BR-712 hands out each event once, those of a contact one after the other, and knows the first open one', () => {
  fc.assert(
    fc.property(fc.array(stepArbitrary, { maxLength: 400 }), (steps) => {
      const order = new ContactOrder<OrderedEvent>()
      let sequence = 0
      /** Those that are neither settled nor blocked, in order. */
      let open: OrderedEvent[] = []
      const taken: OrderedEvent[] = []
      const blocked = new Set<string>()
      for (const step of steps) {
        if (step.kind === 'add') {
          const contactId = step.contact === undefined ? undefined : `contact ${step.contact}`
          // The worker parks the events of a contact with a failed one.
          if (contactId !== undefined && blocked.has(contactId)) continue
          sequence += 1
          const event = { sequence, contactId, size: 4 * 1024 * 1024 }
          order.add(event)
          open.push(event)
        } else if (step.kind === 'take') {
          const isFree = (event: OrderedEvent) =>
            !taken.includes(event) &&
            (event.contactId === undefined ||
              open.find(({ contactId }) => contactId === event.contactId) === event)
          const event = order.take()
          if (event === undefined) expect(open.filter(isFree)).toEqual([])
          else {
            expect(isFree(event)).toBe(true)
            taken.push(event)
          }
        } else {
          const [event] = taken.splice(step.which % Math.max(1, taken.length), 1)
          if (event === undefined) continue
          const { contactId } = event
          const later = open.filter((other) => other !== event && other.contactId === contactId)
          if (step.kind === 'settle') order.settle(event)
          else expect(order.block(event)).toEqual(contactId === undefined ? [] : later)
          const gone = step.kind === 'block' && contactId !== undefined ? [event, ...later] : [event]
          if (step.kind === 'block' && contactId !== undefined) blocked.add(contactId)
          open = open.filter((other) => !gone.includes(other))
        }
        expect(order.firstUnsettled).toBe(open[0]?.sequence)
        expect(order.isFull).toBe(open.length >= 2)
      }
    }),
    { numRuns: 300 },
  )
})

it('keeps the order of more events than its queue keeps of those taken', () => {
  const order = new ContactOrder<OrderedEvent>()
  const sequences = Array.from({ length: 1_000 }, (_, index) => index + 1)
  for (const sequence of sequences) {
    expect(order.isFull).toBe(false)
    order.add({ sequence, contactId: undefined, size: 0 })
  }
  expect(order.isFull).toBe(true)
  expect(sequences.map(() => order.take()?.sequence)).toEqual(sequences)
  expect(order.readyCount).toBe(0)
})
