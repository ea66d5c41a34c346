/** Names of what transactions on rows in memory hold, as the database would hold the rows. */
export const conversationLock = (caseId: string): string => `conversation ${caseId}`
/** The row of an event that was sent. */
export const outboxLock = (jti: string): string => `outbox ${jti}`
