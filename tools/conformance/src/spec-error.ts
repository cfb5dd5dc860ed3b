/** The OpenAPI file can't be used. The message is one sentence for people. */
export class SpecError extends Error {
  override name = 'SpecError'
}
