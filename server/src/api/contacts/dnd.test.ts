import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DndSettings, dndChannels, mergeDndSettings, mergeInboundDndSettings } from './dnd.ts'

const stop = { status: 'permanent', message: 'STOP_KEYWORD' } as const

describe('mergeDndSettings', () => {
  it.each<[string, DndSettings | undefined, DndSettings, DndSettings]>([
    ['sets the first channel', undefined, { SMS: { status: 'active' } }, { SMS: { status: 'active' } }],
    ['sets nothing', undefined, {}, {}],
    [
      'keeps the channels that are not sent',
      { Call: { status: 'active', message: 'no' } },
      { SMS: { status: 'inactive' } },
      { Call: { status: 'active', message: 'no' }, SMS: { status: 'inactive' } },
    ],
    [
      'replaces a whole channel, including its message',
      { Call: { status: 'active', message: 'no', code: '103' } },
      { Call: { status: 'inactive' } },
      { Call: { status: 'inactive' } },
    ],
    ['does not overwrite permanent', { SMS: stop }, { SMS: { status: 'inactive' } }, { SMS: stop }],
    [
      'does not overwrite permanent with permanent',
      { SMS: stop },
      { SMS: { status: 'permanent', message: 'other' } },
      { SMS: stop },
    ],
    [
      'accepts permanent',
      { SMS: { status: 'active' } },
      { SMS: { status: 'permanent' } },
      { SMS: { status: 'permanent' } },
    ],
    [
      'changes other channels along with a permanent one',
      { SMS: stop, FB: { status: 'active' } },
      { SMS: { status: 'active' }, FB: { status: 'inactive' }, GMB: { status: 'active' } },
      { SMS: stop, GMB: { status: 'active' }, FB: { status: 'inactive' } },
    ],
  ])('BR-044 BR-045 %s', (_rule, before, sent, after) => {
    expect(mergeDndSettings(before, sent)).toEqual(after)
  })

  const setting = fc.record(
    {
      status: fc.constantFrom('active' as const, 'inactive' as const, 'permanent' as const),
      message: fc.string(),
      code: fc.string(),
    },
    { requiredKeys: ['status'] },
  )
  const settings = fc.dictionary(fc.constantFrom(...dndChannels), setting) as fc.Arbitrary<DndSettings>

  it('changes nothing the second time, and its arguments never', () => {
    fc.assert(
      fc.property(settings, settings, (before, sent) => {
        const copies = JSON.stringify([before, sent])
        const after = mergeDndSettings(before, sent)
        expect(JSON.stringify(mergeDndSettings(after, sent))).toBe(JSON.stringify(after))
        expect(JSON.stringify([before, sent])).toBe(copies)
      }),
    )
  })

  it('BR-044 BR-045 keeps every channel of both, permanent ones as they were', () => {
    fc.assert(
      fc.property(settings, settings, (before, sent) => {
        const after = mergeDndSettings(before, sent)
        expect(new Set(Object.keys(after))).toEqual(new Set([...Object.keys(before), ...Object.keys(sent)]))
        for (const channel of dndChannels) {
          const kept = before[channel]?.status === 'permanent' || sent[channel] === undefined
          expect(after[channel]).toEqual(kept ? before[channel] : sent[channel])
        }
      }),
    )
  })

  it('stores the same text for any order of the keys', () => {
    const reversed = <T extends object>(value: T) => Object.fromEntries(Object.entries(value).reverse()) as T
    fc.assert(
      fc.property(settings, (sent) => {
        const turned = reversed(
          Object.fromEntries(Object.entries(sent).map(([channel, item]) => [channel, reversed(item)])),
        )
        expect(JSON.stringify(mergeDndSettings({}, turned))).toBe(JSON.stringify(mergeDndSettings({}, sent)))
      }),
    )
  })
})

describe('mergeInboundDndSettings', () => {
  it.each([
    [undefined, {}, {}],
    [undefined, { all: { status: 'active' as const } }, { all: { status: 'active' } }],
    [{ all: { status: 'active' as const, message: 'x' } }, {}, { all: { status: 'active', message: 'x' } }],
    [
      { all: { status: 'active' as const, message: 'x' } },
      { all: { status: 'inactive' as const } },
      { all: { status: 'inactive' } },
    ],
  ])('merges over %j the sent %j', (before, sent, after) => {
    expect(mergeInboundDndSettings(before, sent)).toEqual(after)
  })
})
