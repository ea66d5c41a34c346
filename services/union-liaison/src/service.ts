import { desk } from '@ihala/desk'
import { defineService, type Service } from '@ihala/kit'
import { complaints } from './complaints/complaints.ts'
import { kind } from './kind.ts'

/** A union's liaison office: complaints, and what becomes of the people in them. */
export const service: Service = defineService({ kind: kind.name, features: [desk, complaints], serves: kind.serves })
