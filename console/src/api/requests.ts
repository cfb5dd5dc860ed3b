import type { RecordedRequest } from '../../../server/src/traffic/recorded-request.ts'
import type { Api } from './client.ts'
import { control } from './control.ts'
import { getUnlisted } from './unlisted.ts'

export type { RecordedRequest }

/** The latest requests with tokens of the location, newest first. @throws ApiFailure */
export async function listRequests(api: Api, limit: number): Promise<RecordedRequest[]> {
  const { requests } = await getUnlisted<{ requests: RecordedRequest[] }>(api, '/_contactd/requests', {
    limit,
  })
  return requests
}

/** The latest requests to a development server, those without a valid token, too. @throws ApiFailure */
export async function listEveryRequest(limit: number): Promise<RecordedRequest[]> {
  const { requests } = await control<{ requests: RecordedRequest[] }>('GET', `/requests?limit=${limit}`)
  return requests
}
