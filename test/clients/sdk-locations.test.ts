import { expect } from 'vitest'
import { useTestServer } from '../support/use-test-server.ts'
import { describeService, type SdkStory, type TryOut } from './sdk-services.ts'

const done = { succeded: true }

const newTag = async ({ ofLocation, locationId }: SdkStory, name = 'VIP') =>
  (await ofLocation.locations?.createTag?.({ locationId }, { name }))?.tag as { id: string }
const newField = async ({ ofLocation, locationId }: SdkStory) =>
  (
    await ofLocation.locations?.createCustomField?.(
      { locationId },
      { name: 'Shoe size', dataType: 'NUMERICAL' },
    )
  )?.customField as { id: string }
const newValue = async ({ ofLocation, locationId }: SdkStory) =>
  (await ofLocation.locations?.createCustomValue?.({ locationId }, { name: 'Slogan', value: 'Fast' }))
    ?.customValue as { id: string }

const places: Record<string, TryOut> = {
  async getLocation({ locationId }, call) {
    expect(await call({ locationId })).toMatchObject({ location: { id: locationId, name: 'Main' } })
  },
  async getTimezones({ locationId }, call) {
    expect(await call({ locationId })).toMatchObject({ timezones: expect.arrayContaining(['Europe/Berlin']) })
  },
}

const tags: Record<string, TryOut> = {
  async getLocationTags(story, call) {
    const tag = await newTag(story)
    expect(await call({ locationId: story.locationId })).toEqual({ tags: [tag] })
  },
  async createTag({ locationId }, call) {
    const { tag } = await call({ locationId }, { name: 'VIP' })
    expect(tag).toEqual({ id: expect.any(String), name: 'vip', locationId })
  },
  async getTagById(story, call) {
    const tag = await newTag(story)
    expect(await call({ locationId: story.locationId, tagId: tag.id })).toEqual({ tag })
  },
  async updateTag(story, call) {
    const { locationId } = story
    const { id: tagId } = await newTag(story)
    const tag = { id: tagId, name: 'regular', locationId }
    expect(await call({ locationId, tagId }, { name: 'Regular' })).toEqual({ tag })
    expect(await story.ofLocation.locations?.getLocationTags?.({ locationId })).toEqual({ tags: [tag] })
  },
  async deleteTag(story, call) {
    const { locationId } = story
    const { id: tagId } = await newTag(story)
    expect(await call({ locationId, tagId })).toMatchObject(done)
    expect(await story.ofLocation.locations?.getLocationTags?.({ locationId })).toEqual({ tags: [] })
  },
}

const tasks: Record<string, TryOut> = {
  async taskSearch({ locationId, userId, send }, call) {
    const { contact } = await send('POST', '/contacts/', { locationId, firstName: 'Ona' })
    const contactId = contact?.id
    const body = { title: 'Call', dueDate: '2026-10-25T11:00:00.000Z', completed: false, assignedTo: userId }
    await send('POST', `/contacts/${contactId}/tasks`, body)
    await send('POST', `/contacts/${contactId}/tasks`, { ...body, title: 'Write', completed: true })
    const filter = { completed: false, assignedTo: [userId], query: 'call', limit: 10, skip: 0, count: true }
    expect(await call({ locationId }, filter)).toMatchObject({
      tasks: [{ title: 'Call', contactId, completed: false, contactDetails: { firstName: 'Ona' } }],
      count: 1,
    })
  },
}

const rruleOptions = {
  intervalType: 'daily',
  interval: 2,
  startDate: '2024-06-17T10:00:00.000Z',
  dueAfterSeconds: 600,
}
async function newRecurringTask({ locationId, userId, send, ofLocation }: SdkStory) {
  const { contact } = await send('POST', '/contacts/', { locationId, firstName: 'Ona' })
  const body = { title: 'Call', contactIds: [contact?.id], owners: [userId], rruleOptions }
  const made = await ofLocation.locations?.createRecurringTask?.({ locationId }, body)
  return made?.recurringTask as { id: string }
}

const recurringTasks: Record<string, TryOut> = {
  async createRecurringTask({ locationId, send }, call) {
    const { contact } = await send('POST', '/contacts/', { locationId, firstName: 'Ona' })
    const body = { title: 'Call', description: 'By phone', contactIds: [contact?.id], rruleOptions }
    const { recurringTask } = await call({ locationId }, { ...body, ignoreTaskCreation: true })
    const told = {
      title: 'Call',
      description: 'By phone',
      contactId: contact?.id,
      locationId,
      deleted: false,
    }
    expect(recurringTask).toMatchObject({ ...told, rruleOptions })
    const tasks = await send<{ tasks: unknown[] }>('GET', `/contacts/${contact?.id}/tasks`)
    expect(tasks).toEqual({ tasks: [] })
  },
  async getRecurringTaskById(story, call) {
    const recurringTask = await newRecurringTask(story)
    expect(await call({ locationId: story.locationId, id: recurringTask.id })).toEqual({ recurringTask })
  },
  async updateRecurringTask(story, call) {
    const { locationId, ofLocation } = story
    const { id } = await newRecurringTask(story)
    const { recurringTask } = await call({ locationId, id }, { title: 'Write' })
    expect(recurringTask).toMatchObject({ id, title: 'Write', rruleOptions })
    expect(await ofLocation.locations?.getRecurringTaskById?.({ locationId, id })).toEqual({ recurringTask })
  },
  async deleteRecurringTask(story, call) {
    const { locationId, ofLocation } = story
    const { id } = await newRecurringTask(story)
    expect(await call({ locationId, id })).toEqual({ id, success: true })
    const gone = ofLocation.locations?.getRecurringTaskById?.({ locationId, id })
    await expect(gone).rejects.toMatchObject({ statusCode: 400 })
  },
}

const customFields: Record<string, TryOut> = {
  async getCustomFields(story, call) {
    const field = await newField(story)
    const { locationId } = story
    expect(await call({ locationId, model: 'contact' })).toEqual({ customFields: [field] })
    expect(await call({ locationId, model: 'opportunity' })).toEqual({ customFields: [] })
  },
  async createCustomField({ locationId }, call) {
    const body = { name: 'Shoe size', dataType: 'NUMERICAL', model: 'contact' }
    const { customField } = await call({ locationId }, body)
    expect(customField).toMatchObject({ ...body, locationId, fieldKey: 'contact.shoe_size' })
  },
  async getCustomField(story, call) {
    const customField = await newField(story)
    expect(await call({ locationId: story.locationId, id: customField.id })).toEqual({ customField })
  },
  async updateCustomField(story, call) {
    const { id } = await newField(story)
    const customField = { id, name: 'Shoes', fieldKey: 'contact.shoe_size' }
    expect(await call({ locationId: story.locationId, id }, { name: 'Shoes' })).toMatchObject({ customField })
  },
  async deleteCustomField(story, call) {
    const { locationId, ofLocation } = story
    const { id } = await newField(story)
    expect(await call({ locationId, id })).toMatchObject(done)
    expect(await ofLocation.locations?.getCustomFields?.({ locationId })).toEqual({ customFields: [] })
  },
  async uploadFileCustomFields({ server, locationId }, call) {
    const { id } = await server.fixtures.customField(locationId, { dataType: 'FILE_UPLOAD' })
    const form = new FormData()
    form.set('id', id)
    form.set('maxFiles', '1')
    form.set(`${id}_f31175d4-2b06-4fc6-b7bc-74cd814c68cb`, new Blob(['a contract']), 'contract.txt')
    const { uploadedFiles } = await call({ locationId }, form, {
      headers: { 'Content-Type': 'multipart/form-data' },
    })
    const [url] = Object.values(uploadedFiles as Record<string, string>)
    expect(url).toMatch(/\/documents\/download\/\w{20}$/)
  },
}

const customValues: Record<string, TryOut> = {
  async getCustomValues(story, call) {
    const value = await newValue(story)
    expect(await call({ locationId: story.locationId })).toEqual({ customValues: [value] })
  },
  async createCustomValue({ locationId }, call) {
    const { customValue } = await call({ locationId }, { name: 'Opening hours', value: '9-17' })
    expect(customValue).toEqual({
      id: expect.any(String),
      name: 'Opening hours',
      fieldKey: '{{ custom_values.opening_hours }}',
      value: '9-17',
      locationId,
    })
  },
  async getCustomValue(story, call) {
    const customValue = await newValue(story)
    expect(await call({ locationId: story.locationId, id: customValue.id })).toEqual({ customValue })
  },
  async updateCustomValue(story, call) {
    const { locationId, ofLocation } = story
    const customValue = { ...(await newValue(story)), value: 'Faster' }
    const { id } = customValue
    expect(await call({ locationId, id }, { name: 'Slogan', value: 'Faster' })).toEqual({ customValue })
    expect(await ofLocation.locations?.getCustomValue?.({ locationId, id })).toEqual({ customValue })
  },
  async deleteCustomValue(story, call) {
    const { locationId, ofLocation } = story
    const { id } = await newValue(story)
    expect(await call({ locationId, id })).toMatchObject(done)
    expect(await ofLocation.locations?.getCustomValues?.({ locationId })).toEqual({ customValues: [] })
  },
}

const templates: Record<string, TryOut> = {
  async gETAllOrEmailSmsTemplates({ server, locationId }, call) {
    const { id } = await server.fixtures.template(locationId, 'Welcome')
    const query = { locationId, originId: locationId, deleted: false, skip: '0', limit: '25', type: 'sms' }
    expect(await call(query)).toMatchObject({
      templates: [{ id, name: 'Welcome', type: 'sms' }],
      totalCount: 1,
    })
    expect(await call({ ...query, type: 'email' })).toEqual({ templates: [], totalCount: 0 })
  },
  async dELETEAnEmailSmsTemplate({ server, locationId, ofLocation }, call) {
    const { id } = await server.fixtures.template(locationId)
    await call({ locationId, id })
    const listed = await ofLocation.locations?.gETAllOrEmailSmsTemplates?.({
      locationId,
      originId: locationId,
    })
    expect(listed).toEqual({ templates: [], totalCount: 0 })
  },
}

const ofCompany: Record<string, TryOut> = {
  async searchLocations({ companyId, locationId }, call) {
    const { locations } = await call({ companyId, skip: '0', limit: '500', order: 'asc' })
    expect(locations).toContainEqual(expect.objectContaining({ id: locationId, name: 'Main' }))
  },
  async createLocation({ companyId, ofCompany }, call) {
    const made = await call({ name: 'Oslo', companyId, country: 'NO', timezone: 'Europe/Oslo' })
    expect(made).toMatchObject({ id: expect.any(String), name: 'Oslo', companyId, country: 'NO' })
    const got = await ofCompany.locations?.getLocation?.({ locationId: made.id })
    expect(got).toMatchObject({ location: { id: made.id, name: 'Oslo' } })
  },
  async putLocation({ companyId, locationId, ofCompany }, call) {
    expect(await call({ locationId }, { name: 'Bergen', companyId })).toMatchObject({ name: 'Bergen' })
    expect(await ofCompany.locations?.getLocation?.({ locationId })).toMatchObject({
      location: { name: 'Bergen' },
    })
  },
  async deleteLocation({ locationId, ofCompany }, call) {
    expect(await call({ locationId, deleteTwilioAccount: false })).toMatchObject({ success: true })
    const gone = ofCompany.locations?.getLocation?.({ locationId })
    await expect(gone).rejects.toMatchObject({ statusCode: 401 })
  },
}

describeService(useTestServer(), 'locations', {
  ofLocation: {
    ...places,
    ...tags,
    ...tasks,
    ...recurringTasks,
    ...customFields,
    ...customValues,
    ...templates,
  },
  ofCompany,
})
