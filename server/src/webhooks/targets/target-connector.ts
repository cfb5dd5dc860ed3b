import { isIP, type LookupFunction } from 'node:net'
import type { buildConnector } from 'undici'
import { isPublicAddress } from './public-address.ts'
import { type ResolveName, resolveByDns } from './resolve-name.ts'
import { forbiddenTargetCode, notPublicSentence } from './target-url.ts'

/** A host has several addresses, and one of them does not answer: the time until the next one is tried. */
const addressTimeoutMs = 2_000
/** Of a name with more addresses only these are tried. */
const maxAddresses = 8

/** A target has no address that may be dialled. */
class ForbiddenTargetError extends Error {
  override name = 'ForbiddenTargetError'
  readonly code = forbiddenTargetCode
  constructor() {
    super(notPublicSentence)
  }
}

export interface TargetRules {
  /** Dials private addresses, too. */
  allowPrivate: boolean
  /** How names are looked up: by default in the DNS, and as the system does it where private addresses are allowed. */
  resolve?: ResolveName | undefined
  connectTimeoutMs: number
}

/**
 * Makes the function that opens undici's connections. A name is looked up once for each connection, and only the addresses of that
 * answer that may be dialled are dialled, so the name can't lead elsewhere in between.
 */
export function targetConnector(build: typeof buildConnector, rules: TargetRules): buildConnector.connector {
  const { allowPrivate, connectTimeoutMs } = rules
  const resolve = rules.resolve ?? (allowPrivate ? undefined : resolveByDns)
  const dial = build({
    allowH2: false,
    timeout: connectTimeoutMs,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: Math.min(addressTimeoutMs, connectTimeoutMs),
    ...(resolve && { lookup: checkedLookup(resolve, allowPrivate) }),
  } as buildConnector.BuildOptions)
  if (allowPrivate) return dial
  return (options, callback) => {
    // A socket looks up no name if it gets an address.
    if (isIP(options.hostname) === 0 || isPublicAddress(options.hostname)) dial(options, callback)
    else process.nextTick(callback, new ForbiddenTargetError(), null)
  }
}

/** The addresses of a name that may be dialled. @throws ForbiddenTargetError if it has none. */
async function dialledAddresses(
  hostname: string,
  resolve: ResolveName,
  allowPrivate: boolean,
): Promise<string[]> {
  const addresses = await resolve(hostname)
  const allowed = allowPrivate ? addresses : addresses.filter(isPublicAddress)
  if (allowed.length === 0) throw new ForbiddenTargetError()
  return allowed.slice(0, maxAddresses)
}

function checkedLookup(resolve: ResolveName, allowPrivate: boolean): LookupFunction {
  return (hostname, _options, callback) => {
    dialledAddresses(hostname, resolve, allowPrivate).then(
      (addresses) =>
        callback(
          null,
          addresses.map((address) => ({ address, family: isIP(address) })),
        ),
      (error) => callback(error, []),
    )
  }
}
