import { Failure } from './failure.ts'

/**
 * The token of the API, from the environment: an argument would be in the list of processes. Undefined if there is none.
 * @throws Failure
 */
export function tokenOfEnvironment(): string | undefined {
  const token = process.env.CONTACTD_TOKEN ?? ''
  if (token === '') return undefined
  // What a header can't have would be in the error of the request.
  if (!/^[\x21-\x7e]+$/.test(token)) throw new Failure('CONTACTD_TOKEN is not a token.')
  return token
}

/** The same for commands that need one. @throws Failure */
export function requiredToken(): string {
  const token = tokenOfEnvironment()
  if (token === undefined)
    throw new Failure('CONTACTD_TOKEN is not set: set it to a token of the server (`contactd token create`).')
  return token
}
