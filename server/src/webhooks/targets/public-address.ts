import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Public addresses at which a cloud serves the metadata of its machines: Azure's WireServer. */
const metadataAddresses = ['168.63.129.16']
/** Only this part of IPv6 is assigned to hosts of the internet. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * Whether an address is one of the internet: no loopback, private, link-local, multicast, reserved or metadata address, and none
 * that NAT64, 6to4 or Teredo translate. An IPv4 address inside IPv6 (`::ffff:192.0.2.1`) counts as itself.
 * @param address in the notation of sockets: `192.0.2.1`, `2001:db8::1`. Other texts are not public.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || address.includes('%')) return false
  const parsed = ipaddr.process(address)
  if (parsed.range() !== 'unicast') return false
  if (parsed instanceof ipaddr.IPv6) return parsed.match(globalUnicast)
  return !metadataAddresses.includes(parsed.toString())
}
