import { type Api, dataOf } from './client.ts'

/**
 * Reads from an operation that is for the console alone, and not in the OpenAPI documents.
 * @throws ApiFailure
 */
export const getUnlisted = <Data>(
  api: Api,
  path: `/_contactd/${string}`,
  query: Record<string, string | number> = {},
): Promise<Data> => dataOf(api.GET(path as never, { params: { query } } as never) as never)
