/**
 * Samples are made once, and sent with the origin of the server that was asked. Until then, they have markers where the
 * origin or a part of it belongs.
 */

/** The origin of HighLevel's API. */
export const highLevelOrigin = 'https://services.leadconnectorhq.com'

/** The places of a token in the samples. Scalar has the same one in samples of its own. */
export const tokenPlaceholder = 'YOUR_SECRET_TOKEN'

/** The markers. The text of a sample has none of them otherwise. */
export const markers = {
  origin: '<<origin>>',
  /** `https` or `http`. */
  scheme: '<<scheme>>',
  /** `HTTPS` or `HTTP`. */
  upperScheme: '<<upperScheme>>',
  hostname: '<<hostname>>',
  /** `, 4455`: the port as a further argument, if the origin has one. */
  portArgument: '<<portArgument>>',
  /** `'port': 4455,`: the port as a property on its own line, if the origin has one. */
  portProperty: '<<portProperty>>',
  /** The line that makes the official SDK call this origin, unless it is HighLevel's. */
  sdkBaseUrl: '<<sdkBaseUrl>>',
} as const

type Marker = keyof typeof markers

/**
 * Replaces the markers in the JSON text of samples.
 * @param origin `http://127.0.0.1:4455`, without a trailing slash.
 */
export function withOrigin(json: string, origin: string): string {
  const { protocol, hostname, port } = new URL(origin)
  const scheme = protocol.slice(0, -1)
  const values: Record<Marker, string> = {
    origin,
    scheme,
    upperScheme: scheme.toUpperCase(),
    hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
    portArgument: port && `, ${port}`,
    portProperty: port && `'port': ${port},\n  `,
    sdkBaseUrl: origin === highLevelOrigin ? '' : `ghl.getHttpClient().defaults.baseURL = '${origin}'\n`,
  }
  return json.replace(/<<(\w+)>>/g, (marker, name: string) => {
    const value = values[name as Marker]
    return value === undefined ? marker : JSON.stringify(value).slice(1, -1)
  })
}
