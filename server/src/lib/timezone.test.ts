import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isTimezone, listTimezones } from './timezone.ts'

describe('isTimezone', () => {
  it.each([
    'America/Chihuahua',
    'America/Argentina/ComodRivadavia',
    'Europe/Berlin',
    'Asia/Kolkata',
    'Asia/Calcutta',
    'US/Pacific',
    'Etc/GMT+5',
    'UTC',
    'GMT',
  ])('accepts %s', (zone) => {
    expect(isTimezone(zone)).toBe(true)
    expect(isTimezone(zone)).toBe(true)
  })

  it.each([
    'Mars/Olympus',
    'Berlin',
    '+01:00',
    '-05:00',
    'GMT+1:00',
    '5',
    ' UTC',
    'UTC ',
    '',
    '\0',
    'constructor',
    '__proto__',
  ])('refuses %j', (text) => {
    expect(isTimezone(text)).toBe(false)
    expect(isTimezone(text)).toBe(false)
  })

  it('accepts every zone in the list', () => {
    for (const zone of listTimezones()) expect(isTimezone(zone), zone).toBe(true)
  })

  it('refuses texts as long as a body, and does not cache them', () => {
    const megabyte = 'A'.repeat(1024 * 1024)
    const before = process.memoryUsage().heapUsed
    for (let i = 0; i < 300; i++) expect(isTimezone(Buffer.from(`${megabyte}${i}`).toString())).toBe(false)
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 * 1024 * 1024)
  })

  it('never throws, for any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof isTimezone(text) === 'boolean'))
  })
})

describe('listTimezones', () => {
  it("lists UTC, which the runtime's own list omits, and no zone twice", () => {
    const zones = listTimezones()
    expect(zones).toContain('UTC')
    expect(zones).toContain('America/Chihuahua')
    expect(zones.length).toBeGreaterThan(400)
    expect(new Set(zones).size).toBe(zones.length)
    expect(zones).toEqual([...zones].sort())
  })
})
