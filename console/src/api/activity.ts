import type { ActivitySeries } from '../../../server/src/traffic/activity/activity-point.ts'
import type { Api } from './client.ts'
import { getUnlisted } from './unlisted.ts'

/** The requests of a location until now. @param minutes how far back. @throws ApiFailure */
export const getActivity = (api: Api, minutes: number): Promise<ActivitySeries> =>
  getUnlisted(api, '/_contactd/requests/activity', { minutes })
