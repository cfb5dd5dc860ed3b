import { Resolver } from 'node:dns/promises'
import { afterEach, expect, it, vi } from 'vitest'
import { resolveByDns } from './resolve-name.ts'

afterEach(() => vi.restoreAllMocks())

const failed = (code: string) => Object.assign(new Error(code), { code })

/** Lets the DNS answer this for IPv4 and IPv6. */
function answer(ipv4: string[] | Error, ipv6: string[] | Error) {
  const settle = (value: string[] | Error) =>
    value instanceof Error ? Promise.reject(value) : Promise.resolve(value)
  vi.spyOn(Resolver.prototype, 'resolve4').mockImplementation((() => settle(ipv4)) as never)
  vi.spyOn(Resolver.prototype, 'resolve6').mockImplementation((() => settle(ipv6)) as never)
}

it('BR-690 looks up both kinds of addresses, IPv4 first', async () => {
  answer(['8.8.8.8'], ['2606:4700::1111'])
  expect(await resolveByDns('receiver.example')).toEqual(['8.8.8.8', '2606:4700::1111'])
  answer(failed('ENODATA'), ['2606:4700::1111'])
  expect(await resolveByDns('receiver.example')).toEqual(['2606:4700::1111'])
  answer(['8.8.8.8'], failed('ETIMEOUT'))
  expect(await resolveByDns('receiver.example')).toEqual(['8.8.8.8'])
})

it('fails if neither has an address', async () => {
  answer(failed('ENOTFOUND'), failed('ENODATA'))
  await expect(resolveByDns('receiver.example')).rejects.toThrow('ENOTFOUND')
})
