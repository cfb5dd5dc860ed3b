/** Where a server is to listen. */
export interface ListenOptions {
  host: string
  port: number
}

/**
 * Why the address can't be listened on, in one sentence that says what to do.
 * @param named what the user calls the options.
 */
export function listenSentence(
  error: NodeJS.ErrnoException,
  { host, port }: ListenOptions,
  named = { host: '--host', port: '--port' },
): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use: stop the program that uses it, or choose another with ${named.port}.`
    case 'EACCES':
      return `Port ${port} needs rights that this account doesn't have: choose one above 1023 with ${named.port}.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine: choose another with ${named.host}.`
    default:
      return `contactd can't listen on ${host}, port ${port}: ${error.message}.`
  }
}
