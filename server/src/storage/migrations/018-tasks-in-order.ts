import type { Migration } from './migration.ts'

/**
 * What a search of a location's tasks filters and sorts by. An index has all of it, so a search reads no document of
 * a task that it leaves out. `due_date` is that of the document: as text, in UTC with milliseconds.
 */
const columns = [
  "ALTER TABLE tasks ADD COLUMN due_date TEXT NOT NULL DEFAULT ''",
  'ALTER TABLE tasks ADD COLUMN completed INTEGER NOT NULL DEFAULT 0',
  'ALTER TABLE tasks ADD COLUMN assigned_to TEXT',
  'ALTER TABLE tasks ADD COLUMN date_updated BIGINT NOT NULL DEFAULT 0',
]

const indexes = [
  `CREATE INDEX tasks_in_order ON tasks
     (location_id, due_date, id, contact_id, completed, assigned_to, size)`,
  'DROP INDEX tasks_of_contact',
  `CREATE INDEX tasks_of_contact ON tasks
     (location_id, contact_id, sort_time, id, size, due_date, completed, assigned_to)`,
]

export const tasksInOrder: Migration = {
  number: 18,
  name: 'tasks-in-order',
  statements: [
    ...columns,
    `UPDATE tasks SET due_date = json_extract(document, '$.dueDate'),
       completed = json_extract(document, '$.completed'),
       assigned_to = json_extract(document, '$.assignedTo'), date_updated = sort_time`,
    ...indexes,
  ],
  postgres: [
    ...columns,
    `UPDATE tasks SET due_date = document::json ->> 'dueDate',
       completed = CASE document::json ->> 'completed' WHEN 'true' THEN 1 ELSE 0 END,
       assigned_to = document::json ->> 'assignedTo', date_updated = sort_time`,
    ...indexes,
  ],
}
