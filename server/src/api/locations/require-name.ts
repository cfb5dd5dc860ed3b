import { errors } from '../../http/errors.ts'

/** Requires that a name is more than white space. @returns the body. @throws ApiError 422. */
export function requireName<Body extends { name?: string | undefined }>(body: Body): Body {
  if (body.name !== undefined && body.name.trim() === '')
    throw errors.unprocessable(['name should not be empty'])
  return body
}
