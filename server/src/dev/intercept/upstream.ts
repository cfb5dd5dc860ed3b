import { isLoopback } from '../../http/host-guard.ts'

/** The proxies and exceptions that the environment of a program names. */
export type ProxyVariables = Readonly<Record<string, string | undefined>>

/**
 * The proxy that the environment names for a host, as curl reads it.
 * @param scheme that of the request that passes through.
 * @returns undefined where requests go to the host itself.
 * @throws TypeError if the variable has no URL.
 */
export function upstreamProxy(
  env: ProxyVariables,
  scheme: 'http' | 'https',
  host: string,
  port: number,
): URL | undefined {
  if (isLoopback(host) || exceptions(env).some((entry) => covers(entry, host, port))) return undefined
  const names = [`${scheme}_proxy`, `${scheme}_proxy`.toUpperCase(), 'all_proxy', 'ALL_PROXY']
  const value = names.map((name) => env[name]).find((text) => text !== undefined && text !== '')
  if (value === undefined) return undefined
  return new URL(/^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`)
}

/** The entries of `NO_PROXY` in either spelling. */
export function exceptions(env: ProxyVariables): string[] {
  const entries = [env.no_proxy, env.NO_PROXY].flatMap((list) => (list ?? '').split(/[\s,]+/))
  return [...new Set(entries)].filter((entry) => entry !== '')
}

/** Whether an entry of `NO_PROXY` applies to a host: `*`, a name with its subdomains, or either with a port. */
export function covers(entry: string, host: string, port?: number): boolean {
  if (entry === '*') return true
  const [, name = '', itsPort] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? []
  if (name === '' || (itsPort !== undefined && port !== undefined && Number(itsPort) !== port)) return false
  const wanted = host.toLowerCase()
  return wanted === name || wanted.endsWith(`.${name}`)
}
