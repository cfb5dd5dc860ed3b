/** The ids that HighLevel's own pages use in their examples, so that these work unedited. */
export const demoIds = {
  company: '5DP4iH6HLkQsiKESj6rh',
  location: 've9EPM428h8vShlRW1KT',
  user: 'y0BeYjuRIlDwsDcOHOJo',
  business: '63771dcac1116f0e21de8e12',
  /** The contact of the API reference. */
  referenceContact: 'ocQHyuzHvysMo5N5VsXc',
  /** The contact of the guide. */
  guideContact: 'ocQHyuzHvuMOe5N5jjXF',
} as const
