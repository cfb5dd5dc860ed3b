import { recordStatements } from '../records/record-store.ts'

export const taskStatements = recordStatements('task', 'tasks')
