import { ruleOfError } from '../http/refusal-log.ts'

/**
 * The rule of an error that several rules cause: the one that a developer reads first. The log names none, because it does not
 * look at the request.
 */
const firstRules: Readonly<Record<string, string>> = {
  userTypeUnsupported: 'BR-133',
  malformedUrl: 'BR-013',
  bodyNotMultipart: 'BR-091',
  malformedForm: 'BR-091',
  formWithoutFile: 'BR-091',
  tooManyFiles: 'BR-089',
  fileFormatRefused: 'BR-090',
  uploadQuotaReached: 'BR-464',
  documentNotFound: 'BR-095',
  customFieldKeyTaken: 'BR-076',
  customFieldFolderTaken: 'BR-243',
  customFieldFolderNotFound: 'BR-243',
  customValueNotFound: 'BR-493',
  customValueKeyTaken: 'BR-490',
  templateNotFound: 'BR-497',
  recurringTaskNotFound: 'BR-522',
  businessNotFound: 'BR-233',
  userEmailTaken: 'BR-245',
  userNotFound: 'BR-042',
  noteNotFound: 'BR-212',
  taskNotFound: 'BR-212',
  campaignNotFound: 'BR-219',
  workflowNotFound: 'BR-220',
  tooLargeTogether: 'BR-467',
  usersTooLarge: 'BR-468',
  tooMany: 'BR-079',
  tooManyOfContact: 'BR-213',
  tooManyOfCompany: 'BR-468',
  phoneInvalid: 'BR-039',
  duplicateContact: 'BR-062',
  answersWaiting: 'BR-364',
  tooManySearches: 'BR-355',
  tooManyImports: 'BR-813',
  searchTooSlow: 'BR-352',
  searchUnavailable: 'BR-353',
  searchIndexBehind: 'BR-303',
  searchTooCostly: 'BR-352',
  clientGone: 'BR-366',
  internal: 'BR-310',
  locationUndefined: 'BR-581',
  opportunityNotFound: 'BR-519',
  webhookNotFound: 'BR-731',
  webhookOfApp: 'BR-730',
  deliveryNotFound: 'BR-733',
  tokenNotFound: 'BR-810',
  installationNotFound: 'BR-815',
  opportunityDuplicate: 'BR-514',
  pipelineInvalid: 'BR-511',
  pipelineStageInvalid: 'BR-511',
  lostReasonNotFound: 'BR-512',
  searchAfterInvalid: 'BR-292',
  pageAndSearchAfter: 'BR-291',
  pageTooFar: 'BR-291',
  pageTooLarge: 'BR-304',
  codeNotFound: 'BR-113',
  codeInvalid: 'BR-113',
  refreshTokenInvalid: 'BR-116',
  clientInvalid: 'BR-113',
  clientOfRefreshInvalid: 'BR-448',
  credentialsTwice: 'BR-450',
  grantTypeUnsupported: 'BR-110',
  parameterMissing: 'BR-110',
  parameterInvalid: 'BR-110',
  requestInvalid: 'BR-110',

  contactChanged: 'BR-804',
  signInRefused: 'BR-800',
  signInSlowedDown: 'BR-125',
  signInsBusy: 'BR-451',
  signedOut: 'BR-800',
  foreignPage: 'BR-801',
}

/** The rules behind the sentences of a 422, by the first that fits. */
const rulesOfSentences: readonly (readonly [RegExp, string])[] = [
  [/ should not exist$/, 'BR-022'],
  [/^the body must be a JSON object$/, 'BR-021'],
  [/^dateOfBirth must be a valid date/, 'BR-041'],
  [/ must be (?:an email|an URL address|a valid IANA time-zone)$|^country must be/, 'BR-040'],
  [/ must be shorter than /, 'BR-025'],
  [/^customFields\./, 'BR-054'],
]

/** The number of the rule behind an error of the table. @param sentence its first one. */
export function ruleOfRefusal(name: string, sentence: string): string | undefined {
  if (name === 'unprocessable') {
    const special = rulesOfSentences.find(([pattern]) => pattern.test(sentence))
    if (special) return special[1]
  }
  return ruleOfError[name] ?? firstRules[name]
}
