import { statement } from '../storage/statement.ts'

export interface RefreshTokenRow {
  hash: string
  grantId: string
  dateExpires: number
  dateUsed: number | null
  /** The response to its first use, encrypted with the token itself; removed after the grace period. */
  sealedAnswer: string | null
}

export const findRefreshToken = statement<{ hash: string }, RefreshTokenRow>(
  'find-refresh-token',
  `SELECT hash, grant_id AS "grantId", date_expires AS "dateExpires", date_used AS "dateUsed",
     sealed_answer AS "sealedAnswer"
   FROM refresh_tokens WHERE hash = :hash`,
)

export const insertRefreshToken = statement<{ hash: string; grantId: string; dateExpires: number }>(
  'insert-refresh-token',
  'INSERT INTO refresh_tokens (hash, grant_id, date_expires) VALUES (:hash, :grantId, :dateExpires)',
)

export const markRefreshTokenUsed = statement<{ hash: string; dateUsed: number; sealedAnswer: string }>(
  'mark-refresh-token-used',
  `UPDATE refresh_tokens SET date_used = :dateUsed, sealed_answer = :sealedAnswer
   WHERE hash = :hash AND date_used IS NULL`,
)

/** Removes responses whose grace period has ended. */
export const forgetAnswersUsedBefore = statement<{ grantId: string; before: number }>(
  'forget-answers-used-before',
  `UPDATE refresh_tokens SET sealed_answer = NULL
   WHERE grant_id = :grantId AND date_used < :before AND sealed_answer IS NOT NULL`,
)

export const deleteRefreshTokensExpiredBefore = statement<{ before: number }>(
  'delete-refresh-tokens-expired-before',
  'DELETE FROM refresh_tokens WHERE date_expires < :before',
)

/** Deletes the unused tokens of a grant except for the newest ones. */
export const deleteOlderRefreshTokens = statement<{ grantId: string; keep: number }>(
  'delete-older-refresh-tokens',
  `DELETE FROM refresh_tokens WHERE grant_id = :grantId AND date_used IS NULL AND hash NOT IN (
     SELECT hash FROM refresh_tokens WHERE grant_id = :grantId AND date_used IS NULL
     ORDER BY date_expires DESC, hash LIMIT :keep)`,
)
