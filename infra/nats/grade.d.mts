export type BusServerGrade = 'production' | 'demonstration' | 'refused'
export function gradeOf(version: string): BusServerGrade
export function canSyncAlways(version: string): boolean
