import type { Knowledge } from './known.ts'

/** What is known of HighLevel's files on OAuth. */
export const knownOfOauth: Knowledge = {
  mistakes: [
    {
      places: ['GetAccessCodeSuccessfulResponseDto.isBulkInstallation'],
      right: 'type',
      reason: 'The example is that of another property.',
    },
    {
      places: ['get-installed-location planId'],
      right: 'type',
      reason: 'A plan has an id, and the example is that of another parameter.',
    },
  ],
  omissions: [],
  differences: [],
  untried: [
    {
      operations: ['get-access-token', 'get-location-access-token'],
      reason: 'Its body is a form; the tool sends JSON.',
    },
    {
      operations: ['get-installed-location'],
      reason: 'It needs the token of an app that was installed in a company by a person.',
    },
  ],
}
