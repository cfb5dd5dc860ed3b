/** The OpenAPI file can't be used. One sentence for people. */
export class SpecError extends Error {
  override name = 'SpecError'
}
