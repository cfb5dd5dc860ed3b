import { ApiError, badRequest, notFound } from './api-error.ts'

const opportunityId = 'yWQobCRIhRguQtD2llvk'

/** An error with a code, with the keys in the order of HighLevel's service of opportunities. */
const coded = (statusCode: number, error: string, message: string, code: string): ApiError =>
  new ApiError(statusCode, { statusCode, error, message, code })

/** The errors of opportunities. */
export const opportunityErrorTable = {
  /** The argument is the name of the parameter. */
  locationUndefined: {
    make: (name: string) =>
      coded(422, 'Unprocessable Entity', `${name} can't be undefined`, 'COMMON_LOCATION_ID_UNDEFINED'),
    when: 'The request does not name a location.',
    example: ['locationId'],
  },
  opportunityNotFound: {
    make: () => coded(404, 'Not Found', 'Opportunity not found', 'OPPORTUNITY_NOT_FOUND'),
    when: 'The opportunity does not exist.',
    example: [],
  },
  /** The argument is the id of the other opportunity. */
  opportunityDuplicate: {
    make: (existingId: string) =>
      new ApiError(
        400,
        {
          statusCode: 400,
          message: 'Can not create duplicate opportunity for the contact.',
          code: 'OPPORTUNITY_NO_DUPLICATE',
          meta: { existingId },
          error: 'Bad Request',
        },
        { traced: true },
      ),
    when: 'The contact has another open opportunity in the pipeline, and the location does not allow duplicates.',
    example: [opportunityId],
  },
  pipelineInvalid: badRequest('The pipeline id is invalid.', 'The location has no pipeline with this id.'),
  pipelineStageInvalid: badRequest(
    'The pipeline stage id is invalid.',
    'The pipeline has no stage with this id.',
  ),
  lostReasonNotFound: notFound(
    'Lost reason',
    'The location has no lost reason with this id.',
    'CLu7BaljjqrEjBGKTNNe',
  ),
} as const
