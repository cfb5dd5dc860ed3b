/**
 * The URL that the browser is sent back to: the app's redirect URI with the response appended to its query, which is
 * not changed (RFC 6749, section 4.1.2).
 * @param redirectUri one of the app's, without a fragment.
 */
export function callbackUrl(redirectUri: string, answer: Record<string, string | undefined>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(answer)) if (value !== undefined) query.set(name, value)
  const joint = !redirectUri.includes('?') ? '?' : /[?&]$/.test(redirectUri) ? '' : '&'
  // Parsing encodes characters that a header can't contain.
  return new URL(`${redirectUri}${joint}${query}`).href
}
