import { createBusinessBody, updateBusinessBody } from '../../server/src/api/businesses/business-schemas.ts'
import { bulkTagsBody } from '../../server/src/api/contacts/bulk/bulk-schemas.ts'
import {
  createContactBody,
  tagsBody,
  updateContactBody,
} from '../../server/src/api/contacts/contact-schemas.ts'
import { upsertContactBody } from '../../server/src/api/contacts/upsert/upsert-schemas.ts'
import {
  createCustomFieldBody,
  updateCustomFieldBody,
} from '../../server/src/api/custom-fields/custom-field-schemas.ts'
import { customValueBody } from '../../server/src/api/custom-values/custom-value-schemas.ts'
import { followersBody } from '../../server/src/api/followers/follower-schemas.ts'
import { createLocationBody, putLocationBody } from '../../server/src/api/locations/location-schemas.ts'
import { createNoteBody, updateNoteBody } from '../../server/src/api/notes/note-schemas.ts'
import { searchBody } from '../../server/src/api/search/search-schemas.ts'
import { tagBody } from '../../server/src/api/tags/tag-schemas.ts'
import { createTaskBody, taskCompletedBody, updateTaskBody } from '../../server/src/api/tasks/task-schemas.ts'
import { createUserBody, filterUsersBody, updateUserBody } from '../../server/src/api/users/user-schemas.ts'

/** The schemas of bodies, under HighLevel's names for its classes. */
export const schemas: Readonly<Record<string, object>> = {
  CreateContactDto: createContactBody,
  UpdateContactDto: updateContactBody,
  UpsertContactDto: upsertContactBody,
  NotesDTO: createNoteBody,
  UpdateNoteDTO: updateNoteBody,
  CreateTaskParams: createTaskBody,
  UpdateTaskBody: updateTaskBody,
  UpdateTaskStatusParams: taskCompletedBody,
  TagsDTO: tagsBody,
  FollowersDTO: followersBody,
  UpdateTagsDTO: bulkTagsBody,
  SearchBodyV2DTO: searchBody,
  CreateLocationDto: createLocationBody,
  UpdateLocationDto: putLocationBody,
  tagBody,
  CreateCustomFieldsDTO: createCustomFieldBody,
  UpdateCustomFieldsDTO: updateCustomFieldBody,
  customValuesDTO: customValueBody,
  CreateUserDto: createUserBody,
  UpdateUserDto: updateUserBody,
  FilterByEmailDto: filterUsersBody,
  CreateBusinessDto: createBusinessBody,
  UpdateBusinessDto: updateBusinessBody,
}
