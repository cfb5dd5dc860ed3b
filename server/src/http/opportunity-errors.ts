import { ApiError, badRequest, notFound } from './api-error.ts'

const opportunityId = 'yWQobCRIhRguQtD2llvk'

/** The errors of opportunities. */
export const opportunityErrorTable = {
  /** The argument is the name of the parameter. */
  locationUndefined: {
    make: (name: string) =>
      new ApiError(422, {
        statusCode: 422,
        error: 'Unprocessable Entity',
        message: `${name} can't be undefined`,
        code: 'COMMON_LOCATION_ID_UNDEFINED',
      }),
    when: 'The request does not name a location.',
    example: ['locationId'],
  },
  opportunityNotFound: notFound('Opportunity', 'The opportunity does not exist.', opportunityId),
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
