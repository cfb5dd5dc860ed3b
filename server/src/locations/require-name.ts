import { errors } from '../http/errors.ts'

/** The body, where its name, if it has one, is more than white space. @throws ApiError 422. */
export function requireName<Body extends { name?: string | undefined }>(body: Body): Body {
  if (body.name !== undefined && body.name.trim() === '')
    throw errors.unprocessable(['name should not be empty'])
  return body
}
