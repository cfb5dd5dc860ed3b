import net from 'node:net'
import { buildConnector } from 'undici'
import { afterEach, expect, it, vi } from 'vitest'
import type { ResolveName } from './resolve-name.ts'
import { targetConnector } from './target-connector.ts'
import { notPublicSentence } from './target-url.ts'

afterEach(() => vi.restoreAllMocks())

/** Connects to a name. Sockets look it up, and dial nothing. @returns the addresses that they would dial. */
function dialled(resolve: ResolveName): Promise<string[]> {
  const { promise, resolve: settle, reject } = Promise.withResolvers<string[]>()
  vi.spyOn(net, 'connect').mockImplementation(((options: net.TcpNetConnectOpts) => {
    options.lookup?.(options.host ?? '', { all: true }, (error, addresses) => {
      if (error) reject(error)
      else settle((addresses as { address: string; family: number }[]).map(({ address }) => address))
    })
    return new net.Socket()
  }) as typeof net.connect)
  const connect = targetConnector(buildConnector, { allowPrivate: false, resolve, connectTimeoutMs: 5_000 })
  connect({ hostname: 'receiver.example', protocol: 'http:', port: '80' }, () => {})
  return promise
}

it('BR-690 dials the addresses that it has checked, when a name leads elsewhere the next time', async () => {
  const resolve = vi.fn<ResolveName>()
  resolve.mockResolvedValueOnce(['8.8.8.8', '2606:4700::1111'])
  resolve.mockResolvedValue(['127.0.0.1'])
  expect(await dialled(resolve)).toEqual(['8.8.8.8', '2606:4700::1111'])
  expect(resolve).toHaveBeenCalledTimes(1)
  await expect(dialled(resolve)).rejects.toThrow(notPublicSentence)
})

it('BR-690 dials only the public addresses of a name, and at most eight', async () => {
  const mixed = ['127.0.0.1', '8.8.8.8', '10.0.0.1', '::1', '1.1.1.1', '::ffff:169.254.169.254']
  expect(await dialled(() => Promise.resolve(mixed))).toEqual(['8.8.8.8', '1.1.1.1'])
  const many = Array.from({ length: 20 }, (_, at) => `8.8.8.${at}`)
  expect(await dialled(() => Promise.resolve(many))).toEqual(many.slice(0, 8))
})

it('fails with the error of the lookup', async () => {
  const error = Object.assign(new Error('not found'), { code: 'ENOTFOUND' })
  await expect(dialled(() => Promise.reject(error))).rejects.toBe(error)
})
