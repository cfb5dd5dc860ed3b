import { describe, expect, it } from 'vitest'
import { ApiError } from './api-error.ts'
import { errors } from './errors.ts'

describe('the error catalogue', () => {
  it.each<[ApiError, number, string]>([
    [errors.versionMissing(), 401, '{"statusCode":401,"message":"version header was not found."}'],
    [errors.versionInvalid(), 401, '{"statusCode":401,"message":"version header is invalid"}'],
    [
      errors.versionMalformed('x'),
      400,
      `{"statusCode":400,"message":"Invalid API version segment 'x' at position 0"}`,
    ],
    [errors.tokenMissing(), 401, '{"statusCode":401,"message":"Unauthorized"}'],
    [errors.privateTokenInvalid(), 401, '{"statusCode":401,"message":"Invalid Private Integration token"}'],
    [errors.accessTokenInvalid(), 401, '{"statusCode":401,"message":"Invalid JWT"}'],
    [
      errors.scopeMissing(),
      401,
      '{"statusCode":401,"message":"The token is not authorized for this scope."}',
    ],
    [errors.userTypeMismatch(), 401, `{"statusCode":401,"message":"Token's user type mismatch!"}`],
    [
      errors.locationForbidden(),
      403,
      '{"message":"The token does not have access to this location.","error":"Forbidden","statusCode":403}',
    ],
    [
      errors.contactNotFound('x'),
      400,
      '{"message":"Contact not found for id:x","error":"Bad Request","statusCode":400}',
    ],
    [errors.contactNeverWas('x'), 400, '{"error":"Contact with id x not found","status":400}'],
    [errors.phoneInvalid('no phone'), 400, '{"message":"no phone","error":"Bad Request","statusCode":400}'],
    [
      errors.unprocessable(['a', 'b']),
      422,
      '{"message":["a","b"],"error":"Unprocessable Entity","statusCode":422}',
    ],
    [errors.bodyTooLarge(), 413, '{"statusCode":413,"message":"request entity too large"}'],
    [
      errors.charsetUnsupported('latin1'),
      415,
      '{"statusCode":415,"message":"unsupported charset \\"LATIN1\\""}',
    ],
    [errors.tooManyRequests(7), 429, '{"statusCode":429,"message":"Too Many Requests"}'],
    [
      errors.routeNotFound('GET', '/x?access_token=secret'),
      404,
      '{"message":"Cannot GET /x","error":"Not Found","statusCode":404}',
    ],
    [
      errors.customFieldValueInvalid({ a: 1 }, 'f'),
      400,
      String.raw`{"message":"Invalid Custom Field Value \"{\"a\":1}\" for \"f\"","error":"Bad Request","statusCode":400}`,
    ],
  ])('has the status and body that HighLevel sends: %s', (error, status, text) => {
    expect(error.statusCode).toBe(status)
    expect(JSON.stringify(error.body)).toBe(text)
  })

  const match = { contactName: 'Linnea Berg', contactId: 'correct-contact', matchingField: 'email' } as const

  it('has one shape for a duplicate in a create and another in an update', () => {
    const create = errors.duplicateContact('create', match)
    expect(create.traced).toBe(true)
    expect(JSON.stringify(create.body)).toBe(
      '{"statusCode":400,"message":"This location does not allow duplicated contacts.","meta":{"contactName":"Linnea Berg","contactId":"correct-contact","matchingField":"email"}}',
    )
    const update = errors.duplicateContact('update', match)
    expect(update.traced).toBe(false)
    expect(JSON.stringify(update.body)).toBe(
      '{"statusCode":400,"message":"This location does not allow duplicated contacts.","meta":{"contactName":"Linnea Berg","contactId":"correct-contact","matchingField":"email"},"succeeded":false}',
    )
  })

  it('shortens long values', () => {
    const { message } = errors.customFieldValueInvalid('x'.repeat(100_000), 'f')
    expect(message.length).toBeLessThan(600)
    expect(message.endsWith('…" for "f"')).toBe(true)
  })

  it('sends retry-after if the database is unavailable', () => {
    expect(errors.unavailable()).toMatchObject({
      statusCode: 503,
      headers: { 'retry-after': '1' },
      traced: true,
    })
  })

  it('sends retry-after if there were too many requests', () => {
    expect(errors.tooManyRequests(7).headers).toEqual({ 'retry-after': '7' })
  })

  it("has the response's message as the error's message", () => {
    expect(errors.contactNotFound('x')).toBeInstanceOf(ApiError)
    expect(errors.contactNotFound('x').message).toBe('Contact not found for id:x')
  })
})
