/** The most characters of a body that is kept. */
export const maxBodyLength = 256 * 1024

/** The names of properties and parameters whose values are secrets. */
const secretNames =
  /^(?:password|(?:client|api)_?secret|(?:access|refresh|id|auth)_?token|token|api_?key|authorization|code)$/i
/** The ones of bodies: contacts have tokens and codes of other kinds. */
const secretsOfBodies = /^(?:password|client_?secret|(?:access|refresh)_?token)$/i
/** Private integration tokens, and JWTs. */
const tokens = /\bpit-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/gi
const hidden = 'hidden'

/** A text without the tokens in it. */
export const withoutTokens = (text: string): string => text.replace(tokens, hidden)

/** A query as sent, without the secrets in it. */
export const withoutSecrets = (query: string): string =>
  withoutTokens(query)
    .split('&')
    .map((pair) => {
      const [name = ''] = pair.split('=', 1)
      return secretNames.test(name) ? `${name}=${hidden}` : pair
    })
    .join('&')

/** A body as text. Secrets in it are left out. */
export function bodyText(body: unknown): string | undefined {
  if (body === undefined || body === null) return undefined
  const text = JSON.stringify(body, (key, value) => (secretsOfBodies.test(key) ? undefined : value))
  return text === undefined || text.length > maxBodyLength ? undefined : withoutTokens(text)
}
