import { recordStatements } from '../records/record-store.ts'

export const noteStatements = recordStatements('note', 'notes')
