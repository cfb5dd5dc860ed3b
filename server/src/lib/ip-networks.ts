import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** A range of addresses, such as `10.0.0.0/8`. */
export interface IpNetwork {
  address: Address
  /** How many leading bits all addresses of the network share. */
  prefixLength: number
}

/** The bits of an IPv6 address before an embedded IPv4 address: `::ffff:192.0.2.1`. */
const mappedBits = 96
/** A customer gets a /64 and chooses the other bits. */
const customerBits = 64

/**
 * Parses `10.0.0.0/8`, `fd00::/8`, or a single address. An IPv4 address inside IPv6 (`::ffff:10.0.0.0/104`) is IPv4.
 * @returns undefined for any other text.
 */
export function parseNetwork(text: string): IpNetwork | undefined {
  const [, host = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const version = isIP(host)
  if (version === 0 || host.includes('%')) return undefined
  const address = ipaddr.process(host)
  const hiddenBits = version === 6 && address.kind() === 'ipv4' ? mappedBits : 0
  const allBits = address.kind() === 'ipv4' ? 32 : 128
  const prefixLength = bits === undefined ? allBits : Number(bits) - hiddenBits
  return prefixLength < 0 || prefixLength > allBits ? undefined : { address, prefixLength }
}

/** Whether an address is in one of the networks. An invalid address is in none. */
export function isInNetworks(address: string, networks: readonly IpNetwork[]): boolean {
  const parsed = parseAddress(address)
  if (parsed === undefined) return false
  return networks.some(
    (network) =>
      network.address.kind() === parsed.kind() && parsed.match(network.address, network.prefixLength),
  )
}

/**
 * The network that counts as one client: an IPv4 address itself, or the first 64 bits of an IPv6 address. An invalid
 * address counts as is.
 */
export function clientNetworkOf(address: string): string {
  const parsed = parseAddress(address)
  if (parsed === undefined || parsed.kind() === 'ipv4') return parsed?.toString() ?? address
  const { parts } = parsed as ipaddr.IPv6
  return parts
    .slice(0, customerBits / 16)
    .map((part) => part.toString(16))
    .join(':')
}

function parseAddress(text: string): Address | undefined {
  return isIP(text) === 0 ? undefined : ipaddr.process(text)
}
