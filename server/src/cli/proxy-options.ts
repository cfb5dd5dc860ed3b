import { type Command, InvalidArgumentError, Option } from 'commander'
import { type IpNetwork, parseNetwork } from '../lib/ip-networks.ts'
import { listValue, originValue } from './argument-parsers.ts'
import { withVariable } from './options.ts'

/** The names and the proxies by which `serve` is reached. */
export interface ProxyOptions {
  /** An origin without a trailing slash. */
  publicUrl?: string
  allowedHost?: string[]
  trustedProxy?: IpNetwork[]
}

/** Adds the options for a server behind a proxy. */
export function addProxyOptions(command: Command): Command {
  return command
    .addOption(
      withVariable(
        new Option(
          '--public-url <url>',
          'the public origin of the server, with which every link begins',
        ).argParser(originValue),
      ),
    )
    .addOption(
      withVariable(
        new Option(
          '--allowed-host <name>',
          'a further host name to serve on loopback, besides localhost; repeatable',
        ).argParser(allowedHosts),
      ),
    )
    .addOption(
      withVariable(
        new Option(
          '--trusted-proxy <cidr>',
          'a proxy whose X-Forwarded-For and X-Forwarded-Proto are trusted; repeatable (default: 127.0.0.0/8, ::1)',
        ).argParser(trustedProxies),
      ),
    )
}

function allowedHosts(text: string, before: readonly string[] = []): string[] {
  const names = listValue(text)
  const wrong = names.find((name) => !/^[\w.-]+$|^\[[\da-f:.]+\]$/i.test(name))
  if (wrong !== undefined) {
    throw new InvalidArgumentError('It is a host name without a scheme and a port: contacts.example.com')
  }
  return [...before, ...names]
}

function trustedProxies(text: string, before: readonly IpNetwork[] = []): IpNetwork[] {
  const networks = listValue(text).map((part) => {
    const network = parseNetwork(part)
    if (!network)
      throw new InvalidArgumentError('It is an address or a network: 10.0.0.0/8, fd00::/8, 192.0.2.1')
    return network
  })
  return [...before, ...networks]
}
