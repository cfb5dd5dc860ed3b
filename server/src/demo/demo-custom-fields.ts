import type { CustomFieldSpec } from '../api/custom-fields/custom-field.ts'

const plans = ['Basic', 'Plus', 'Premium']
const interests = ['Swimming', 'Running', 'Cycling']

/** One custom field of each type, beginning with a TEXT. */
export const demoCustomFields: readonly [CustomFieldSpec, ...CustomFieldSpec[]] = [
  { name: 'Nickname', dataType: 'TEXT' },
  { name: 'Notes', dataType: 'LARGE_TEXT' },
  { name: 'Visits', dataType: 'NUMERICAL' },
  { name: 'Budget', dataType: 'MONETORY' },
  { name: 'Second phone', dataType: 'PHONE' },
  { name: 'Work email', dataType: 'EMAIL' },
  { name: 'Member since', dataType: 'DATE' },
  { name: 'Plan', dataType: 'SINGLE_OPTIONS', options: plans },
  { name: 'Preferred plan', dataType: 'RADIO', options: plans },
  { name: 'Interests', dataType: 'CHECKBOX', options: interests },
  { name: 'Courses', dataType: 'MULTIPLE_OPTIONS', options: interests },
  { name: 'Emergency contact', dataType: 'TEXTBOX_LIST', options: ['Name', 'Phone'] },
  { name: 'Contract', dataType: 'FILE_UPLOAD', isMultipleFile: true, maxNumberOfFiles: 5 },
  { name: 'Signature', dataType: 'SIGNATURE' },
]
