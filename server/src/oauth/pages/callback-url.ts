/**
 * The address that the browser is sent back to: the app's redirect URI with the answer behind its own query,
 * which stays as it is (RFC 6749, section 4.1.2).
 * @param redirectUri one of the app's, without a fragment.
 */
export function callbackUrl(redirectUri: string, answer: Record<string, string | undefined>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(answer)) if (value !== undefined) query.set(name, value)
  const joint = !redirectUri.includes('?') ? '?' : /[?&]$/.test(redirectUri) ? '' : '&'
  // Parsed, so that a redirect URI with letters that no header takes is spelled without them.
  return new URL(`${redirectUri}${joint}${query}`).href
}
