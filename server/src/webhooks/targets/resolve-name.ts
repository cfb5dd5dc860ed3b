import { Resolver } from 'node:dns/promises'

/**
 * Looks up the addresses of a name.
 * @throws Error with the code of `node:dns`, such as `ENOTFOUND`, if there is none.
 */
export type ResolveName = (hostname: string) => Promise<string[]>

const dnsTimeoutMs = 3_000
const dnsTries = 2

/**
 * Asks the DNS. Unlike `dns.lookup`, it takes none of the few threads of the process, which name servers that don't answer would hold;
 * it therefore ignores the file of hosts. IPv4 comes first: many servers have no route for IPv6.
 */
export const resolveByDns: ResolveName = async (hostname) => {
  // A new one each time, because it reads the name servers of the system only when it is made.
  const resolver = new Resolver({ timeout: dnsTimeoutMs, tries: dnsTries })
  const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)])
  const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
  const [refused] = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []))
  if (addresses.length === 0 && refused !== undefined) throw refused
  return addresses
}
