/** The names of parameters that differ between the versions. */
export type VersionNames = Record<'location' | 'pipeline' | 'stage' | 'contact' | 'user', string>

/** Those of the dated versions. */
export const snakeCase: VersionNames = {
  location: 'location_id',
  pipeline: 'pipeline_id',
  stage: 'pipeline_stage_id',
  contact: 'contact_id',
  user: 'assigned_to',
}
/** Those of v3. */
export const camelCase: VersionNames = {
  location: 'locationId',
  pipeline: 'pipelineId',
  stage: 'pipelineStageId',
  contact: 'contactId',
  user: 'assignedTo',
}

/** The parameters of Search Opportunity, in the spelling of v3. */
export interface OpportunityListParameters {
  locationId: string
  q?: string
  pipelineId?: string
  pipelineStageId?: string
  contactId?: string
  status?: string
  assignedTo?: string
  campaignId?: string
  id?: string
  order?: string
  endDate?: string
  startAfter?: string
  startAfterId?: string
  date?: string
  country?: string
  page?: number
  limit?: number
  getTasks?: boolean
  getNotes?: boolean
  getCalendarEvents?: boolean
}

const v3Names = new Map(
  (Object.keys(snakeCase) as (keyof VersionNames)[]).map((name) => [snakeCase[name], camelCase[name]]),
)
const datedNames = new Map([...v3Names].map(([dated, version3]) => [version3, dated]))

const renamed = (parameters: object, names: ReadonlyMap<string, string>) =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [names.get(name) ?? name, value]))

/** The parameters in the spelling of v3, without empty ones. @param sent valid in the spelling of any version. */
export const readListParameters = (sent: object): OpportunityListParameters =>
  renamed(
    Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== '')),
    v3Names,
  ) as unknown as OpportunityListParameters

/** Parameters in the spelling of a version. */
export const spelledFor = (
  isVersion3: boolean,
  parameters: Record<string, string>,
): Record<string, string> => (isVersion3 ? parameters : renamed(parameters, datedNames))
