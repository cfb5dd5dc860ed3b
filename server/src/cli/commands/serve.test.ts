import { describe, expect, it } from 'vitest'
import { runHere } from '../../../../test/support/command-line.ts'
import { startProgram } from '../../../../test/support/program.ts'
import { byteSizeValue } from '../argument-parsers.ts'

/** The rate-limit headers of a response. */
async function limitsOf(url: string, token: string) {
  const { headers } = await fetch(`${url}/contacts/unknown`, {
    headers: { authorization: `Bearer ${token}`, version: '2021-07-28' },
  })
  const names = ['max', 'interval-milliseconds', 'limit-daily'].map((name) => `x-ratelimit-${name}`)
  return names.map((name) => headers.get(name))
}

describe('contactd serve: the options of the rate limit', () => {
  it('default to HighLevel’s limits', async () => {
    const { url, token } = await startProgram({ demo: true })
    expect(await limitsOf(url, token)).toEqual(['100', '10000', '200000'])
  })

  it('come from flags and from variables (BR-152)', async () => {
    const { url, token } = await startProgram({
      demo: true,
      args: ['--rate-limit', 'highlevel', '--rate-limit-max', '7', '--rate-limit-interval-ms', '1000'],
      env: { CONTACTD_RATE_LIMIT_DAILY: '9', CONTACTD_RATE_LIMIT_MAX: '8' },
    })
    expect(await limitsOf(url, token)).toEqual(['7', '1000', '9'])
  })

  it.each([
    ['--rate-limit-max', '0'],
    ['--rate-limit-max', '-1'],
    ['--rate-limit-max', '1.5'],
    ['--rate-limit-max', 'many'],
    ['--rate-limit-max', '1000000000'],
    ['--rate-limit-interval-ms', '0'],
    ['--rate-limit-interval-ms', '86400001'],
    ['--rate-limit-interval-ms', '10s'],
    ['--rate-limit-daily', '0'],
    ['--rate-limit-daily', '1e5'],
  ])('are refused if invalid: %s %s', async (flag, value) => {
    const { code, stdout, stderr } = await runHere(['serve', flag, value])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(flag)
    expect(stderr).toMatch(/It is a number/)
  })
})

describe('BR-464 --upload-quota', () => {
  it.each([
    ['10GB', 10e9],
    ['1 MiB', 2 ** 20],
    ['512kb', 512e3],
    ['2TiB', 2 ** 41],
    ['0', 0],
    ['1048576', 2 ** 20],
  ])('%s is %d bytes', (text, bytes) => expect(byteSizeValue(text)).toBe(bytes))

  it.each(['', 'GB', '-1', '1.5GB', '10XB', '1e3', '9999TB'])('%j is invalid', async (text) => {
    expect(() => byteSizeValue(text)).toThrow('It is a size such as 10GB')
  })

  it('is named in the error if it is invalid', async () => {
    const { code, stderr } = await runHere(['serve', '--upload-quota', 'much'])
    expect(code).toBe(2)
    expect(stderr).toContain('--upload-quota')
  })
})
